import { defineRule } from '../../core/rule';
import { objectSpan } from '../../languages/kubernetes/repair-fixes';
import { lacks, mayLackAnywhere } from '../../languages/kubernetes/workloads';

export default defineRule({
  id: 'kubernetes/require-node-affinity',
  summary: 'Say which nodes a pod may run on',
  category: 'reliability',
  severity: 'information',
  recommended: false,
  since: '0.1.0',
  fixable: 'never',
  equivalents: { 'kube-linter': ['no-node-affinity'] },
  messages: { missing: 'Pods of `{{name}}` may run on any node; add a `nodeAffinity` or a `nodeSelector`' },
  notes: ['scheduling'],
  lessons: ['K21'],
  docs: {
    why: 'In a cluster with several kinds of nodes (another processor, graphics cards, machines that may be taken away at any time) a pod that says nothing can land on any of them.',
    invalid: [
      {
        code: 'apiVersion: v1\nkind: Pod\nmetadata:\n  name: shop\nspec:\n  containers:\n    - name: web\n      image: shop:1.4\n',
      },
    ],
    valid: [
      {
        code: 'apiVersion: v1\nkind: Pod\nmetadata:\n  name: shop\nspec:\n  affinity:\n    nodeAffinity:\n      requiredDuringSchedulingIgnoredDuringExecution:\n        nodeSelectorTerms:\n          - matchExpressions:\n              - {key: kubernetes.io/arch, operator: In, values: [amd64]}\n  containers:\n    - name: web\n      image: shop:1.4\n',
      },
    ],
    exceptions: 'Clusters whose nodes are all alike, which is why the rule is off.',
    references: ['https://kubernetes.io/docs/concepts/scheduling-eviction/assign-pod-node/#node-affinity'],
  },
  check: (ctx) => ({
    Pod(pod) {
      if (!mayLackAnywhere(pod, ctx.facts)) return;
      if (['nodeSelector', 'nodeName'].some((key) => !lacks(pod.spec, key))) return;
      if (!lacks(pod.spec, 'affinity') && !lacks(pod.spec, 'affinity', 'nodeAffinity')) return;
      ctx.report({ message: 'missing', span: objectSpan(pod.manifest), data: { name: pod.manifest.name ?? '' } });
    },
  }),
});
