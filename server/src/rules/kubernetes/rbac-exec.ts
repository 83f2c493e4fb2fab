import { defineRule } from '../../core/rule';
import { grants, grantsInVain, IDLE, policyRulesOf, WRITE, wordFor } from '../../languages/kubernetes/rbac';
import { places } from '../../languages/kubernetes/security';

/** What polaris calls a role of a namespace and its binding, and a role of the cluster and its two. */
const OF_ROLES = ['rolePodExecAttach', 'rolebindingRolePodExecAttach'];
const OF_CLUSTER_ROLES = [
  'clusterrolePodExecAttach',
  'clusterrolebindingPodExecAttach',
  'rolebindingClusterRolePodExecAttach',
];
const POLARIS = [...OF_ROLES, ...OF_CLUSTER_ROLES];

const right = (resource: string, verbs: readonly string[]) => ({ group: '', resources: [resource], verbs });
const ENTER = ['create', 'get'];
/** The API server knows `get` and `create` of these resources alone. */
const NOTHING = [...WRITE, ...IDLE].filter((verb) => !ENTER.includes(verb));

/** One finding a resource: what allows nothing comes last. */
const RIGHTS = [
  ['enters', right('pods/exec', ENTER)],
  ['attaches', right('pods/attach', ENTER)],
  ['idleOnExec', right('pods/exec', NOTHING)],
  ['idleOnAttach', right('pods/attach', NOTHING)],
] as const;

export default defineRule({
  id: 'kubernetes/rbac-exec',
  summary: 'Let few roles run commands in pods',
  category: 'security',
  severity: 'warning',
  recommended: false,
  since: '0.1.0',
  fixable: 'never',
  local: true,
  equivalents: {
    polaris: POLARIS,
    trivy: ['KSV-0053', 'KSV-0054'],
    checkov: ['CKV2_K8S_2'],
    kubescape: ['exec-into-container-v1'],
  },
  messageEquivalents: {
    enters: {
      polaris: POLARIS,
      trivy: ['KSV-0053'],
      checkov: ['CKV2_K8S_2'],
      kubescape: ['exec-into-container-v1'],
    },
    attaches: { polaris: POLARIS, trivy: ['KSV-0054'] },
    idleOnExec: { trivy: ['KSV-0053'] },
    idleOnAttach: { trivy: ['KSV-0054'] },
  },
  messages: {
    all: '`{{resource}}` runs commands in any container; grant it to people in need only',
    enters: '`{{resource}}` runs commands in any container; grant it to people in need only',
    attaches: '`{{resource}}` runs commands in any container; grant it to people in need only',
    idleOnExec: '{{verb}} allows nothing on `{{resource}}`; remove it',
    idleOnAttach: '{{verb}} allows nothing on `{{resource}}`; remove it',
  },
  notes: ['pod-security'],
  docs: {
    why: 'A command in a container sees its files, its Secrets and the token of its service account: the role holds the rights of every pod of the namespace, and leaves little trace.',
    instead:
      'Logs, metrics and ephemeral debug containers answer most questions; for the rest, a role that is bound for an hour.',
    invalid: [
      {
        code: 'apiVersion: rbac.authorization.k8s.io/v1\nkind: Role\nmetadata:\n  name: shop\nrules:\n  - apiGroups: [""]\n    resources: [pods/exec]\n    verbs: [create]\n',
      },
    ],
    valid: [
      {
        code: 'apiVersion: rbac.authorization.k8s.io/v1\nkind: Role\nmetadata:\n  name: shop\nrules:\n  - apiGroups: [""]\n    resources: [pods, pods/log]\n    verbs: [get, list]\n',
      },
    ],
    references: ['https://kubernetes.io/docs/concepts/security/rbac-good-practices/'],
  },
  check: (ctx) => {
    const isNew = places();
    return {
      Manifest(manifest) {
        for (const rule of policyRulesOf(manifest)) {
          for (const [message, granted] of RIGHTS) {
            const found = message.startsWith('idle') ? grantsInVain(rule, granted) : grants(rule, granted);
            if (!found || !isNew(found.resource.span)) continue;
            const { span, text } = found.resource;
            const polaris = manifest.kind === 'ClusterRole' ? OF_CLUSTER_ROLES : OF_ROLES;
            // `*` is both resources, and has one finding.
            ctx.report({
              equivalents: message.startsWith('idle') ? undefined : { polaris },
              message: text === '*' ? 'all' : message,
              span,
              data: { verb: wordFor(found), resource: text },
            });
          }
        }
      },
    };
  },
});
