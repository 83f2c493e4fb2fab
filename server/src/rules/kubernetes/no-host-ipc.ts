import { defineRule } from '../../core/rule';
import { entryWith, valueSpan, withoutEntry } from '../../languages/kubernetes/security';

export default defineRule({
  id: 'kubernetes/no-host-ipc',
  summary: "Keep pods out of the node's shared memory",
  category: 'security',
  severity: 'warning',
  recommended: true,
  profiles: ['pod-security-baseline', 'pod-security-restricted', 'nsa'],
  since: '0.1.0',
  fixable: 'sometimes',
  local: true,
  equivalents: {
    'kube-linter': ['host-ipc'],
    polaris: ['hostIPCSet'],
    trivy: ['KSV-0008'],
    checkov: ['CKV_K8S_18'],
    kubesec: ['HostIPC'],
    kubescape: ['host-ipc-privileges'],
    pss: ['baseline/hostnamespaces'],
  },
  messages: { shared: '`hostIPC` opens the shared memory of the node to the pod; remove it' },
  notes: ['pod-security'],
  lessons: ['K13'],
  docs: {
    why: 'The pod can read and write the shared memory and the message queues of all processes on the node that use them. Databases, for one, keep their data there.',
    instead:
      'Containers of one pod share their memory already; a larger `/dev/shm` is an `emptyDir` with `medium: Memory`.',
    invalid: [
      {
        code: 'apiVersion: v1\nkind: Pod\nmetadata:\n  name: shop\nspec:\n  hostIPC: true\n  containers:\n    - name: web\n      image: shop:1.4\n',
        fixed:
          'apiVersion: v1\nkind: Pod\nmetadata:\n  name: shop\nspec:\n  containers:\n    - name: web\n      image: shop:1.4\n',
      },
    ],
    valid: [
      {
        code: 'apiVersion: v1\nkind: Pod\nmetadata:\n  name: shop\nspec:\n  hostIPC: false\n  containers:\n    - name: web\n      image: shop:1.4\n',
      },
    ],
    fixSafety: 'A program that shares memory with a process of the node does not find it any more.',
    references: ['https://kubernetes.io/docs/concepts/security/pod-security-standards/'],
  },
  check: (ctx) => ({
    Pod(pod) {
      const entry = pod.windows ? undefined : entryWith(pod.spec, 'hostIPC', true);
      if (!entry) return;
      ctx.report({ message: 'shared', span: valueSpan(entry), fixes: () => withoutEntry(entry, 'Remove hostIPC') });
    },
  }),
});
