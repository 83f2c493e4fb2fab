import { defineRule } from '../../core/rule';
import { grants, grantsInVain, IDLE, policyRulesOf, resourceNamesOf, wordFor } from '../../languages/kubernetes/rbac';
import { places } from '../../languages/kubernetes/security';

const WORKLOADS = [
  { group: '', resources: ['pods', 'replicationcontrollers'] },
  { group: 'apps', resources: ['deployments', 'statefulsets', 'daemonsets', 'replicasets'] },
  { group: 'batch', resources: ['jobs', 'cronjobs'] },
];
const rightsTo = (verbs: readonly string[]) => WORKLOADS.map((workloads) => ({ ...workloads, verbs }));

/** What a rule allows, the worst first. */
const RIGHTS = [
  ['starts', rightsTo(['create', 'update', 'patch'])],
  ['stops', rightsTo(['delete', 'deletecollection'])],
  ['idle', rightsTo(IDLE)],
] as const;
const CREATION = rightsTo(['create']);

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
  messageEquivalents: {
    stops: { trivy: ['KSV-0048'] },
    idle: { trivy: ['KSV-0048'] },
  },
  messages: {
    starts: '{{verb}} on `{{resource}}` can run any pod with any Secret; grant it to few',
    stops: '{{verb}} on `{{resource}}` can stop what others run; grant it to few',
    idle: '{{verb}} allows nothing on `{{resource}}`; remove it',
  },
  notes: ['pod-security'],
  docs: {
    why: 'Whoever can start a pod can mount every Secret, ConfigMap and volume of the namespace into it and run it as any of its service accounts. Where nothing limits what a pod may be, a pod is also a way to the node. A change of a Deployment or a Job starts pods as well.\n\nWho may delete them stops what others run.',
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
          if (resourceNamesOf(rule).length > 0) continue;
          for (const [message, rights] of RIGHTS) {
            const found = message === 'idle' ? grantsInVain(rule, ...rights) : grants(rule, ...rights);
            if (!found) continue;
            const data = { verb: wordFor(found), resource: found.resource.text };
            // kube-linter asks who may create, and no more.
            const equivalents = message === 'starts' && !grants(rule, ...CREATION) ? { 'kube-linter': [] } : undefined;
            if (isNew(found.resource.span)) ctx.report({ message, span: found.resource.span, data, equivalents });
            break;
          }
        }
      },
    };
  },
});
