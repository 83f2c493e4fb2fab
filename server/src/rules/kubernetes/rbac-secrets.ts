import { defineRule } from '../../core/rule';
import {
  grants,
  grantsInVain,
  IDLE,
  policyRulesOf,
  READ,
  resourceNamesOf,
  WRITE,
} from '../../languages/kubernetes/rbac';
import { places } from '../../languages/kubernetes/security';

export default defineRule({
  id: 'kubernetes/rbac-secrets',
  summary: 'Name the Secrets that a role may touch',
  category: 'security',
  severity: 'information',
  recommended: false,
  since: '0.1.0',
  fixable: 'never',
  local: true,
  equivalents: {
    'kube-linter': ['access-to-secrets'],
    trivy: ['KSV-0041', 'KSV-0113'],
    checkov: ['CKV2_K8S_5'],
    kubescape: ['rule-can-list-get-secrets-v1'],
  },
  messageEquivalents: {
    write: { 'kube-linter': ['access-to-secrets'], trivy: ['KSV-0041', 'KSV-0113'] },
    idle: { trivy: ['KSV-0041', 'KSV-0113'] },
  },
  messages: {
    read: '`{{verb}}` on `secrets` shows every password; name the Secrets in `resourceNames`',
    write: '`{{verb}}` on `secrets` can put other passwords in place; name them in `resourceNames`',
    idle: '`{{verb}}` allows nothing on `secrets`; remove it',
  },
  notes: ['secrets'],
  docs: {
    why: 'A role that may read all Secrets of a namespace holds all passwords in it, and the tokens of its service accounts with their rights. `list` and `watch` show the content too, not only the names.',
    instead:
      'Mount the Secret that a program needs: the kubelet reads it, and the program needs no role. Where a program must ask for it, name it in `resourceNames`.',
    invalid: [
      {
        code: 'apiVersion: rbac.authorization.k8s.io/v1\nkind: Role\nmetadata:\n  name: shop\nrules:\n  - apiGroups: [""]\n    resources: [secrets]\n    verbs: [get, list]\n',
      },
    ],
    valid: [
      {
        code: 'apiVersion: rbac.authorization.k8s.io/v1\nkind: Role\nmetadata:\n  name: shop\nrules:\n  - apiGroups: [""]\n    resources: [secrets]\n    resourceNames: [shop-token]\n    verbs: [get]\n',
      },
    ],
    exceptions: 'Operators whose work is Secrets: certificate managers, tools that copy or decrypt them.',
    references: ['https://kubernetes.io/docs/concepts/security/rbac-good-practices/#listing-secrets'],
  },
  check: (ctx) => {
    const isNew = places();
    return {
      Manifest(manifest) {
        for (const rule of policyRulesOf(manifest)) {
          if (resourceNamesOf(rule).length > 0) continue;
          const right = { group: '', resources: ['secrets'] };
          const read = grants(rule, { ...right, verbs: READ });
          const write = grants(rule, { ...right, verbs: WRITE });
          const found = read ?? write ?? grantsInVain(rule, { ...right, verbs: IDLE });
          if (!found || !isNew(found.resource.span)) continue;
          const message = read ? 'read' : write ? 'write' : 'idle';
          // Trivy parts roles of the cluster from those of a namespace.
          const equivalents = { trivy: [manifest.kind === 'ClusterRole' ? 'KSV-0041' : 'KSV-0113'] };
          ctx.report({ message, span: found.resource.span, data: { verb: found.verb.text }, equivalents });
        }
      },
    };
  },
});
