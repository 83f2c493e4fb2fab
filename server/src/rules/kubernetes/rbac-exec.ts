import { defineRule } from '../../core/rule';
import { grants, policyRulesOf } from '../../languages/kubernetes/rbac';
import { places } from '../../languages/kubernetes/security';

const RIGHT = { group: '', resources: ['pods/exec', 'pods/attach'], verbs: ['create', 'get'] };

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
    polaris: [
      'clusterrolePodExecAttach',
      'rolePodExecAttach',
      'clusterrolebindingPodExecAttach',
      'rolebindingRolePodExecAttach',
      'rolebindingClusterRolePodExecAttach',
    ],
    trivy: ['KSV-0053', 'KSV-0054'],
    checkov: ['CKV2_K8S_2'],
    kubescape: ['exec-into-container-v1'],
  },
  messages: { enters: '`{{resource}}` runs commands in any container; grant it to people in need only' },
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
          const found = grants(rule, RIGHT);
          if (!found || !isNew(found.resource.span)) continue;
          ctx.report({ message: 'enters', span: found.resource.span, data: { resource: found.resource.text } });
        }
      },
    };
  },
});
