import assert from 'node:assert/strict';
import { applyEdits, editsProblem, partitionEdits } from '../../server/src/core/fixer';
import { sourceText } from '../../server/src/core/text';
import { hoverer } from '../harness/hover';
import { allRules, lintDockerfile } from '../harness/lint';
import { judge } from '../oracle/buildkit';

/** What holds for every text whatever: throws when it does not. */
export function checkText(text: string): void {
  const { document, findings, crashes } = lintDockerfile(text, {
    rules: allRules,
    files: { 'package.json': '{}', 'go.mod': 'module x\n' },
  });
  assert.deepEqual(crashes, [], 'a rule threw');
  const again = lintDockerfile(text, { rules: allRules, files: { 'package.json': '{}', 'go.mod': 'module x\n' } });
  assert.deepEqual(
    again.findings.map((f) => [f.rule, f.message, f.span]),
    findings.map((f) => [f.rule, f.message, f.span]),
    'a second run differs',
  );
  for (const finding of findings) {
    const { start, end } = finding.span;
    assert.ok(
      start >= 0 && start <= end && end <= text.length,
      `${finding.rule}: range ${start}–${end} of ${text.length}`,
    );
    assert.ok(!/[\r\n]/.test(finding.message), `${finding.rule}: a message of several lines`);
    for (const fix of finding.fixes) checkFix(text, finding.rule, fix.edits());
  }
  checkBoundaries(
    text,
    document.instructions.map((i) => i.raw.firstLine + 1),
  );
  const { at } = hoverer({ text });
  for (let offset = 0; offset <= text.length; offset += Math.max(1, Math.floor(text.length / 40))) at(offset);
}

/** A repaired file is still one that BuildKit takes, when it took the file before. */
function checkFix(text: string, rule: string, edits: Parameters<typeof editsProblem>[1]): void {
  if (edits.length === 0) return;
  assert.equal(editsProblem(text, edits), undefined, rule);
  // Editors count a lone carriage return as the end of a line, BuildKit does not: repairs by line cannot please both.
  if (/\r(?!\n)/.test(text) || !judge(text).ok) return;
  const fixed = applyEdits(text, partitionEdits(edits).own);
  if (edits.some((edit) => /\$\{\d/.test(edit.text))) return;
  assert.deepEqual(judge(fixed).errors, [], `${rule} breaks the file:\n${fixed}`);
}

/** Our instructions begin where BuildKit's do, for texts that it takes. */
function checkBoundaries(text: string, lines: readonly number[]): void {
  const verdict = judge(text);
  if (!verdict.ok || sourceText(text).text.includes('\r\r')) return;
  // A lone carriage return is a line ending for editors and none for BuildKit.
  if (/\r(?!\n)/.test(text)) return;
  assert.deepEqual(
    lines,
    verdict.instructions.map((i) => i.startLine),
    'other instructions than BuildKit',
  );
}
