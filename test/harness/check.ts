import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import type { Finding, Fix, Severity } from '../../server/src/core/finding';
import { applyEdits, editsProblem, fixText, partitionEdits } from '../../server/src/core/fixer';
import type { DocumentedRule } from '../../server/src/core/rule';
import { DOCUMENTED_RULES } from '../../server/src/rules/index.generated';
import { deepFreeze } from './freeze';
import { languageOfRule, type TestLanguage } from './languages';
import { onlyRules, recommended, type Setup } from './lint';
import { type Block, type Mark, readMarkdownTest, type Section, withMarks } from './mdtest';
import { checkRelint } from './relint';

const UPDATE = process.env['UPDATE'] === '1';

const ruleOf = (id: string): DocumentedRule => {
  const rule = DOCUMENTED_RULES.find((r) => r.id === id);
  assert.ok(rule, `there is no rule ${id}`);
  return rule;
};

interface Case {
  readonly rule: DocumentedRule;
  readonly language: TestLanguage;
  readonly text: string;
  readonly path: string;
  readonly files: Readonly<Record<string, string>> | undefined;
  readonly options: Readonly<Record<string, unknown>>;
  readonly extraRules: readonly string[];
  /** `kubernetesVersion=1.28` in the info string. */
  readonly kubernetesVersion: string | undefined;
}

const VERSION = 'kubernetesVersion=';

/** The file ends without a line end. */
const BARE = 'no-final-newline';

/** Rules about the end of the file: there it is no variant like the others. */
const ABOUT_THE_END: ReadonlySet<string> = new Set(['compose/final-newline']);

/** The variants that change it. */
const ENDS: ReadonlySet<string> = new Set(['no final newline', 'comments behind its lines']);

/** What the linter is told of a case beside its rules. */
const setupOf = ({ path, files, kubernetesVersion }: Case): Omit<Setup, 'rules'> => ({
  path,
  ...(files ? { files } : {}),
  ...(kubernetesVersion === undefined ? {} : { kubernetesVersion }),
});

/** Declares one mocha test a section, with every oracle over every block. */
export function checkMarkdown(path: string, markdown: string): void {
  const test = readMarkdownTest(markdown);
  describe(test.rule, () => {
    const rewritten = new Map<Block, string>();
    for (const section of test.sections) {
      it(section.title, () => checkSection(path, ruleOf(test.rule), section, rewritten));
    }
    if (UPDATE) after(() => rewrite(path, rewritten));
  });
}

function rewrite(path: string, blocks: ReadonlyMap<Block, string>): void {
  const lines = readFileSync(path, 'utf8').split('\n');
  for (const [block, text] of [...blocks].sort((a, b) => b[0].line - a[0].line)) {
    const fence = /^`+/.exec(lines[block.line - 1] ?? '')?.[0] ?? '```';
    const close = lines.indexOf(fence, block.line);
    lines.splice(block.line, close - block.line, ...text.replace(/\n$/, '').split('\n'));
  }
  writeFileSync(path, lines.join('\n'));
}

