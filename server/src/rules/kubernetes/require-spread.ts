import { defineRule } from '../../core/rule';
import { objectSpan } from '../../languages/kubernetes/repair-fixes';
import { lacks, mayLackAnywhere } from '../../languages/kubernetes/workloads';

export default defineRule({
  id: 'kubernetes/require-spread',
  summary: 'Spread the pods of each Deployment',
  category: 'reliability',
  severity: 'information',
  recommended: false,
  since: '0.1.0',
  fixable: 'never',
  equivalents: { polaris: ['topologySpreadConstraint'] },

  messages: {
    missing: 'Nothing spreads the pods of `{{name}}`; add `topologySpreadConstraints`',
  },
  notes: ['scheduling'],
  docs: {
    why: 'Constraints keep the pods of a Deployment apart, by node or by zone, and go on doing so when it is scaled later. `pod-anti-affinity-or-spread` is content with an anti-affinity and with a single pod; this rule asks for the constraints themselves.',
    invalid: [
      {
        code: 'apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: shop\nspec:\n  selector:\n    matchLabels:\n      app: shop\n  template:\n    metadata:\n      labels:\n        app: shop\n    spec:\n      containers:\n        - name: web\n          image: shop:1.4\n',
      },
    ],
    valid: [
      {
        code: 'apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: shop\nspec:\n  selector:\n    matchLabels:\n      app: shop\n  template:\n    metadata:\n      labels:\n        app: shop\n    spec:\n      topologySpreadConstraints:\n        - maxSkew: 1\n          topologyKey: kubernetes.io/hostname\n          whenUnsatisfiable: ScheduleAnyway\n          labelSelector:\n            matchLabels: {app: shop}\n      containers:\n        - name: web\n          image: shop:1.4\n',
      },
    ],

    references: ['https://kubernetes.io/docs/concepts/scheduling-eviction/topology-spread-constraints/'],
  },
  check: (ctx) => ({
    Pod(pod) {
      const { kind, name = '' } = pod.manifest;
      if (kind !== 'Deployment' || !mayLackAnywhere(pod, ctx.facts)) return;
      if (!lacks(pod.spec, 'topologySpreadConstraints')) return;
      ctx.report({ message: 'missing', span: objectSpan(pod.manifest), data: { name } });
    },
  }),
});
