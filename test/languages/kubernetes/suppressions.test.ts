import assert from 'node:assert/strict';
import { applyEdits } from '../../../server/src/core/fixer';
import { lintKubernetes } from '../../harness/languages';
import { onlyRules } from '../../harness/lint';

const rule = 'kubernetes/valid-quantity';
const disable = `# plimsoll-disable-next-line ${rule}`;

/** The texts that are still reported, suppressions without effect included. */
function reported(...lines: readonly string[]): readonly string[] {
  const text = `apiVersion: v1\nkind: Pod\nmetadata: { name: shop }\nspec:\n  containers:\n${lines.join('\n')}\n`;
  return lintKubernetes(text, { rules: onlyRules([rule]) }).findings.map(({ span }) =>
    text.slice(span.start, span.end),
  );
}

describe('a directive that does not exist', () => {
  const lint = (text: string) =>
    lintKubernetes(text, { rules: onlyRules([rule]) }).findings.filter((f) => f.rule === 'plimsoll/unknown-directive');
  const fixed = (text: string): readonly string[] =>
    lint(text).map(({ fixes }) => applyEdits(text, fixes[0]?.edits() ?? []));
  const head = 'apiVersion: v1\nkind: Pod\n';

  it('is reported with the right one', () => {
    const messages = (comment: string): readonly string[] => lint(`${comment}\n${head}`).map(({ message }) => message);
    assert.deepEqual(messages('# plimsoll-disable-file'), [
      'There is no `plimsoll-disable-file`; write `plimsoll-disable`',
    ]);
    assert.deepEqual(messages('# plimsoll-ignore x'), [
      'There is no `plimsoll-ignore`; write `plimsoll-disable-next-line`',
    ]);
    assert.deepEqual(messages('# plimsoll-disbale'), ['There is no `plimsoll-disbale`; write `plimsoll-disable`']);
    assert.deepEqual(messages('# plimsoll-server runs here'), []);
    assert.deepEqual(messages('# plimsoll-disable'), []);
  });

  it('is put right where it stands, or above the line that it is about', () => {
    assert.deepEqual(fixed(`# plimsoll-ignore-file ${rule} -- why\n${head}`), [
      `# plimsoll-disable ${rule} -- why\n${head}`,
    ]);
    assert.deepEqual(fixed(`${head}spec:\n  hostname: a  # plimsoll-disable-line ${rule}\n  x: y\n`), [
      `${head}spec:\n  # plimsoll-disable-next-line ${rule}\n  hostname: a\n  x: y\n`,
    ]);
  });
});

describe('a comment above a line of a manifest', () => {
  it('silences the entry below it, and not the entries beside that', () => {
    const found = reported(
      '    - name: web',
      '      resources:',
      '        limits:',
      `          ${disable}`,
      '          cpu: 1 core',
      '          memory: 12 megs',
    );
    assert.deepEqual(found, ['12 megs']);
  });

  it('silences a whole item of a list, and not the next one', () => {
    const limits = '      resources: { limits: { cpu: 1 core, memory: 12 megs } }';
    const found = reported(`    ${disable}`, '    - name: web', limits, '    - name: side', limits);
    assert.deepEqual(found, ['1 core', '12 megs']);
  });

  it('silences all that an entry holds', () => {
    const found = reported(
      '    - name: web',
      `      ${disable}`,
      '      resources:',
      '        limits:',
      '          cpu: 1 core',
      '        requests: { cpu: 2 cores }',
    );
    assert.deepEqual(found, []);
  });

  it('stands for the first entry of an object alone, not for the object', () => {
    const text = `${disable}\napiVersion: v1\nkind: Pod\nspec:\n  containers:\n    - name: a\n      resources: { limits: { cpu: 1 core } }\n`;
    const rules = lintKubernetes(text, { rules: onlyRules([rule]) }).findings.map((finding) => finding.rule);
    assert.deepEqual(rules, ['plimsoll/unused-suppression', rule]);
  });
});