function checkSection(path: string, rule: DocumentedRule, section: Section, rewritten: Map<Block, string>): void {
  const language = languageOfRule(rule.id);
  const files: Record<string, string> = {};
  let options: Record<string, unknown> = {};
  let noContext = false;
  for (const block of section.blocks) {
    if (block.words[0] === 'options') options = JSON.parse(block.text);
    else if (block.words[0] === 'no-context') noContext = true;
    else if (
      block.words[0] !== undefined &&
      !['fixed', 'nofix', 'title', 'file'].includes(block.words[0]) &&
      block.language !== language.fence
    ) {
      files[block.words[0]] = block.text;
    }
    // A file beside it that is written in the language itself.
    if (block.words[0] === 'file' && block.words[1] !== undefined) files[block.words[1]] = block.text;
  }
  let current: Case | undefined;
  for (const block of section.blocks) {
    if (block.words[0] === 'file') continue;
    const where = `${path}:${block.line}`;
    const version = block.words.find((word) => word.startsWith(VERSION))?.slice(VERSION.length);
    const [first, second, third] = block.words.filter((word) => word !== BARE && !word.startsWith(VERSION));
    if (block.language === language.fence && first !== 'fixed') {
      const extraRules = [
        ...new Set(block.marks.flatMap((m) => (m.id.includes(':') ? [m.id.slice(0, m.id.indexOf(':'))] : []))),
      ];
      current = {
        rule,
        text: block.words.includes(BARE) ? block.text.slice(0, -1) : block.text,
        language,
        path: first ?? language.path,
        files: noContext ? undefined : files,
        options,
        extraRules,
        kubernetesVersion: version,
      };
      checkMarks(current, block, where, rewritten);
      checkOracles(current, where);
    } else if (first === 'fixed' && current) {
      if (block.language === language.fence && (second === undefined || !second.includes('.')))
        checkFixed(current, block, second, third, where, rewritten);
      else checkFixedFile(current, block, second ?? '', where);
    } else if (first === 'nofix' && current) {
      const reasons = lintCase(current).map((f) => f.noFix ?? '');
      assert.ok(reasons.includes(block.text.trim()), `${where}: noFix is ${JSON.stringify(reasons)}`);
    } else if (first === 'title' && current) {
      const titles = lintCase(current).flatMap((f) => f.fixes.map((x) => x.title));
      assert.deepEqual(titles, block.text.trim().split('\n'), `${where}: titles`);
    }
  }
}

const lintCase = (test: Case): readonly Finding[] =>
  test.language.lint(test.text, {
    rules: onlyRules([test.rule.id, ...test.extraRules], test.options),
    ...setupOf(test),
  }).findings;

const markOf = (test: Case, finding: Finding): Mark => ({
  start: finding.span.start,
  end: finding.span.end,
  id: finding.rule === test.rule.id ? finding.messageId : `${finding.rule}:${finding.messageId}`,
});

function checkMarks(test: Case, block: Block, where: string, rewritten: Map<Block, string>): void {
  const found = lintCase(test).map((finding) => markOf(test, finding));
  const actual = withMarks(block.text, found);
  const expected = withMarks(
    block.text,
    [...block.marks].sort((a, b) => a.start - b.start || a.end - b.end),
  );
  if (UPDATE) {
    rewritten.set(block, actual);
    return;
  }
  assert.equal(actual, expected, where);
}

/** All fixes of the rule applied in order; `unsafe` takes unsafe ones too, a number the n-th fix of the first finding. */
function checkFixed(
  test: Case,
  block: Block,
  kind: string | undefined,
  nth: string | undefined,
  where: string,
  rewritten: Map<Block, string>,
): void {
  const actual =
    nth !== undefined || kind === 'manual' ? applyNth(test, kind, Number(nth ?? 1)) : applyAll(test, kind === 'unsafe');
  if (UPDATE) {
    rewritten.set(block, actual);
    return;
  }
  assert.equal(actual, block.text, where);
}

function applyAll(test: Case, unsafe: boolean): string {
  const outcome = fixText(test.text, (text) => lintCase({ ...test, text, files: withWritten(test, text) }), {
    unsafe,
    only: (finding) => finding.rule === test.rule.id,
  });
  assert.deepEqual(outcome.cycle, [], 'the fixes go round in a circle');
  return outcome.text;
}

/** Files that the fix writes exist in the next pass. */
const withWritten = (test: Case, text: string): Case['files'] => {
  if (!test.files || text === test.text) return test.files;
  return { ...test.files, ...writtenFiles(test) };
};

function writtenFiles(test: Case): Record<string, string> {
  const out: Record<string, string> = {};
  for (const finding of lintCase(test)) {
    const fix = finding.fixes.find((f) => f.safety !== 'manual');
    if (!fix) continue;
    for (const edit of fix.edits()) {
      if (edit.file === undefined) continue;
      out[edit.file] = applyEdits(out[edit.file] ?? test.files?.[edit.file] ?? '', [
        { span: edit.span, text: edit.text },
      ]);
    }
  }
  return out;
}

