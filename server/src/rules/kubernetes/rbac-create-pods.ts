import { defineRule } from '../../core/rule';
import { grants, policyRulesOf, resourceNamesOf, wordFor } from '../../languages/kubernetes/rbac';
import { places } from '../../languages/kubernetes/security';

const verbs = ['create', 'update', 'patch'];
const RIGHTS = [
  { group: '', resources: ['pods', 'replicationcontrollers'], verbs },
  { group: 'apps', resources: ['deployments', 'statefulsets', 'daemonsets', 'replicasets'], verbs },
  { group: 'batch', resources: ['jobs', 'cronjobs'], verbs },
];
const CREATION = RIGHTS.map((right) => ({ ...right, verbs: ['create'] }));

export default defineRule({
  id: 'kubernetes/rbac-create-pods',
  summary: 'Let few roles start pods',
  category: 'security',
  severity: 'information',
  recommended: false,
  since: '0.1.0',
  fixable: 'never',
  local: true,
  equivalents: {
    'kube-linter': ['access-to-create-pods'],
    trivy: ['KSV-0048'],
    kubescape: ['rule-can-create-pod'],
  },
  messages: {
    starts: '{{verb}} on `{{resource}}` can run any pod with any Secret; grant it to few',
  },
  notes: ['pod-security'],
  docs: {
    why: 'Whoever can start a pod can mount every Secret, ConfigMap and volume of the namespace into it and run it as any of its service accounts. Where nothing limits what a pod may be, a pod is also a way to the node. A change of a Deployment or a Job starts pods as well.',
    instead:
      'Give the right to the tool that deploys, in a namespace of its own, and let Pod Security admission limit the pods.',
    invalid: [
      {
        code: 'apiVersion: rbac.authorization.k8s.io/v1\nkind: Role\nmetadata:\n  name: shop\nrules:\n  - apiGroups: [""]\n    resources: [pods]\n    verbs: [create]\n',
      },
    ],
    valid: [
      {
        code: 'apiVersion: rbac.authorization.k8s.io/v1\nkind: Role\nmetadata:\n  name: shop\nrules:\n  - apiGroups: [""]\n    resources: [pods]\n    verbs: [get, list, watch]\n',
      },
    ],
    references: ['https://kubernetes.io/docs/concepts/security/rbac-good-practices/#workload-creation'],
  },
  check: (ctx) => {
    const isNew = places();
    return {
      Manifest(manifest) {
        for (const rule of policyRulesOf(manifest)) {
          const found = resourceNamesOf(rule).length > 0 ? undefined : grants(rule, ...RIGHTS);
          if (!found || !isNew(found.resource.span)) continue;
          const data = { verb: wordFor(found), resource: found.resource.text };
          // kube-linter asks who may create, and no more.
          const equivalents = grants(rule, ...CREATION) ? undefined : { 'kube-linter': [] };
          ctx.report({ message: 'starts', span: found.resource.span, data, equivalents });
        }
      },
    };
  },
});
