import assert from 'node:assert/strict';
import type { Edit, Finding } from '../../server/src/core/finding';
import { applyEdits, editsProblem, fixText, partitionEdits } from '../../server/src/core/fixer';
import { parseCompose } from '../../server/src/languages/compose/model';
import { isComposeName } from '../../server/src/languages/compose/names';
import { pairsOf } from '../../server/src/languages/compose/pairs';
import { isSound } from '../../server/src/languages/yaml/layout';
import type { YamlStream } from '../../server/src/languages/yaml/nodes';
import { parseStream } from '../../server/src/languages/yaml/stream';
import { languageOfRule, lintCompose } from '../harness/languages';
import { allRules } from '../harness/lint';
import type { ComposeProject } from './compose-generate';

const { meaning } = languageOfRule('compose/schema');

/** What holds for every project whatever: throws when it does not. */
export function checkProject(files: ComposeProject): void {
  for (const path of Object.keys(files)) if (isComposeName(path)) checkFile(files, path);
}

function checkFile(files: ComposeProject, path: string): void {
  const text = files[path] ?? '';
  const lint = (input: string): readonly Finding[] => {
    const { findings, crashes } = lintCompose(input, { rules: allRules, path, files: { ...files, [path]: input } });
    assert.deepEqual(crashes, [], 'a rule threw');
    return findings;
  };
  const findings = lint(text);
  const shape = ({ rule, message, span }: Finding): unknown => [rule, message, span];
  assert.deepEqual(lint(text).map(shape), findings.map(shape), 'a second run differs');
  for (const finding of findings) checkFinding(text, finding);
  const outcome = fixText(text, lint, { unsafe: false });
  assert.deepEqual(outcome.cycle, [], 'repairs go round in a circle');
  for (const { span } of outcome.findings) assert.ok(span.end <= outcome.text.length);
}

function checkFinding(text: string, { rule, message, span, fixes }: Finding): void {
  assert.ok(span.start >= 0 && span.start <= span.end && span.end <= text.length, `${rule}: ${span.start}–${span.end}`);
  assert.ok(!/[\r\n]/.test(message), `${rule}: a message of several lines`);
  assert.ok(!/undefined|\[object|NaN/.test(message.replace(/`[^`]*`/g, '')), `${rule}: ${message}`);
  for (const { edits, safety, title, snippet } of fixes) {
    const { own } = partitionEdits(edits());
    if (own.length === 0) continue;
    assert.equal(editsProblem(text, own), undefined, `${rule}: ${title}`);
    if (snippet !== true) checkResult(rule, text, own, safety === 'safe');
  }
}

/** These change how a file is written, and nothing that it says. */
const WRITING: ReadonlySet<string> = new Set(
  ['quote-style', 'key-style', 'blank-line-between-services', 'indentation', 'final-newline'].map(
    (name) => `compose/${name}`,
  ),
);

/** What was good YAML still is, with all of its comments. */
function checkResult(rule: string, before: string, edits: readonly Edit[], safe: boolean): void {
  const after = applyEdits(before, edits);
  const [old, now] = [parseStream(before), parseStream(after)];
  // A lone carriage return is a line end for editors, and YAML counts it as one in some places.
  if (!old.documents.every(isSound) || /\r(?!\n)/.test(before)) return;
  const broken = now.documents.flatMap(({ problems }) => problems.map(({ code }) => code)).length;
  assert.ok(
    broken <= old.documents.flatMap(({ problems }) => problems).length,
    `${rule} breaks the file:\n${before}\n→\n${after}`,
  );
  checkComments(rule, edits, old, now);
  // The name of a key that is no text is that key as it is written.
  if (safe && WRITING.has(rule) && !/^[\s-]*\?\s/m.test(before))
    assert.deepEqual(meaning(after), meaning(before), `${rule} changes what is said`);
  if (rule === 'compose/list-vs-map-consistency')
    assert.deepEqual(pairs(after), pairs(before), `${rule} changes a value`);
}

/** A comment is gone only together with what it stood at. */
function checkComments(rule: string, edits: readonly Edit[], before: YamlStream, after: YamlStream): void {
  const left = new Set(after.comments.map(({ text }) => text));
  for (const { span, text } of before.comments) {
    if (left.has(text) || rule === 'plimsoll/unused-suppression') continue;
    const edit = edits.find((one) => one.span.start < span.end && span.start < one.span.end);
    const removed = edit && before.source.text.slice(edit.span.start, edit.span.end);
    assert.ok(
      removed !== undefined && !WRITING.has(rule) && removed.replace(/#[^\r\n]*/g, '').trim() !== '',
      `${rule} loses “${text}” of\n${before.source.text}`,
    );
  }
}

/** All variables, labels and arguments of a file. */
const pairs = (text: string): unknown =>
  parseCompose(text).services.map((service) =>
    [['environment'], ['labels'], ['build', 'labels'], ['build', 'args'], ['deploy', 'labels']].map((path) =>
      pairsOf(service.at(...path)).map(({ name, value, given }) => [name, value, given]),
    ),
  );
