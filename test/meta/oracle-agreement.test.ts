import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { resolveRules } from '../../server/src/core/config';
import type { Finding } from '../../server/src/core/finding';
import { RULES as ALL } from '../../server/src/rules/index.generated';
import { lintDockerfile } from '../harness/lint';
import { readMarkdownTest } from '../harness/mdtest';
import { judge } from '../oracle/buildkit';

/** The rules that together tell of every broken file. */
const RULES = [
  'unknown-instruction',
  'missing-continuation',
  'continuation-swallows-instruction',
  'no-stages',
  'instruction-before-from',
  'unterminated-heredoc',
  'heredoc-terminator-indent',
  'unknown-flag',
  'flag-value',
  'invalid-mount',
  'invalid-network-mode',
  'invalid-security-mode',
  'wrong-argument-count',
  'invalid-from-as',
  'invalid-stage-name',
  'invalid-image-reference',
  'malformed-json-form',
  'json-array-non-string',
  'key-value-syntax',
  'space-around-equals',
  'legacy-key-value',
  'invalid-substitution',
  'invalid-escape-directive',
  'duplicate-directive',
  'syntax-directive-typo',
  'misplaced-directive',
  'empty-continuation-line',
  'invalid-onbuild-trigger',
  'shell-json-required',
  'invalid-signal',
  'valid-expose',
  'valid-healthcheck',
  'stage-ref-casing',
  'stage-used-before-defined',
  'circular-stage-deps',
  'copy-from-self',
  'invalid-stage-index',
  'variable-in-from-flag',
  'undefined-arg-in-from',
  'duplicate-stage-name',
].map((name) => `dockerfile/${name}`);

/** BuildKit's refusals that other rules report, or that depend on more than one instruction. */
const ELSEWHERE = [
  // invalid-platform, heredoc-as-destination, invalid-check-directive
  /platform|heredoc as a destination|check option/,
  // COPY of an address and ADD --checksum of several sources are judged by rules about copying.
  /source can't be|checksum (?:can't|requires)/,
  // Devices of RUN and CSV quotes in mounts are too rare for a rule; a `type` of a variable is not followed.
  /device name|failed to parse csv|unexpected key|unsupported mount type|invalid mount target|line greater than/,
  // Blanks beyond ASCII end the value of a directive for us.
  /invalid escape token '\s'/,
  // `${x:?}` asks to stop the build.
  /is not allowed to be (?:unset|empty)|: \?/,
];

/** Errors of ours where BuildKit goes on: the file builds and does not do what it says. */
const STRICTER: Readonly<Record<string, string>> = {
  'dockerfile/malformed-json-form': 'BuildKit silently takes the list as shell text, which then fails at run time',
  'dockerfile/space-around-equals': '`ENV A = b` sets A to `= b`',
  'dockerfile/continuation-swallows-instruction': 'the next instruction becomes arguments',
  'dockerfile/duplicate-stage-name': 'COPY --from means the last stage of a name, FROM the nearest one above',
  'dockerfile/invalid-onbuild-trigger': 'a misspelt trigger breaks the images that are built on this one',
};

const isStricter = (finding: Finding, text: string): boolean => {
  if (finding.rule in STRICTER) return true;
  // Triggers are judged by BuildKit when they run.
  const line = text.slice(text.lastIndexOf('\n', finding.span.start - 1) + 1);
  if (/^[\ufeff \t]*onbuild\b/i.test(line)) return true;
  // Numbers with a sign, and expansions in the delimiter of a here-document, are read in their own way.
  if (/--from=[-+]\d|<<\S*\$/.test(text)) return true;
  // A quote in the name of an ARG becomes part of a name that nobody can use.
  if (/^[\ufeff \t]*arg\b/i.test(line) && finding.messageId === 'openQuote') return true;
  // A number in the `from` of a mount is the name of an image to BuildKit, which no registry has.
  if (finding.rule === 'dockerfile/invalid-stage-index' && finding.messageId === 'mount') return true;
  // A first part with capital letters is a registry of that name to BuildKit, which no network finds.
  return finding.rule === 'dockerfile/invalid-image-reference' && finding.messageId === 'capitals';
};

interface Sample {
  readonly name: string;
  readonly text: string;
}

