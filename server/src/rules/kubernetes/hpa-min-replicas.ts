import { defineRule } from '../../core/rule';
import { integerAt } from '../../languages/kubernetes/model';
import { specOf } from '../../languages/kubernetes/objects';
import { objectSpan } from '../../languages/kubernetes/repair-fixes';
import { repairs } from '../../languages/kubernetes/security';
import { lacks } from '../../languages/kubernetes/workloads';
import { setPath } from '../../languages/yaml/edits';
import { entryOf } from '../../languages/yaml/query';

export default defineRule({
  id: 'kubernetes/hpa-min-replicas',
  summary: 'Let an autoscaler keep more than one pod',
  category: 'reliability',
  severity: 'information',
  recommended: false,
  since: '0.1.0',
  fixable: 'sometimes',
  equivalents: {
    'kube-linter': ['hpa-minimum-three-replicas'],
    'kube-score': ['horizontalpodautoscaler-replicas'],
    polaris: ['hpaMinAvailability'],
  },
  options: {
    minReplicas: {
      type: 'integer',
      description: 'As many pods an autoscaler should keep at least.',
      default: 2,
      minimum: 1,
    },
  },
  messages: {
    few: '`minReplicas: {{count}}` leaves no pod when a node goes; set at least {{least}}',
    missing: 'Autoscaler `{{name}}` may go down to a single pod; set `minReplicas` to at least {{least}}',
  },
  notes: ['controllers'],
  lessons: ['K17'],
  docs: {
    why: 'In quiet hours an autoscaler goes down to its minimum. With a single pod the service is away whenever that pod has to move, and the first load after the night meets one pod alone.',
    invalid: [
      {
        code: 'apiVersion: autoscaling/v2\nkind: HorizontalPodAutoscaler\nmetadata:\n  name: shop\nspec:\n  scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: shop}\n  minReplicas: 1\n  maxReplicas: 9\n',
        fixed:
          'apiVersion: autoscaling/v2\nkind: HorizontalPodAutoscaler\nmetadata:\n  name: shop\nspec:\n  scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: shop}\n  minReplicas: 2\n  maxReplicas: 9\n',
      },
    ],
    valid: [
      {
        code: 'apiVersion: autoscaling/v2\nkind: HorizontalPodAutoscaler\nmetadata:\n  name: shop\nspec:\n  scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: shop}\n  minReplicas: 2\n  maxReplicas: 9\n',
      },
    ],
    fixSafety: 'More pods run in quiet hours, and not every program bears a second one beside it.',
    references: ['https://kubernetes.io/docs/tasks/run-application/horizontal-pod-autoscale/'],
  },
  check: (ctx) => ({
    Manifest(manifest) {
      if (manifest.kind !== 'HorizontalPodAutoscaler') return;
      const spec = specOf(manifest);
      const least = ctx.options.minReplicas;
      if (!spec) return;
      const missing = lacks(spec, 'minReplicas');
      const count = missing ? 1 : integerAt(spec, 'minReplicas');
      if (count === undefined || count >= least || (missing && ctx.facts.fragment)) return;
      const value = entryOf(spec, 'minReplicas')?.value;
      const most = integerAt(spec, 'maxReplicas');
      const fixes =
        most !== undefined && most < least
          ? []
          : repairs(`Set minReplicas: ${least}`, 'unsafe', () => setPath(spec, ['minReplicas'], String(least)));
      if (value && !missing) ctx.report({ message: 'few', span: value.span, data: { count, least }, fixes });
      else {
        const data = { name: manifest.name ?? '', least };
        ctx.report({ message: 'missing', span: objectSpan(manifest), data, fixes });
      }
    },
  }),
});
