import { defineRule } from '../../core/rule';
import { grants, policyRulesOf, READ, WRITE } from '../../languages/kubernetes/rbac';
import { places } from '../../languages/kubernetes/security';

const RUN = { group: '', resources: ['nodes/proxy'], verbs: ['create'] };
const ANY = { ...RUN, verbs: [...READ, ...WRITE] };

export default defineRule({
  id: 'kubernetes/rbac-node-proxy',
  summary: 'Let no role talk to the kubelet through nodes/proxy',
  category: 'security',
  severity: 'warning',
  recommended: false,
  since: '0.1.0',
  fixable: 'never',
  local: true,
  equivalents: {
    trivy: ['KSV-0047'],
    kubescape: ['rule-can-access-proxy-subresource'],
  },
  messageEquivalents: {
    runs: {
      trivy: ['KSV-0047'],
      checkov: ['CKV2_K8S_2'],
      kubescape: ['rule-can-access-proxy-subresource'],
    },
  },
  messages: {
    runs: '`{{resource}}` runs commands in every pod of a node; use `nodes/metrics` or `nodes/stats`',
    proxy: '`{{resource}}` runs commands in every pod of a node; use `nodes/metrics` or `nodes/stats`',
  },
  notes: [],
  docs: {
    why: 'The right leads to the whole API of the kubelet, which runs commands in all pods of its node. No admission check sees it and the audit log does not say what was done. Even `get` is enough to run a command.',
    instead:
      'Programs that gather metrics need `nodes/metrics`, `nodes/stats` or `nodes/log`, which the kubelet checks one by one.',
    invalid: [
      {
        code: 'apiVersion: rbac.authorization.k8s.io/v1\nkind: ClusterRole\nmetadata:\n  name: metrics\nrules:\n  - apiGroups: [""]\n    resources: [nodes, nodes/proxy]\n    verbs: [get]\n',
      },
    ],
    valid: [
      {
        code: 'apiVersion: rbac.authorization.k8s.io/v1\nkind: ClusterRole\nmetadata:\n  name: metrics\nrules:\n  - apiGroups: [""]\n    resources: [nodes, nodes/metrics]\n    verbs: [get]\n',
      },
    ],
    exceptions: 'Agents for kubelets of before 1.32 that need more of its API than metrics, statistics and logs.',
    references: [
      'https://kubernetes.io/docs/concepts/security/rbac-good-practices/#access-to-proxy-subresource-of-nodes',
      'https://kubernetes.io/docs/reference/access-authn-authz/kubelet-authn-authz/#fine-grained-authorization',
    ],
  },
  check: (ctx) => {
    const isNew = places();
    return {
      Manifest(manifest) {
        for (const rule of policyRulesOf(manifest)) {
          const runs = grants(rule, RUN);
          const found = runs ?? grants(rule, ANY);
          if (!found || !isNew(found.resource.span)) continue;
          ctx.report({
            message: runs ? 'runs' : 'proxy',
            span: found.resource.span,
            data: { resource: found.resource.text },
          });
        }
      },
    };
  },
});
