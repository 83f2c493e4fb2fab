import assert from 'node:assert/strict';
import { resolveRules } from '../../server/src/core/config';
import { createLinter } from '../../server/src/core/engine';
import type { Finding } from '../../server/src/core/finding';
import { applyEdits, fixText } from '../../server/src/core/fixer';
import { globMatcher } from '../../server/src/core/glob';
import { closest } from '../../server/src/core/nearest';
import { type AnyRule, defineRule } from '../../server/src/core/rule';
import { lineAt, offsetAt, positionAt, sourceText } from '../../server/src/core/text';
import { difference } from '../../server/src/features/actions';
import { dockerfileAdapter } from '../../server/src/languages/dockerfile/adapter';
import { NO_FACTS } from '../../server/src/project/facts';
import '../../server/src/project/facts';

const DOCS = { why: '', invalid: [], valid: [], references: [] };

const everyUser = defineRule({
  id: 'dockerfile/every-user',
  summary: 'Report every USER',
  category: 'style',
  severity: 'warning',
  recommended: true,
  since: '0.0.0',
  fixable: 'always',
  messages: { found: 'a {{name}}' },
  notes: [],
  docs: DOCS,
  check: (ctx) => ({
    User({ keyword, value }) {
      ctx.report({
        message: 'found',
        span: keyword,
        data: { name: value?.raw ?? '' },
        fixes: [{ title: 'x', safety: 'safe', edits: () => [{ span: keyword, text: 'LABEL x=' }] }],
      });
    },
  }),
});

const thrower = defineRule({
  ...everyUser,
  id: 'dockerfile/thrower',
  check: () => ({
    User() {
      throw new Error('boom');
    },
  }),
});

const lint = (rules: readonly AnyRule[], text: string) =>
  createLinter(rules).lint({ adapter: dockerfileAdapter, text, rules: resolveRules(rules, []), facts: NO_FACTS });

describe('engine', () => {
  it('keeps a rule that throws from harming others', () => {
    const result = lint([thrower, everyUser], 'FROM a\nUSER b\nUSER c\n');
    assert.deepEqual(
      result.findings.map((f) => f.message),
      ['a b', 'a c'],
    );
    assert.deepEqual(
      result.crashes.map((c) => c.rule),
      ['dockerfile/thrower'],
    );
  });

  it('writes long and broken values on one short line', () => {
    const [finding] = lint([everyUser], `FROM a\nUSER ${'x'.repeat(1000)}\n`).findings;
    assert.ok(finding && finding.message.length <= 300);
  });

  it('silences the next instruction, the rest of the file, and up to an enable', () => {
    const found = (text: string): string[] => lint([everyUser], text).findings.map((f) => `${f.rule}: ${f.message}`);
    assert.deepEqual(
      found('FROM a\n# plimsoll-disable-next-line dockerfile/every-user -- why\n# note\nUSER b\nUSER c\n'),
      ['dockerfile/every-user: a c'],
    );
    assert.deepEqual(found('# plimsoll-disable\nFROM a\nUSER b\n'), []);
    assert.deepEqual(
      found(
        'FROM a\n# plimsoll-disable dockerfile/every-user\nUSER b\n# plimsoll-enable dockerfile/every-user\nUSER c\n',
      ),
      ['dockerfile/every-user: a c'],
    );
  });

  it('reports suppressions that silence nothing, and repairs them', () => {
    const text =
      'FROM a\n# plimsoll-disable-next-line dockerfile/every-usr, dockerfile/every-user\nUSER b\n# plimsoll-disable-next-line dockerfile/every-user\nRUN x\n';
    const { findings } = lint([everyUser], text);
    assert.deepEqual(
      findings.map((f) => f.message),
      [
        'There is no rule `dockerfile/every-usr`; did you mean `dockerfile/every-user`?',
        '`dockerfile/every-user` reports nothing here',
      ],
    );
    assert.ok(findings.every((f) => f.severity === 'hint' && f.tags.includes('unnecessary')));
    const outcome = fixText(text, (current) => lint([everyUser], current).findings, {
      unsafe: false,
      only: (f) => f.rule.startsWith('plimsoll/'),
    });
    const kept = '# plimsoll-disable-next-line dockerfile/every-usr, dockerfile/every-user\n';
    assert.equal(outcome.text, `FROM a\n${kept}USER b\nRUN x\n`);
  });

  it('keeps a comment whose rule is misspelt, and offers the name that was meant', () => {
    for (const name of ['every-user', 'dockerfile/every-usr']) {
      const text = `FROM a\n# plimsoll-disable-next-line ${name} -- because\nUSER b\n`;
      const repaired = (unsafe: boolean): string =>
        fixText(text, (current) => lint([everyUser], current).findings, {
          unsafe,
          only: (f) => f.rule.startsWith('plimsoll/'),
        }).text;
      assert.equal(repaired(false), text);
      assert.equal(repaired(true), text.replace(name, 'dockerfile/every-user'));
    }
  });
});

