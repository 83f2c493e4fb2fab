import assert from 'node:assert/strict';
import { lintCompose } from '../../harness/languages';
import { onlyRules } from '../../harness/lint';

const RULES = ['compose/no-version', 'compose/no-privileged'];

const reported = (text: string, rules: readonly string[] = RULES): readonly string[] =>
  lintCompose(text, { rules: onlyRules(rules) }).findings.map(({ rule }) => rule.slice(rule.indexOf('/') + 1));

const file = (top: string, privileged = ''): string =>
  `${top}version: '3'\nservices:\n  a:\n    image: alpine:3\n${privileged}    privileged: true\n`;

describe("other tools' comments in Compose files", () => {
  it('of dclint are honoured under the rules that stand for them', () => {
    assert.deepEqual(reported(file('')), ['no-version', 'no-privileged']);
    assert.deepEqual(reported(file('# dclint disable-file\n')), ['no-privileged']);
    assert.deepEqual(reported(file('# dclint disable no-version-field\n')), ['no-privileged']);
    assert.deepEqual(reported(file('# dclint disable-line\n')), ['no-privileged']);
    assert.deepEqual(reported(file('').replace("'3'", "'3' # dclint disable-line no-version-field")), [
      'no-privileged',
    ]);
  });

  it('of KICS are honoured, too', () => {
    assert.deepEqual(reported(file('', '    # kics-scan ignore-line\n')), ['no-version']);
    assert.deepEqual(reported(file('# kics-scan ignore\n')), ['no-version']);
    assert.deepEqual(reported(file('# kics-scan ignore-block\n')), ['no-version', 'no-privileged']);
  });

  it('are reported when they silence nothing', () => {
    const clean = 'services:\n  # dclint disable-line no-version-field\n  a:\n    image: alpine:3\n';
    assert.deepEqual(reported(clean), ['unused-suppression']);
    assert.deepEqual(reported(clean.replace('no-version-field', 'services-alphabetical-order')), []);
  });
});
