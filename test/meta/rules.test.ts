import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { fixText } from '../../server/src/core/fixer';
import type { Example } from '../../server/src/core/rule';
import { CODE_ACTION_KINDS } from '../../server/src/lsp/code-actions';
import { DOCUMENTED_RULES } from '../../server/src/rules/index.generated';
import { library } from '../harness/hover';
import { languageOfRule } from '../harness/languages';
import { onlyRules } from '../harness/lint';

describe('every rule', () => {
  it('has a test of its own', () => {
    const missing = DOCUMENTED_RULES.filter((rule) => !existsSync(`test/rules/${rule.id}.md`)).map((rule) => rule.id);
    assert.deepEqual(missing, []);
  });

  it('has a form that others can rely on', () => {
    const ids = new Set<string>();
    for (const rule of DOCUMENTED_RULES) {
      assert.ok(!ids.has(rule.id), `${rule.id} is there twice`);
      ids.add(rule.id);
      assert.match(rule.id, /^[a-z]+\/[a-z0-9]+(?:-[a-z0-9]+)*$/, rule.id);
      assert.ok(existsSync(`server/src/rules/${rule.id}.ts`), `${rule.id} is not in the file of its name`);
      assert.ok(rule.summary.length <= 100 && !rule.summary.endsWith('.'), `${rule.id}: ${rule.summary}`);
      assert.ok(rule.docs.invalid.length > 0 && rule.docs.valid.length > 0, `${rule.id} has no examples`);
      assert.ok(
        rule.docs.references.length > 0 && rule.docs.references.every((url) => url.startsWith('https://')),
        `${rule.id}: references`,
      );
      for (const topic of rule.notes) assert.ok(library.topic(topic), `${rule.id}: there is no topic ${topic}`);
      for (const message of Object.values(rule.messages)) assert.ok(!message.endsWith('.'), `${rule.id}: ${message}`);
      for (const aka of rule.aka ?? [])
        assert.ok(!DOCUMENTED_RULES.some((other) => other.id === aka), `${rule.id}: ${aka} is a rule`);
    }
  });

  it('is named by the lessons of the notes', () => {
    const lessons = new Set(DOCUMENTED_RULES.flatMap((rule) => rule.lessons ?? []));
    // Told by hovers: what is fine as it is, override files, restart policies, kinds of others.
    const byHoverOnly = ['D34', 'D35', 'C12', 'C15', 'C19', 'K20'];
    const numbered = (letter: string, count: number): string[] =>
      Array.from({ length: count }, (_, i) => `${letter}${String(i + 1).padStart(2, '0')}`);
    const all = [...numbered('D', 35), ...numbered('C', 21), ...numbered('K', 22)].filter(
      (lesson) => !byHoverOnly.includes(lesson),
    );
    const topics = new Set(library.topics.flatMap((topic) => topic.lessons));
    assert.deepEqual(
      byHoverOnly.filter((lesson) => !topics.has(lesson)),
      [],
    );
    assert.deepEqual(
      all.filter((lesson) => !lessons.has(lesson)),
      [],
    );
  });
});

describe('every example of the documentation', () => {
  const lint = (id: string, example: Example, text: string) =>
    languageOfRule(id)
      .lint(text, {
        rules: onlyRules([id], example.options ?? {}),
        files: example.files ?? {},
        ...(example.kubernetesVersion === undefined ? {} : { kubernetesVersion: example.kubernetesVersion }),
      })
      .findings.filter((f) => f.rule === id);

  for (const rule of DOCUMENTED_RULES) {
    it(rule.id, () => {
      for (const example of rule.docs.invalid) {
        assert.ok(lint(rule.id, example, example.code).length > 0, `nothing is reported in\n${example.code}`);
        if (example.fixed === undefined) continue;
        const outcome = fixText(example.code, (text) => lint(rule.id, example, text), { unsafe: true });
        assert.equal(outcome.text, example.fixed);
      }
      for (const example of rule.docs.valid) {
        assert.deepEqual(
          lint(rule.id, example, example.code).map((f) => f.message),
          [],
          example.code,
        );
      }
    });
  }
});

describe('the project', () => {
  it('names each code action kind once', () => {
    assert.equal(new Set(CODE_ACTION_KINDS).size, CODE_ACTION_KINDS.length);
  });

  it('has no download address in its lock file', () => {
    assert.doesNotMatch(readFileSync('package-lock.json', 'utf8'), /"resolved"\s*:\s*"http/);
  });

  it('has a page for every rule', () => {
    const pages = readdirSync('docs/rules', { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile() && entry.name !== 'README.md')
      .map((entry) => `${entry.parentPath.replace(/^docs.rules.?/, '')}/${entry.name}`)
      .sort();
    assert.deepEqual(pages, DOCUMENTED_RULES.map((rule) => `${rule.id}.md`).sort());
  });
});