describe('fixer', () => {
  const finding = (rule: string, at: number, end: number, text: string): Finding => ({
    rule,
    messageId: 'm',
    severity: 'warning',
    message: rule,
    span: { start: at, end },
    equivalents: {},
    related: [],
    tags: [],
    fixes: [{ title: 't', safety: 'safe', edits: () => [{ span: { start: at, end }, text }] }],
  });

  it('applies edits by range and leaves the rest', () => {
    assert.equal(
      applyEdits('abcdef', [
        { span: { start: 4, end: 5 }, text: 'X' },
        { span: { start: 1, end: 1 }, text: '-' },
        { span: { start: 1, end: 2 }, text: 'B' },
      ]),
      'a-BcdXf',
    );
  });

  it('takes overlapping fixes one after the other', () => {
    const lintText = (text: string): Finding[] => {
      if (text === 'aa') return [finding('one', 0, 2, 'b'), finding('two', 1, 2, 'c')];
      return text === 'b' ? [finding('two', 0, 1, 'd')] : [];
    };
    const outcome = fixText('aa', lintText, { unsafe: false });
    assert.deepEqual([outcome.text, outcome.passes, outcome.cycle], ['d', 2, []]);
  });

  it('ends a circle, names its rules and keeps the text before it', () => {
    const outcome = fixText('a', (text) => [finding('turn', 0, 1, text === 'a' ? 'b' : 'a')], { unsafe: false });
    assert.deepEqual([outcome.text, outcome.cycle], ['b', ['turn']]);
  });

  it('ends when a fix goes on for ever', () => {
    const outcome = fixText('a', (text) => [finding('grow', text.length, text.length, 'a')], { unsafe: false });
    assert.equal(outcome.passes, 10);
  });

  it('gives a difference of lines that leads to the new text', () => {
    for (const [before, after] of [
      ['a\nb\nc\n', 'a\nx\nc\n'],
      ['', 'a\n'],
      ['a\nb\n', 'b\na\n'],
      ['a\nb', 'a\nb\n'],
      ['a\n\n\nb\n', 'a\nb\n'],
    ] as const) {
      const edits = difference(before, after);
      assert.equal(applyEdits(before, edits), after);
    }
  });
});

describe('text', () => {
  it('counts lines and columns as editors do', () => {
    const source = sourceText('a\r\nb🚢c\rd\n');
    assert.deepEqual(source.lineStarts, [0, 3, 8, 10]);
    assert.deepEqual(positionAt(source, 7), { line: 1, column: 4 });
    assert.equal(offsetAt(source, { line: 1, column: 99 }), 7);
    assert.equal(offsetAt(source, { line: 99, column: 0 }), 10);
    assert.equal(lineAt(source, 100), 3);
  });
});

describe('globs', () => {
  it('match parts of paths', () => {
    const cases: [string, string, boolean][] = [
      ['*.md', 'a/b.md', true],
      ['./*.md', 'a/b.md', false],
      ['a/**', 'a/b/c', true],
      ['**/c', 'a/b/c', true],
      ['a/*/c', 'a/b/c', true],
      ['a/*/c', 'a/b/d/c', false],
      ['{a,b}/x', 'b/x', true],
      ['[a-c]x', 'bx', true],
      ['[!a]x', 'ax', false],
      ['a?', 'ab', true],
      ['docker/', 'docker/a/b', true],
      ['\\*', '*', true],
    ];
    for (const [glob, path, expected] of cases) assert.equal(globMatcher(glob)(path), expected, `${glob} ${path}`);
  });

  it('take no more than their length', () => {
    assert.equal(globMatcher(`${'*a'.repeat(100)}b`)('a'.repeat(5000)), false);
    assert.equal(globMatcher('{a,b}'.repeat(40))('x'), false);
  });
});

describe('nearest name', () => {
  it('is found within two edits', () => {
    assert.equal(
      closest('dockerfile/no-maintaner', ['dockerfile/no-maintainer', 'dockerfile/no-sudo']),
      'dockerfile/no-maintainer',
    );
    assert.equal(closest('RNU', ['RUN', 'ENV']), 'RUN');
    assert.equal(closest('hello', ['world']), undefined);
  });
});