function samples(): Sample[] {
  const folder = 'test/rules/dockerfile';
  return readdirSync(folder)
    .filter((file) => file.endsWith('.md'))
    .sort()
    .flatMap((file) =>
      readMarkdownTest(readFileSync(join(folder, file), 'utf8')).sections.flatMap((section) =>
        section.blocks
          .filter((block) => block.language === 'dockerfile')
          .map((block) => ({ name: `${file}:${block.line}`, text: block.text })),
      ),
    );
}

/** Numbers that are the same in every run (mulberry32). */
function random(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

const INSERTS = ['"', "'", '\\', '$', '{', '}', '=', '[', ']', ',', ' ', '\n', '#', '--', '<<EOF', '\u0000', ':', '/'];

function mutate(text: string, next: () => number): string {
  const at = Math.floor(next() * (text.length + 1));
  const kind = Math.floor(next() * 4);
  if (kind === 0) return text.slice(0, at);
  if (kind === 1) return text.slice(0, at) + text.slice(at + 1 + Math.floor(next() * 6));
  if (kind === 2) return text.slice(0, at) + (INSERTS[Math.floor(next() * INSERTS.length)] ?? '') + text.slice(at);
  const lines = text.split('\n');
  lines.splice(Math.floor(next() * lines.length), 1);
  return lines.join('\n');
}

/** Each rule with its own severities: naming a rule would set one for all of its messages. */
const rules = resolveRules(ALL, [
  {
    configuration: {
      profiles: ['all'],
      rules: Object.fromEntries(
        ALL.filter((rule) => !RULES.includes(rule.id)).map((rule) => [rule.id, { severity: 'off', options: {} }]),
      ),
    },
    path: undefined,
  },
]);

/** A file that is made into a Dockerfile first is not judged. */
const isTemplate = (text: string): boolean => /\{\{|\}\}|\{%|<%/.test(text);

/** A quote or an escape in a flag's name, or one left open in its value: it takes the rest of the line into the flag. */
const hasQuotedFlag = (text: string): boolean => /--[^\s]*["'\\`]/.test(text);

/** What the product and the judge do not agree on; undefined when they do. */
function disagreement(text: string): string | undefined {
  if (hasQuotedFlag(text)) return undefined;
  const verdict = judge(text);
  const errors = lintDockerfile(text, { rules }).findings.filter((finding) => finding.severity === 'error');
  if (verdict.ok) {
    const [finding] = errors.filter((error) => !isStricter(error, text));
    return finding && `BuildKit accepts what ${finding.rule} refuses: ${finding.message}`;
  }
  if (errors.length > 0 || isTemplate(text)) return undefined;
  const [problem] = verdict.errors.filter(({ message }) => !ELSEWHERE.some((pattern) => pattern.test(message)));
  return problem && `no error for line ${problem.line}: ${problem.message}`;
}

function check(all: readonly Sample[]): void {
  const found = all.flatMap(({ name, text }) => {
    const problem = disagreement(text);
    return problem ? [`${name}: ${problem}\n${text}`] : [];
  });
  assert.equal(found.length, 0, `${found.length} disagreements\n\n${found.slice(0, 40).join('\n\n')}`);
}

describe('errors agree with BuildKit', () => {
  it('on the files of the rules tests', () => check(samples()));

  it('on 300 mutations of them', () => {
    const next = random(20261122);
    const all = samples();
    const mutated = Array.from({ length: 300 }, () => {
      const sample = all[Math.floor(next() * all.length)] ?? { name: '', text: '' };
      return { name: `mutation of ${sample.name}`, text: mutate(sample.text, next) };
    });
    check(mutated);
  });

  it('on files that are no Dockerfiles', () => {
    const texts = [
      '',
      '\n',
      '# only\n',
      '\\',
      '\\\n',
      'FROM',
      'F',
      '\u0000\u0001\u0002',
      'PK\u0003\u0004 x y',
      '<<EOF',
      '"',
      'ARG A\n',
    ];
    check(texts.map((text) => ({ name: JSON.stringify(text), text })));
    for (const text of ['', '# only\n', '# syntax=docker/dockerfile:1\n', 'ARG A=b\n']) {
      const found = lintDockerfile(text, { rules }).findings.map((finding) => finding.rule);
      assert.deepEqual(found, ['dockerfile/no-stages'], JSON.stringify(text));
    }
  });
});