function applyNth(test: Case, kind: string | undefined, nth: number): string {
  const fixes = lintCase(test)
    .flatMap((f) => f.fixes)
    .filter((f) => kind === undefined || f.safety === kind);
  const fix = fixes[nth - 1];
  assert.ok(fix, `there are ${fixes.length} ${kind ?? ''} fixes`);
  return applyEdits(test.text, partitionEdits(fix.edits()).own);
}

function checkFixedFile(test: Case, block: Block, file: string, where: string): void {
  assert.equal(writtenFiles(test)[file], block.text, `${where}: ${file}`);
}

const SEVERITY: Readonly<Record<Severity, number>> = { hint: 0, information: 1, warning: 2, error: 3 };

function checkOracles(test: Case, where: string): void {
  const variants: [string, (text: string) => string][] = [
    ['as it is', (text) => text],
    ['CRLF', (text) => text.replace(/\n/g, '\r\n')],
    ['a byte order mark', (text) => `\ufeff${text}`],
    ['no final newline', (text) => text.replace(/\n$/, '')],
    ['a comment above', test.language.insertComment],
    ['comments behind its lines', test.language.commentLines],
  ];
  const baseline = lintCase(test);
  for (const [name, change] of variants) {
    if (ENDS.has(name) && ABOUT_THE_END.has(test.rule.id)) continue;
    const varied: Case = { ...test, text: change(test.text) };
    const label = `${where} with ${name}`;
    const findings = lintCase(varied);
    assert.deepEqual(
      findings.map((f) => f.messageId),
      baseline.map((f) => f.messageId),
      `${label}: other findings`,
    );
    checkFindings(varied, findings, label);
    for (const finding of findings) if (finding.rule === test.rule.id) checkFixes(varied, finding, label);
  }
  checkRelint(test.language, test.text, setupOf(test), where);
}

