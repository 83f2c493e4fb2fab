import { defineRule } from '../../core/rule';
import { specOf } from '../../languages/kubernetes/objects';
import { objectSpan } from '../../languages/kubernetes/repair-fixes';
import { repairs } from '../../languages/kubernetes/security';
import { lacks } from '../../languages/kubernetes/workloads';
import { setPath } from '../../languages/yaml/edits';

export default defineRule({
  id: 'kubernetes/pdb-unhealthy-eviction',
  summary: 'Let broken pods be evicted',
  category: 'reliability',
  severity: 'information',
  recommended: false,
  since: '0.1.0',
  fixable: 'sometimes',
  equivalents: { 'kube-linter': ['pdb-unhealthy-pod-eviction-policy'] },
  messages: { missing: 'Pods of `{{name}}` that never get ready hold up drains; set `unhealthyPodEvictionPolicy`' },
  notes: ['controllers'],
  docs: {
    why: 'A budget protects pods that run, also those that are not ready. A program that fails at each start uses up the whole budget, and a node with such a pod cannot be drained until somebody removes the pod. With `AlwaysAllow` pods that are not ready may be evicted.',
    invalid: [
      {
        code: 'apiVersion: policy/v1\nkind: PodDisruptionBudget\nmetadata:\n  name: shop\nspec:\n  maxUnavailable: 1\n  selector:\n    matchLabels: {app: shop}\n',
        fixed:
          'apiVersion: policy/v1\nkind: PodDisruptionBudget\nmetadata:\n  name: shop\nspec:\n  maxUnavailable: 1\n  selector:\n    matchLabels: {app: shop}\n  unhealthyPodEvictionPolicy: AlwaysAllow\n',
      },
    ],
    valid: [
      {
        code: 'apiVersion: policy/v1\nkind: PodDisruptionBudget\nmetadata:\n  name: shop\nspec:\n  maxUnavailable: 1\n  selector:\n    matchLabels: {app: shop}\n  unhealthyPodEvictionPolicy: AlwaysAllow\n',
      },
    ],
    fixSafety: 'Pods that are about to become ready, or that keep data while they are not, may be evicted too.',
    exceptions: 'Stores of several members, where a pod that is not ready may still hold the last copy of data.',
    references: ['https://kubernetes.io/docs/tasks/run-application/configure-pdb/#unhealthy-pod-eviction-policy'],
  },
  check: (ctx) => ({
    Manifest(manifest) {
      const spec = manifest.kind === 'PodDisruptionBudget' ? specOf(manifest) : undefined;
      if (!spec || ctx.facts.fragment || !lacks(spec, 'unhealthyPodEvictionPolicy')) return;
      ctx.report({
        message: 'missing',
        span: objectSpan(manifest),
        data: { name: manifest.name ?? '' },
        fixes: () =>
          repairs('Set unhealthyPodEvictionPolicy: AlwaysAllow', 'unsafe', () =>
            setPath(spec, ['unhealthyPodEvictionPolicy'], 'AlwaysAllow'),
          ),
      });
    },
  }),
});
