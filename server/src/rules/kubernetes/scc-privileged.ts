import { defineRule } from '../../core/rule';
import { entryWith, repairsNear, valueSpan } from '../../languages/kubernetes/security';
import { setPath } from '../../languages/yaml/edits';

export default defineRule({
  id: 'kubernetes/scc-privileged',
  summary: 'Let no security context constraint allow privileged containers',
  category: 'security',
  severity: 'warning',
  recommended: false,
  since: '0.1.0',
  fixable: 'sometimes',
  local: true,
  equivalents: { 'kube-linter': ['scc-deny-privileged-container'] },
  messages: {
    allowed: '`allowPrivilegedContainer: true` lets pods take over their node; write `false`',
  },
  notes: ['pod-security'],
  docs: {
    why: 'On OpenShift a SecurityContextConstraints object says what the pods of those who may use it can be. A privileged container has all rights of the node it runs on.',
    invalid: [
      {
        code: 'apiVersion: security.openshift.io/v1\nkind: SecurityContextConstraints\nmetadata:\n  name: shop\nallowPrivilegedContainer: true\n',
        fixed:
          'apiVersion: security.openshift.io/v1\nkind: SecurityContextConstraints\nmetadata:\n  name: shop\nallowPrivilegedContainer: false\n',
      },
    ],
    valid: [
      {
        code: 'apiVersion: security.openshift.io/v1\nkind: SecurityContextConstraints\nmetadata:\n  name: shop\nallowPrivilegedContainer: false\n',
      },
    ],
    fixSafety: 'Pods that are privileged are refused from then on.',
    references: [
      'https://docs.redhat.com/en/documentation/openshift_container_platform/4.19/html/authentication_and_authorization/managing-pod-security-policies',
    ],
  },
  check: (ctx) => ({
    Manifest({ kind, root }) {
      if (kind !== 'SecurityContextConstraints') return;
      const entry = entryWith(root, 'allowPrivilegedContainer', true);
      if (!entry) return;
      const edits = () => setPath(root, ['allowPrivilegedContainer'], 'false');
      const fixes = repairsNear('Set allowPrivilegedContainer: false', 'unsafe', root, edits);
      ctx.report({ message: 'allowed', span: valueSpan(entry), fixes });
    },
  }),
});
