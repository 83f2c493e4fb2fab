import { defineRule } from '../../core/rule';
import { integerAt } from '../../languages/kubernetes/model';
import { presence, specOf } from '../../languages/kubernetes/objects';
import { asScalar, get } from '../../languages/yaml/query';

export default defineRule({
  id: 'kubernetes/hpa-no-room',
  summary: 'Leave an autoscaler something to scale',
  category: 'reliability',
  severity: 'information',
  recommended: true,
  since: '0.1.0',
  fixable: 'never',
  local: 'facts',
  equivalents: { polaris: ['hpaMaxAvailability'] },
  messages: { fixed: '`maxReplicas: {{max}}` equals the minimum: nothing is ever scaled; raise it' },
  notes: ['controllers'],
  lessons: ['K17'],
  docs: {
    why: 'An autoscaler whose smallest and largest numbers are the same never does anything but hold that number, which `replicas` of the workload does too. Mostly the maximum was forgotten.',
    invalid: [
      {
        code: 'apiVersion: autoscaling/v2\nkind: HorizontalPodAutoscaler\nmetadata:\n  name: shop\nspec:\n  scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: shop}\n  minReplicas: 3\n  maxReplicas: 3\n',
      },
    ],
    valid: [
      {
        code: 'apiVersion: autoscaling/v2\nkind: HorizontalPodAutoscaler\nmetadata:\n  name: shop\nspec:\n  scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: shop}\n  minReplicas: 3\n  maxReplicas: 9\n',
      },
    ],
    references: ['https://kubernetes.io/docs/tasks/run-application/horizontal-pod-autoscale/'],
  },
  check: (ctx) => ({
    Manifest(manifest) {
      if (manifest.kind !== 'HorizontalPodAutoscaler') return;
      const spec = specOf(manifest);
      const node = asScalar(get(spec, 'maxReplicas'));
      const max = integerAt(spec, 'maxReplicas');
      // A minimum that is not written is 1.
      const missing = !ctx.facts.fragment && presence(spec, 'minReplicas') === 'absent';
      const min = integerAt(spec, 'minReplicas') ?? (missing ? 1 : undefined);
      if (!node || max === undefined || max !== min) return;
      ctx.report({ message: 'fixed', span: node.span, data: { max } });
    },
  }),
});
