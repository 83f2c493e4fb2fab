import { defineRule } from '../../core/rule';
import { integerAt, type Manifest } from '../../languages/kubernetes/model';
import { specOf } from '../../languages/kubernetes/objects';
import { fix } from '../../languages/kubernetes/repair-fixes';
import { replaceValue } from '../../languages/yaml/edits';
import { asScalar, get } from '../../languages/yaml/query';

/** How an autoscaler calls its bounds. */
function boundsOf({ kind }: Manifest): readonly [min: string, max: string] | undefined {
  if (kind === 'HorizontalPodAutoscaler') return ['minReplicas', 'maxReplicas'];
  return kind === 'ScaledObject' ? ['minReplicaCount', 'maxReplicaCount'] : undefined;
}

export default defineRule({
  id: 'kubernetes/hpa-bounds',
  summary: "Keep an autoscaler's minimum below its maximum",
  category: 'correctness',
  severity: 'error',
  recommended: true,
  since: '0.1.0',
  fixable: 'sometimes',
  local: true,
  equivalents: { polaris: ['hpaMaxAvailability'] },
  messages: {
    above: '`{{low}}: {{min}}` is above `{{high}}: {{max}}`; swap them or raise the maximum',
  },
  notes: ['controllers'],
  lessons: ['K17'],
  docs: {
    why: 'The API server refuses an autoscaler whose smallest number of replicas is above its largest. With KEDA the ScaledObject is there, and the autoscaler that it should make is not.',
    invalid: [
      {
        code: 'apiVersion: autoscaling/v2\nkind: HorizontalPodAutoscaler\nmetadata:\n  name: shop\nspec:\n  scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: shop}\n  minReplicas: 9\n  maxReplicas: 3\n',
        fixed:
          'apiVersion: autoscaling/v2\nkind: HorizontalPodAutoscaler\nmetadata:\n  name: shop\nspec:\n  scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: shop}\n  minReplicas: 3\n  maxReplicas: 9\n',
      },
    ],
    valid: [
      {
        code: 'apiVersion: autoscaling/v2\nkind: HorizontalPodAutoscaler\nmetadata:\n  name: shop\nspec:\n  scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: shop}\n  minReplicas: 3\n  maxReplicas: 9\n',
      },
    ],
    fixSafety: 'Perhaps only one of the two numbers is wrong.',
    references: ['https://kubernetes.io/docs/tasks/run-application/horizontal-pod-autoscale/'],
  },
  check: (ctx) => ({
    Manifest(manifest) {
      const [low, high] = boundsOf(manifest) ?? [];
      const spec = specOf(manifest);
      if (!low || !high || !spec) return;
      const [min, max] = [integerAt(spec, low), integerAt(spec, high)];
      const [lower, upper] = [asScalar(get(spec, low)), asScalar(get(spec, high))];
      if (min === undefined || max === undefined || min <= max || !lower || !upper) return;
      ctx.report({
        message: 'above',
        span: lower.span,
        data: { low, high, min, max },
        related: [{ span: upper.span, message: 'The maximum' }],
        fixes: [
          fix('Swap them', 'unsafe', () => {
            const edits = [replaceValue(lower, max), replaceValue(upper, min)];
            return edits.every((edit) => edit !== undefined) ? edits.flat() : undefined;
          }),
        ],
      });
    },
  }),
});
