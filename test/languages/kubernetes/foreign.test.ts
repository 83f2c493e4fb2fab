import assert from 'node:assert/strict';
import { lintKubernetes } from '../../harness/languages';
import { onlyRules } from '../../harness/lint';

const RULES = ['kubernetes/no-latest-tag', 'kubernetes/no-privileged'];

/** What is still reported about a pod that breaks both rules. */
function reported(annotations: string, comment = '', rules: readonly string[] = RULES): readonly string[] {
  const text = `apiVersion: v1
kind: Pod
metadata:
  name: shop
  annotations:
    team: shop
${annotations}spec:
  containers:
    - name: web
${comment}      image: nginx:latest
      securityContext: { privileged: true }
`;
  return lintKubernetes(text, { rules: onlyRules(rules) }).findings.map(
    ({ rule, message }) => `${rule.slice(rule.indexOf('/') + 1)}${rule.startsWith('plimsoll/') ? `: ${message}` : ''}`,
  );
}

describe("other tools' suppressions", () => {
  it('are honoured under the rules that stand for them', () => {
    assert.deepEqual(reported(''), ['no-latest-tag', 'no-privileged']);
    assert.deepEqual(reported('    ignore-check.kube-linter.io/latest-tag: local only\n'), ['no-privileged']);
    assert.deepEqual(
      reported('    kube-score/ignore: container-image-tag, container-security-context-privileged\n'),
      [],
    );
    assert.deepEqual(reported('    polaris.fairwinds.com/tagNotSpecified-exempt: "true"\n'), ['no-privileged']);
    assert.deepEqual(reported('    checkov.io/skip1: CKV_K8S_14=why\n'), ['no-privileged']);
    assert.deepEqual(reported('', '      # trivy:ignore:AVD-KSV-0013\n'), ['no-privileged']);
    assert.deepEqual(reported('', '      #trivy:ignore:KSV013\n'), ['no-privileged']);
    assert.deepEqual(reported('', '      # checkov:skip=CKV_K8S_16:why\n'), ['no-latest-tag']);
  });

  it('may be about all that a tool reports', () => {
    assert.deepEqual(reported('    kube-linter.io/ignore-all: legacy\n'), []);
    assert.deepEqual(reported('    polaris.fairwinds.com/exempt: "true"\n'), []);
    assert.deepEqual(reported('    polaris.fairwinds.com/exempt: "false"\n'), ['no-latest-tag', 'no-privileged']);
  });

  it('are reported when they have no effect and all that stands for them is on', () => {
    assert.deepEqual(
      reported('    ignore-check.kube-linter.io/host-pid: why\n', '', [...RULES, 'kubernetes/no-host-pid']),
      ['unused-suppression: `host-pid` reports nothing here', 'no-latest-tag', 'no-privileged'],
    );
    // The rule is off, or nobody here knows it.
    assert.deepEqual(
      reported('    ignore-check.kube-linter.io/host-pid: why\n'),
      RULES.map((rule) => rule.slice(11)),
    );
    assert.deepEqual(
      reported('    ignore-check.kube-linter.io/no-such: why\n'),
      RULES.map((rule) => rule.slice(11)),
    );
  });

  it('work in their own object only', () => {
    const pod = (name: string, annotation: string): string =>
      `apiVersion: v1\nkind: Pod\nmetadata:\n  name: ${name}\n${annotation}spec:\n  containers: [{name: a, image: nginx}]\n`;
    const text = `${pod('a', '  annotations: {ignore-check.kube-linter.io/latest-tag: why}\n')}---\n${pod('b', '')}`;
    const found = lintKubernetes(text, { rules: onlyRules(RULES) }).findings;
    assert.deepEqual(
      found.map(({ span }) => span.start > text.indexOf('---')),
      [true],
    );
  });
});
