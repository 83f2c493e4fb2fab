import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { applyEdits, chosenFix, partitionEdits } from '../../server/src/core/fixer';
import { lintDockerfile, onlyRules } from '../harness/lint';
import { readMarkdownTest } from '../harness/mdtest';
import { judge } from '../oracle/buildkit';

const MANIFEST = 'dockerfile/copy-manifest-before-sources';
const TOOLS = 'dockerfile/no-build-tools-in-final-stage';
const STAGES = 'dockerfile/prefer-multi-stage';

interface Project {
  readonly text: string;
  readonly files: Readonly<Record<string, string>>;
}

const findingsOf = (project: Project, rules: readonly string[]) =>
  lintDockerfile(project.text, { rules: onlyRules(rules), files: project.files }).findings;

/** The project after the first unsafe fix of a rule; the same project when it has none. */
function repaired(project: Project, rules: readonly string[]): Project {
  const finding = findingsOf(project, rules).find((f) => f.fixes.length > 0);
  const fix = finding && chosenFix(finding, { unsafe: true });
  if (!fix) return project;
  const { own, others } = partitionEdits(fix.edits());
  const files: Record<string, string> = { ...project.files };
  for (const edit of others) {
    const path = edit.file ?? '';
    files[path] = applyEdits(files[path] ?? '', [{ span: edit.span, text: edit.text }]);
  }
  return { text: applyEdits(project.text, own), files };
}

/** The first sections of the rules' tests are the examples that the fixes are built against. */
function examples(rule: string, count: number): { title: string; project: Project }[] {
  const test = readMarkdownTest(readFileSync(`test/rules/${rule}.md`, 'utf8'));
  return test.sections.slice(0, count).map((section) => {
    const files: Record<string, string> = {};
    let text = '';
    for (const block of section.blocks) {
      const [name] = block.words;
      if (block.language === 'dockerfile' && name === undefined) text ||= block.text;
      else if (block.language !== 'dockerfile' && name !== undefined && !['fixed', 'title', 'nofix'].includes(name))
        files[name] = block.text;
    }
    return { title: section.title, project: { text, files } };
  });
}

describe('the two flagship fixes', () => {
  const all = [...examples(MANIFEST, 3), ...examples(TOOLS, 2), ...examples(STAGES, 1)];
  for (const { title, project } of all) {
    it(`meet in one file in either order: ${title}`, () => {
      assert.ok(judge(project.text).ok);
      const first = repaired(repaired(project, [MANIFEST]), [TOOLS, STAGES]);
      const second = repaired(repaired(project, [TOOLS, STAGES]), [MANIFEST]);
      assert.equal(first.text, second.text);
      assert.deepEqual(first.files, second.files);
      assert.notEqual(first.text, project.text);
      for (const step of [repaired(project, [MANIFEST]), repaired(project, [TOOLS, STAGES]), first])
        assert.ok(judge(step.text).ok, step.text);
      assert.deepEqual(
        findingsOf(first, [MANIFEST, TOOLS, STAGES]).map((f) => f.message),
        [],
      );
    });
  }

  it('both apply to the npm and the Go example of the first', () => {
    const both = examples(MANIFEST, 3).filter(
      ({ project }) =>
        findingsOf(project, [MANIFEST]).length > 0 &&
        findingsOf(project, [TOOLS, STAGES]).some((f) => f.fixes.length > 0),
    );
    assert.equal(both.length, 2);
  });

  it('keep the line ends of an ignore file, and end its last line first', () => {
    const text = 'FROM node:22\nWORKDIR /app\nCOPY . .\nRUN npm ci\n';
    const files = { 'package.json': '{}', '.dockerignore': '.git\r\nbuild' };
    const { files: written } = repaired({ text, files }, [MANIFEST]);
    assert.equal(written['.dockerignore'], '.git\r\nbuild\r\n**/node_modules\r\n');
  });
});
