import { defineRule } from '../../core/rule';
import type { Span } from '../../core/span';
import { slice } from '../../core/text';
import { frontendPin, isTooOld, leastTag, type Since } from '../../languages/dockerfile/frontend-pin';
import type { Instruction } from '../../languages/dockerfile/nodes';

const COPYING: Readonly<Record<string, Since>> = {
  chmod: { stable: 2 },
  link: { stable: 4 },
  exclude: { stable: 19, labs: 7 },
};

/** When flags came: the releases `dockerfile/1.x` of moby/buildkit. */
const FLAGS = tables({
  RUN: {
    mount: { stable: 2 },
    network: { stable: 3, labs: 2 },
    security: { stable: 20, labs: 2 },
    device: { labs: 14 },
  },
  COPY: { ...COPYING, parents: { stable: 20, labs: 7 } },
  ADD: {
    ...COPYING,
    'keep-git-dir': { stable: 6, labs: 5 },
    checksum: { stable: 6, labs: 5 },
    unpack: { stable: 17 },
  },
  HEALTHCHECK: { 'start-interval': { stable: 6 } },
});
const MOUNT_KEYS: ReadonlyMap<string, Since> = new Map([
  ['env', { stable: 10 }],
  ['size', { stable: 4 }],
]);
const SYMBOLIC_MODE: Since = { stable: 14, labs: 12 };
const HEREDOC: Since = { stable: 4, labs: 3 };

interface Use {
  readonly what: string;
  readonly span: Span;
  readonly since: Since;
}

export default defineRule({
  id: 'dockerfile/flag-needs-newer-syntax',
  summary: 'Pin a `# syntax=` release that knows the flags of the file',
  category: 'correctness',
  severity: 'error',
  recommended: true,
  since: '0.1.0',
  fixable: 'always',
  local: true,
  messages: {
    old: '`{{what}}` needs Dockerfile syntax {{needed}}, and {{pinned}} is pinned; raise it',
  },
  notes: ['parser-directives', 'build-mounts', 'heredocs'],
  docs: {
    why: 'The `# syntax=` line names the release of the frontend that reads the file. A release refuses flags, mount keys and here-documents that came later, whatever the version of Docker.',
    instead: 'Pin the release that has it, or write `docker/dockerfile:1`, which is always the newest.',
    invalid: [
      {
        code: '# syntax=docker/dockerfile:1.4\nFROM node:22\nCOPY --parents packages/*/package.json ./\n',
        fixed: '# syntax=docker/dockerfile:1.20\nFROM node:22\nCOPY --parents packages/*/package.json ./\n',
      },
    ],
    valid: [
      { code: '# syntax=docker/dockerfile:1\nFROM node:22\nCOPY --parents packages/*/package.json ./\n' },
      { code: '# syntax=docker/dockerfile:1.7-labs\nFROM node:22\nCOPY --parents packages/*/package.json ./\n' },
    ],
    references: [
      'https://docs.docker.com/reference/dockerfile/#syntax',
      'https://docs.docker.com/build/buildkit/dockerfile-release-notes/',
    ],
  },
  check: (ctx) => {
    const pin = frontendPin(ctx.doc);
    if (!pin) return {};
    return {
      Instruction(instruction) {
        if (instruction.kind === 'Onbuild') return;
        for (const { what, span, since } of usesOf(instruction)) {
          if (!isTooOld(pin, since)) continue;
          const text = leastTag(pin, since);
          ctx.report({
            message: 'old',
            span,
            data: { what: what === '' ? slice(ctx.source, span) : what, needed: text, pinned: pin.tag },
            related: [{ span: pin.span, message: 'Pinned here' }],
            fixes: [
              { title: `Pin Dockerfile syntax ${text}`, safety: 'safe', edits: () => [{ span: pin.span, text }] },
            ],
          });
        }
      },
    };
  },
});

function tables(
  byInstruction: Readonly<Record<string, Readonly<Record<string, Since>>>>,
): ReadonlyMap<string, ReadonlyMap<string, Since>> {
  return new Map(Object.entries(byInstruction).map(([name, flags]) => [name, new Map(Object.entries(flags))]));
}

/** What of an instruction came after the first release; without a name the text at its place is one. */
function usesOf(instruction: Instruction): Use[] {
  const known = FLAGS.get(instruction.name);
  const uses: Use[] = [];
  for (const { name, nameSpan, value } of known ? instruction.flags : []) {
    const since = known?.get(name);
    if (since) uses.push({ what: `--${name}`, span: nameSpan, since });
    const mode = name === 'chmod' && value?.variables.length === 0 ? value.literal : undefined;
    if (value && mode !== undefined && /[ugoarwxX]/.test(mode)) {
      uses.push({ what: `--chmod=${mode}`, span: value.span, since: SYMBOLIC_MODE });
    }
  }
  for (const mount of instruction.kind === 'Run' ? instruction.mounts : []) {
    for (const { key, keySpan } of mount.fields) {
      const since = MOUNT_KEYS.get(key);
      if (since) uses.push({ what: `${key}=`, span: keySpan, since });
    }
  }
  for (const { mark } of instruction.heredocs) uses.push({ what: '', span: mark, since: HEREDOC });
  return uses;
}
