import { defineRule } from '../../core/rule';
import { integerAt } from '../../languages/kubernetes/model';
import { scalings, specOf } from '../../languages/kubernetes/objects';
import { places, valueSpan, withoutEntry } from '../../languages/kubernetes/security';
import { entryOf } from '../../languages/yaml/query';

export default defineRule({
  id: 'kubernetes/replicas-with-hpa',
  summary: 'Leave the number of replicas to the autoscaler',
  category: 'reliability',
  severity: 'warning',
  recommended: true,
  since: '0.1.0',
  fixable: 'sometimes',
  equivalents: { 'kube-score': ['deployment-targeted-by-hpa-does-not-have-replicas-configured'] },
  messages: { both: '`replicas: {{count}}` undoes what autoscaler `{{scaler}}` has set at each apply; remove it' },
  notes: ['controllers'],
  lessons: ['K17'],
  docs: {
    why: 'An autoscaler sets `replicas` in the cluster. A manifest that has the field too sets it back each time it is applied: in the middle of a peak, most pods are stopped, and the autoscaler has to start again.',
    invalid: [
      {
        code: 'apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: shop\nspec:\n  replicas: 3\n  selector:\n    matchLabels: {app: shop}\n---\napiVersion: autoscaling/v2\nkind: HorizontalPodAutoscaler\nmetadata:\n  name: shop\nspec:\n  scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: shop}\n  maxReplicas: 9\n',
        fixed:
          'apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: shop\nspec:\n  selector:\n    matchLabels: {app: shop}\n---\napiVersion: autoscaling/v2\nkind: HorizontalPodAutoscaler\nmetadata:\n  name: shop\nspec:\n  scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: shop}\n  maxReplicas: 9\n',
      },
    ],
    valid: [
      {
        code: 'apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: shop\nspec:\n  selector:\n    matchLabels: {app: shop}\n---\napiVersion: autoscaling/v2\nkind: HorizontalPodAutoscaler\nmetadata:\n  name: shop\nspec:\n  scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: shop}\n  maxReplicas: 9\n',
      },
    ],
    fixSafety:
      'When an object that is in the cluster already loses the field by `kubectl apply`, it falls to one replica until the autoscaler looks again. The Kubernetes documentation says how to go around that.',
    references: [
      'https://kubernetes.io/docs/tasks/run-application/horizontal-pod-autoscale/#migrating-deployments-and-statefulsets-to-horizontal-autoscaling',
    ],
  },
  check: (ctx) => {
    const isNew = places();
    return {
      Document() {
        for (const { scaler, target } of scalings(ctx.doc)) {
          const count = integerAt(specOf(target), 'replicas');
          const entry = entryOf(specOf(target), 'replicas');
          // With 0 the autoscaler is switched off.
          if (!entry || count === undefined || count === 0 || !isNew(valueSpan(entry))) continue;
          ctx.report({
            message: 'both',
            span: valueSpan(entry),
            data: { count, scaler: scaler.name ?? '' },
            fixes: () => withoutEntry(entry, 'Remove replicas'),
          });
        }
      },
    };
  },
});