function checkFindings(test: Case, findings: readonly Finding[], label: string): void {
  const { text, rule } = test;
  const result = test.language.lint(text, {
    rules: onlyRules([rule.id, ...test.extraRules], test.options),
    ...setupOf(test),
  });
  assert.deepEqual(result.crashes, [], `${label}: a rule threw`);
  assert.deepEqual(result.findings.map(comparable), findings.map(comparable), `${label}: a second run differs`);
  deepFreeze(result.document);
  for (const finding of findings) {
    const { start, end } = finding.span;
    assert.ok(start >= 0 && end <= text.length && start <= end, `${label}: range ${start}–${end} out of bounds`);
    assert.ok(start < end || start === text.length, `${label}: empty range at ${start} (${finding.messageId})`);
    for (const at of [start, end]) assert.ok(!splitsPair(text, at), `${label}: range splits a character at ${at}`);
    assert.ok(!/\{\{|undefined|NaN|\[object/.test(finding.message), `${label}: message ${finding.message}`);
    assert.ok(!/[\r\n]/.test(finding.message), `${label}: message of several lines`);
    assert.ok(!finding.message.endsWith('.'), `${label}: message ends in a full stop`);
    checkSuppression(test, finding, label);
  }
}

const comparable = (finding: Finding): unknown => ({
  ...finding,
  fixes: finding.fixes.map((f) => ({ title: f.title, edits: f.edits() })),
});

function splitsPair(text: string, at: number): boolean {
  const before = text.charCodeAt(at - 1);
  const after = text.charCodeAt(at);
  return (before >= 0xd800 && before < 0xdc00 && after >= 0xdc00 && after < 0xe000) || (before === 13 && after === 10);
}

function checkSuppression(test: Case, finding: Finding, label: string): void {
  const { language } = test;
  const edit = language.suppress(test.text, finding);
  const text = applyEdits(test.text, [edit]);
  const left = lintCase({ ...test, text });
  const same = left.filter(
    (f) => f.rule === finding.rule && f.messageId === finding.messageId && f.message === finding.message,
  );
  const before = lintCase(test).filter(
    (f) => f.rule === finding.rule && f.messageId === finding.messageId && f.message === finding.message,
  );
  assert.ok(
    same.length < before.length,
    `${label}: the suppression comment does not silence ${finding.messageId}:\n${text}`,
  );
  assert.deepEqual(
    language.meaning(text),
    language.meaning(test.text),
    `${label}: the suppression comment changes the file's meaning`,
  );
}

function checkFixes(test: Case, finding: Finding, label: string): void {
  const { rule } = test;
  if (finding.fixes.length > 0) assert.notEqual(rule.fixable, 'never', `${label}: ${rule.id} says it is never fixable`);
  if (rule.fixable === 'always') assert.ok(finding.fixes.length > 0, `${label}: ${rule.id} says it is always fixable`);
  for (const fix of finding.fixes) {
    if (fix.safety === 'unsafe') assert.ok(rule.docs.fixSafety, `${label}: an unsafe fix and no docs.fixSafety`);
    assert.ok(
      fix.title.length > 0 && fix.title.length <= 120 && !fix.title.endsWith('.'),
      `${label}: title ${fix.title}`,
    );
    checkFix(test, finding, fix, `${label}, fix “${fix.title}”`);
  }
}

function checkFix(test: Case, finding: Finding, fix: Fix, label: string): void {
  const edits = fix.edits();
  assert.ok(edits.length > 0, `${label}: no edits`);
  assert.equal(editsProblem(test.text, edits), undefined, label);
  if (fix.snippet) return;
  const { own, others } = partitionEdits(edits);
  const text = applyEdits(test.text, own);
  const files: Record<string, string> = { ...test.files };
  for (const edit of others) {
    if (edit.file !== undefined)
      files[edit.file] = applyEdits(files[edit.file] ?? '', [{ span: edit.span, text: edit.text }]);
  }
  const after: Case = { ...test, text, files: test.files ? files : undefined };
  const count = (list: readonly Finding[]): number =>
    list.filter((f) => f.rule === finding.rule && f.messageId === finding.messageId).length;
  assert.ok(count(lintCase(after)) < count(lintCase(test)), `${label}: the finding is still there\n${text}`);
  test.language.judge(test.text, text, label);
  checkNoNews(test, after, finding, label);
  if (!/\r/.test(test.text.replace(/\r\n/g, ''))) {
    const crlf = /\r\n/.test(test.text);
    assert.equal(
      crlf ? /(?<!\r)\n/.test(text) : /\r/.test(text),
      false,
      `${label}: line endings are mixed\n${JSON.stringify(text)}`,
    );
  }
}

/** No finding of the recommended set that was not there before and weighs as much as the repaired one. */
function checkNoNews(before: Case, after: Case, repaired: Finding, label: string): void {
  const lint = (test: Case): readonly Finding[] =>
    test.language.lint(test.text, { rules: recommended, ...setupOf(test) }).findings;
  const tally = new Map<string, number>();
  const messages = new Set<string>();
  for (const finding of lint(before)) {
    tally.set(finding.rule, (tally.get(finding.rule) ?? 0) + 1);
    messages.add(`${finding.rule} ${finding.message}`);
  }
  for (const finding of lint(after)) {
    const left = (tally.get(finding.rule) ?? 0) - 1;
    tally.set(finding.rule, left);
    // A line that a repair repeats, such as FROM, repeats its findings.
    if (messages.has(`${finding.rule} ${finding.message}`)) continue;
    if (left < 0 && SEVERITY[finding.severity] >= SEVERITY[repaired.severity]) {
      assert.fail(`${label}: brings ${finding.rule}: ${finding.message}\n${after.text}`);
    }
  }
}
