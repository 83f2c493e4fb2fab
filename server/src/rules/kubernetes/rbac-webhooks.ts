import { defineRule } from '../../core/rule';
import {
  grants,
  grantsInVain,
  IDLE,
  policyRulesOf,
  resourceNamesOf,
  WRITE,
  wordFor,
} from '../../languages/kubernetes/rbac';
import { places } from '../../languages/kubernetes/security';

const RIGHT = {
  group: 'admissionregistration.k8s.io',
  resources: ['validatingwebhookconfigurations', 'mutatingwebhookconfigurations'],
  verbs: WRITE,
};
const NOTHING = { ...RIGHT, verbs: IDLE };

export default defineRule({
  id: 'kubernetes/rbac-webhooks',
  summary: 'Let few roles change admission webhooks',
  category: 'security',
  severity: 'warning',
  recommended: false,
  since: '0.1.0',
  fixable: 'never',
  local: true,
  equivalents: {
    trivy: ['KSV-0114'],
    checkov: ['CKV_K8S_155'],
    kubescape: ['rule-can-modify-admission-webhooks'],
  },
  messageEquivalents: { idle: { trivy: ['KSV-0114'] } },
  messages: {
    writes: '{{verb}} on `{{resource}}` sees and changes every object; name the webhooks',
    idle: '{{verb}} allows nothing on `{{resource}}`; remove it',
  },
  notes: [],
  docs: {
    why: 'A mutating webhook receives every object that is written, Secrets too, and may change it: a pod gets another image or another service account. A validating webhook reads all the same, and whoever can remove it switches off what it guards.',
    instead:
      'An operator that renews the certificate of its own webhook needs `update` on that one: name it in `resourceNames`.',
    invalid: [
      {
        code: 'apiVersion: rbac.authorization.k8s.io/v1\nkind: ClusterRole\nmetadata:\n  name: shop\nrules:\n  - apiGroups: [admissionregistration.k8s.io]\n    resources: [mutatingwebhookconfigurations]\n    verbs: [get, update]\n',
      },
    ],
    valid: [
      {
        code: 'apiVersion: rbac.authorization.k8s.io/v1\nkind: ClusterRole\nmetadata:\n  name: shop\nrules:\n  - apiGroups: [admissionregistration.k8s.io]\n    resources: [mutatingwebhookconfigurations]\n    resourceNames: [shop]\n    verbs: [get, update]\n',
      },
    ],
    references: ['https://kubernetes.io/docs/concepts/security/rbac-good-practices/#control-admission-webhooks'],
  },
  check: (ctx) => {
    const isNew = places();
    return {
      Manifest(manifest) {
        for (const rule of policyRulesOf(manifest)) {
          if (resourceNamesOf(rule).length > 0) continue;
          const writes = grants(rule, RIGHT);
          const found = writes ?? grantsInVain(rule, NOTHING);
          if (!found || !isNew(found.resource.span)) continue;
          const data = { verb: wordFor(found), resource: found.resource.text };
          ctx.report({ message: writes ? 'writes' : 'idle', span: found.resource.span, data });
        }
      },
    };
  },
});
