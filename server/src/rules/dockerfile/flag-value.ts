import { defineRule } from '../../core/rule';
import { type FlagKind, flagsOf } from '../../languages/dockerfile/flags';
import type { Flag, Instruction } from '../../languages/dockerfile/nodes';
import { short } from '../../languages/dockerfile/suggest';

const EXAMPLES: Readonly<Record<string, string>> = {
  from: 'build',
  chown: '1000:1000',
  chmod: '755',
  exclude: '*.md',
  checksum: 'sha256:…',
  platform: 'linux/amd64',
  mount: 'type=cache,target=/root/.cache',
  network: 'none',
  security: 'sandbox',
  device: 'nvidia.com/gpu',
  retries: '3',
};

export default defineRule({
  id: 'dockerfile/flag-value',
  summary: 'Give each flag one value that it accepts',
  category: 'correctness',
  severity: 'error',
  recommended: true,
  since: '0.1.0',
  fixable: 'sometimes',
  local: true,
  messageEquivalents: {
    missing: { 'dockerfile-utils': ['FLAG_MISSING_VALUE'] },
    duplicate: { 'dockerfile-utils': ['FLAG_DUPLICATE'] },
    boolean: { 'dockerfile-utils': ['FLAG_EXPECTED_BOOLEAN_VALUE'] },
  },
  messages: {
    missing: '`--{{flag}}` needs a value; write `--{{flag}}={{example}}`',
    duplicate: '`--{{flag}}` is given twice; keep one',
    boolean: '`{{value}}` is no value of `--{{flag}}`; write true or false, or the flag alone',
    mode: '`{{value}}` is no file mode; write an octal number or a form such as `u=rwX,go=rX`',
    checksum: '`{{value}}` is no checksum; write `sha256:` and 64 hexadecimal digits',
  },
  notes: [],
  docs: {
    why: 'A flag has its value behind `=`, without blanks. The builder refuses a flag without its value, a second one of the same name where only one may be, and values of the wrong kind.',
    invalid: [
      {
        code: 'FROM debian:13\nCOPY --chown app . /app\n',
        fixed: 'FROM debian:13\nCOPY --chown=app . /app\n',
      },
      {
        code: 'FROM debian:13\nCOPY --link=yes . /app\n',
        fixed: 'FROM debian:13\nCOPY --link=true . /app\n',
      },
    ],
    valid: [{ code: 'FROM debian:13\nCOPY --chown=app --link . /app\n' }],
    fixSafety: 'The next word becomes the value of the flag; of two flags the second one goes.',
    references: ['https://docs.docker.com/reference/dockerfile/#copy'],
  },
  check: (ctx) => {
    const missing = (instruction: Instruction, flag: Flag): void => {
      const { end } = flag.span;
      const next = ctx.source.text.slice(end, instruction.headEnd);
      const blanks = /^[ \t]+(?=[^\s\\`#-])/.exec(next)?.[0].length;
      const copies = instruction.kind === 'Copy' || instruction.kind === 'Add';
      const enough = !copies || instruction.sources.length > 1;
      ctx.report({
        message: 'missing',
        span: flag.span,
        data: { flag: flag.name, example: EXAMPLES[flag.name] ?? '30s' },
        fixes:
          blanks !== undefined && flag.value === undefined && enough && flag.name !== 'mount'
            ? [
                {
                  title: `Take the next word as the value of --${flag.name}`,
                  safety: 'unsafe',
                  edits: () => [{ span: { start: end, end: end + blanks }, text: '=' }],
                },
              ]
            : [],
      });
    };
    const judge = (instruction: Instruction, flag: Flag, kind: FlagKind): void => {
      const { value, name } = flag;
      if (kind !== 'bool' && !value) missing(instruction, flag);
      if (!value) return;
      const text = value.literal;
      if (text === undefined) return;
      const data = { flag: name, value: short(text) };
      if (kind === 'bool' && text === '') missing(instruction, flag);
      else if (kind === 'bool' && !/^(?:true|false)$/i.test(text)) {
        const meant = /^(?:yes|on|1)$/i.test(text) ? 'true' : /^(?:no|off|0)$/i.test(text) ? 'false' : undefined;
        ctx.report({
          message: 'boolean',
          span: value.span,
          data,
          fixes: meant
            ? [{ title: `Replace with ${meant}`, safety: 'safe', edits: () => [{ span: value.span, text: meant }] }]
            : [],
        });
      } else if (name === 'chmod' && text !== '' && !isMode(text)) {
        ctx.report({ message: 'mode', span: value.span, data });
      } else if (name === 'checksum' && text !== '' && !isChecksum(instruction, text)) {
        ctx.report({ message: 'checksum', span: value.span, data });
      }
    };
    return {
      Instruction(instruction) {
        if (instruction.flags.length === 0) return;
        const known = flagsOf(instruction);
        const seen = new Map<string, Flag>();
        for (const flag of instruction.flags) {
          const kind = known?.get(flag.name);
          if (kind === undefined) continue;
          const first = seen.get(flag.name);
          if (first && kind !== 'list') {
            const same = first.value?.raw === flag.value?.raw;
            const before =
              /[ \t]*$/.exec(ctx.source.text.slice(instruction.span.start, flag.span.start))?.[0].length ?? 0;
            ctx.report({
              message: 'duplicate',
              span: flag.nameSpan,
              data: { flag: flag.name },
              related: [{ span: first.span, message: 'The first one' }],
              fixes: [
                {
                  title: `Remove the second --${flag.name}`,
                  safety: same ? 'safe' : 'unsafe',
                  edits: () => [{ span: { start: flag.span.start - before, end: flag.span.end }, text: '' }],
                },
              ],
            });
          }
          seen.set(flag.name, flag);
          judge(instruction, flag, kind);
        }
      },
    };
  },
});

/** Octal up to 7777, or symbolic as chmod(1) takes it. */
function isMode(text: string): boolean {
  if (/^[0-7]+$/.test(text)) return Number.parseInt(text, 8) <= 0o7777;
  return text.split(',').every((part) => /^[augo]*(?:[-+=][rstwXxugo]*)+$/.test(part));
}

/** Git sources take a commit instead of a digest. */
function isChecksum(instruction: Instruction, text: string): boolean {
  if (instruction.kind !== 'Add') return true;
  const http = instruction.sources.every(
    (source) => /^https?:\/\//.test(source.raw) && !/\.git(?:[#?]|$)/.test(source.raw),
  );
  return !http || /^(?:sha256:[a-f0-9]{64}|sha384:[a-f0-9]{96}|sha512:[a-f0-9]{128})$/.test(text);
}
