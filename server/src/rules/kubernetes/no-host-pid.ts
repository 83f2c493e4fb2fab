import { defineRule } from '../../core/rule';
import { entryWith, valueSpan, withoutEntry } from '../../languages/kubernetes/security';

export default defineRule({
  id: 'kubernetes/no-host-pid',
  summary: "Keep pods from seeing the node's processes",
  category: 'security',
  severity: 'warning',
  recommended: true,
  profiles: ['pod-security-baseline', 'pod-security-restricted', 'nsa'],
  since: '0.1.0',
  fixable: 'sometimes',
  local: true,
  equivalents: {
    'kube-linter': ['host-pid'],
    polaris: ['hostPIDSet'],
    trivy: ['KSV-0010'],
    checkov: ['CKV_K8S_17'],
    kubesec: ['HostPID'],
    kubescape: ['host-pid-privileges'],
    pss: ['baseline/hostnamespaces'],
  },
  messages: { shared: '`hostPID` shows the pod all processes of the node; remove it' },
  notes: ['pod-security'],
  lessons: ['K13'],
  docs: {
    why: 'The pod sees every process of the node with its command line, where secrets often stand. As root it can send them signals and read their environment and files under `/proc`.',
    instead: '`shareProcessNamespace: true` lets the containers of one pod see each other, and nobody else.',
    invalid: [
      {
        code: 'apiVersion: v1\nkind: Pod\nmetadata:\n  name: shop\nspec:\n  hostPID: true\n  containers:\n    - name: web\n      image: shop:1.4\n',
        fixed:
          'apiVersion: v1\nkind: Pod\nmetadata:\n  name: shop\nspec:\n  containers:\n    - name: web\n      image: shop:1.4\n',
      },
    ],
    valid: [
      {
        code: 'apiVersion: v1\nkind: Pod\nmetadata:\n  name: shop\nspec:\n  shareProcessNamespace: true\n  containers:\n    - name: web\n      image: shop:1.4\n',
      },
    ],
    fixSafety: 'A program that looks at processes of the node finds only those of its container.',
    exceptions: 'Agents that watch the processes of the node, such as tracers and node exporters.',
    references: [
      'https://kubernetes.io/docs/concepts/security/pod-security-standards/',
      'https://kubernetes.io/docs/tasks/configure-pod-container/share-process-namespace/',
    ],
  },
  check: (ctx) => ({
    Pod(pod) {
      const entry = pod.windows ? undefined : entryWith(pod.spec, 'hostPID', true);
      if (!entry) return;
      ctx.report({ message: 'shared', span: valueSpan(entry), fixes: () => withoutEntry(entry, 'Remove hostPID') });
    },
  }),
});
