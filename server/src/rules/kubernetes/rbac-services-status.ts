import { defineRule } from '../../core/rule';
import { grants, policyRulesOf, wordFor } from '../../languages/kubernetes/rbac';
import { places } from '../../languages/kubernetes/security';

const RIGHT = { group: '', resources: ['services/status'], verbs: ['update', 'patch'] };

export default defineRule({
  id: 'kubernetes/rbac-services-status',
  summary: 'Let few roles write the status of Services',
  category: 'security',
  severity: 'information',
  recommended: false,
  since: '0.1.0',
  fixable: 'never',
  local: true,
  equivalents: { checkov: ['CKV2_K8S_4'] },
  messages: { writes: '{{verb}} on `{{resource}}` can take over the traffic to any address; remove it' },
  notes: ['services'],
  docs: {
    why: 'Whoever writes an address into the status of a Service makes the nodes send their traffic for that address to the pods of the Service (CVE-2020-8554). That reads and changes what other programs say to the outside.',
    invalid: [
      {
        code: 'apiVersion: rbac.authorization.k8s.io/v1\nkind: ClusterRole\nmetadata:\n  name: shop\nrules:\n  - apiGroups: [""]\n    resources: [services/status]\n    verbs: [patch]\n',
      },
    ],
    valid: [
      {
        code: 'apiVersion: rbac.authorization.k8s.io/v1\nkind: ClusterRole\nmetadata:\n  name: shop\nrules:\n  - apiGroups: [""]\n    resources: [services/status]\n    verbs: [get]\n',
      },
    ],
    exceptions: 'Controllers of load balancers, whose work it is to write these addresses.',
    references: ['https://github.com/kubernetes/kubernetes/issues/97076'],
  },
  check: (ctx) => {
    const isNew = places();
    return {
      Manifest(manifest) {
        for (const rule of policyRulesOf(manifest)) {
          const found = grants(rule, RIGHT);
          if (!found || !isNew(found.resource.span)) continue;
          const data = { verb: wordFor(found), resource: found.resource.text };
          ctx.report({ message: 'writes', span: found.resource.span, data });
        }
      },
    };
  },
});
