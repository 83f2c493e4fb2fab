import assert from 'node:assert/strict';
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
