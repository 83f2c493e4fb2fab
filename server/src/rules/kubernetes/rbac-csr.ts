import { defineRule } from '../../core/rule';
import { grants, policyRulesOf, resourceNamesOf, wordFor } from '../../languages/kubernetes/rbac';
import { places } from '../../languages/kubernetes/security';

const group = 'certificates.k8s.io';
const verbs = ['update', 'patch'];
const APPROVAL = { group, resources: ['certificatesigningrequests/approval'], verbs };
const SIGN = [
  { group, resources: ['certificatesigningrequests/status'], verbs },
  { group, resources: ['signers'], verbs: ['approve', 'sign'] },
];

export default defineRule({
  id: 'kubernetes/rbac-csr',
  summary: 'Let few roles approve or sign certificates',
  category: 'security',
  severity: 'warning',
  recommended: false,
  since: '0.1.0',
  fixable: 'never',
  local: true,
  equivalents: { checkov: ['CKV_K8S_156'], kubescape: ['rule-can-approve-cert-signing-request'] },
  messageEquivalents: { signs: {} },
  messages: {
    approves: '{{verb}} on `{{resource}}` makes certificates for any user; name the signers',
    signs: '{{verb}} on `{{resource}}` makes certificates for any user; name the signers',
  },
  notes: [],
  docs: {
    why: 'A certificate that is signed for clients of the API server makes its holder the user and groups that stand in it, `system:masters` included. Such a certificate cannot be taken back.',
    instead: 'The right to approve needs a signer: name it in `resourceNames`, as in `example.com/my-signer`.',
    invalid: [
      {
        code: 'apiVersion: rbac.authorization.k8s.io/v1\nkind: ClusterRole\nmetadata:\n  name: shop\nrules:\n  - apiGroups: [certificates.k8s.io]\n    resources: [signers]\n    verbs: [approve]\n',
      },
    ],
    valid: [
      {
        code: 'apiVersion: rbac.authorization.k8s.io/v1\nkind: ClusterRole\nmetadata:\n  name: shop\nrules:\n  - apiGroups: [certificates.k8s.io]\n    resources: [signers]\n    resourceNames: [example.com/shop]\n    verbs: [approve]\n',
      },
    ],
    references: [
      'https://kubernetes.io/docs/concepts/security/rbac-good-practices/#csrs-and-certificate-issuing',
      'https://kubernetes.io/docs/reference/access-authn-authz/certificate-signing-requests/#authorization',
    ],
  },
  check: (ctx) => {
    const isNew = places();
    return {
      Manifest(manifest) {
        for (const rule of policyRulesOf(manifest)) {
          if (resourceNamesOf(rule).length > 0) continue;
          const approval = grants(rule, APPROVAL);
          const found = approval ?? grants(rule, ...SIGN);
          if (!found || !isNew(found.resource.span)) continue;
          const message = approval ? 'approves' : 'signs';
          const data = { verb: wordFor(found), resource: found.resource.text };
          ctx.report({ message, span: found.resource.span, data });
        }
      },
    };
  },
});
