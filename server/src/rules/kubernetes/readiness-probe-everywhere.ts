import { defineRule } from '../../core/rule';
import { containerName, containerSpan } from '../../languages/kubernetes/security';
import { isMain, lacks, mayLackAnywhere } from '../../languages/kubernetes/workloads';

export default defineRule({
  id: 'kubernetes/readiness-probe-everywhere',
  summary: 'Give every lasting container a readiness probe',
  category: 'reliability',
  severity: 'information',
  recommended: false,
  since: '0.1.0',
  fixable: 'never',
  equivalents: {
    'kube-linter': ['no-readiness-probe'],
    polaris: ['readinessProbeMissing'],
    checkov: ['CKV_K8S_9'],
    kubescape: ['configured-readiness-probe'],
  },

  messages: {
    missing: 'Nothing says when `{{name}}` is ready; add a readinessProbe',
  },
  notes: ['probes'],
  docs: {
    why: 'A rollout goes on as soon as new pods are ready, and without a probe they are ready as soon as they have started. `require-readiness-probe` asks for one only where a Service sends traffic; this rule asks for one in every container that lasts.',
    invalid: [
      {
        code: 'apiVersion: v1\nkind: Pod\nmetadata:\n  name: shop\nspec:\n  containers:\n    - name: web\n      image: shop:1.4\n',
      },
    ],
    valid: [
      {
        code: 'apiVersion: v1\nkind: Pod\nmetadata:\n  name: shop\nspec:\n  containers:\n    - name: web\n      image: shop:1.4\n      readinessProbe:\n        tcpSocket: {port: 8080}\n',
      },
    ],
    exceptions: 'Containers that nobody sends to and that no rollout waits for.',
    references: ['https://kubernetes.io/docs/concepts/configuration/liveness-readiness-startup-probes/'],
  },
  check: (ctx) => ({
    Container(container) {
      const { pod, node } = container;
      if (!isMain(container) || pod.ends || !mayLackAnywhere(pod, ctx.facts) || !lacks(node, 'readinessProbe')) return;
      ctx.report({ message: 'missing', span: containerSpan(container), data: { name: containerName(container) } });
    },
  }),
});
