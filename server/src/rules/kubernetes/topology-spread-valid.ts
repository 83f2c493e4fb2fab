import { defineRule } from '../../core/rule';
import { integerAt, mappingsAt, stringAt } from '../../languages/kubernetes/model';
import { mappingSpan } from '../../languages/kubernetes/repair-fixes';
import { places, repairs, repairsNear, valueSpan } from '../../languages/kubernetes/security';
import { selectOwnPods, selectsNothing } from '../../languages/kubernetes/selector-terms';
import { replaceValue } from '../../languages/yaml/edits';
import { asScalar, entryOf } from '../../languages/yaml/query';

export default defineRule({
  id: 'kubernetes/topology-spread-valid',
  summary: 'Say which pods are spread, and how',
  category: 'correctness',
  severity: 'warning',
  recommended: true,
  since: '0.1.0',
  fixable: 'sometimes',
  local: 'facts',
  equivalents: { 'kube-score': ['pod-topology-spread-constraints'] },
  messages: {
    selector: 'Without `labelSelector` no pod is counted and nothing is spread; select the pods',
    small: '`{{key}}: {{value}}` is refused; write 1 or more',
    nameless: '`topologyKey` is empty, which is refused; name a label of nodes',
    domains: '`minDomains` needs `whenUnsatisfiable: DoNotSchedule`; remove it or change that',
  },
  notes: ['scheduling'],
  docs: {
    why: 'The scheduler counts the pods that `labelSelector` selects. Without one it counts none, so the constraint has no effect, and the API server warns. Numbers below 1 are refused, and so is `minDomains` where pods may be placed anyway.',
    invalid: [
      {
        code: 'apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: shop\nspec:\n  selector:\n    matchLabels:\n      app: shop\n  template:\n    metadata:\n      labels:\n        app: shop\n        version: "1"\n    spec:\n      topologySpreadConstraints:\n        - maxSkew: 1\n          topologyKey: topology.kubernetes.io/zone\n          whenUnsatisfiable: DoNotSchedule\n      containers:\n        - name: web\n          image: shop:1.4\n',
        fixed:
          'apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: shop\nspec:\n  selector:\n    matchLabels:\n      app: shop\n  template:\n    metadata:\n      labels:\n        app: shop\n        version: "1"\n    spec:\n      topologySpreadConstraints:\n        - maxSkew: 1\n          topologyKey: topology.kubernetes.io/zone\n          whenUnsatisfiable: DoNotSchedule\n          labelSelector:\n            matchLabels:\n              app: shop\n      containers:\n        - name: web\n          image: shop:1.4\n',
      },
    ],
    valid: [
      {
        code: 'apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: shop\nspec:\n  selector:\n    matchLabels:\n      app: shop\n  template:\n    metadata:\n      labels:\n        app: shop\n        version: "1"\n    spec:\n      topologySpreadConstraints:\n        - maxSkew: 1\n          topologyKey: topology.kubernetes.io/zone\n          whenUnsatisfiable: DoNotSchedule\n          labelSelector:\n            matchLabels:\n              app: shop\n      containers:\n        - name: web\n          image: shop:1.4\n',
      },
    ],
    fixSafety: 'Pods that find no place under the constraint wait.',
    references: ['https://kubernetes.io/docs/concepts/scheduling-eviction/topology-spread-constraints/'],
  },
  check: (ctx) => {
    const isNew = places();
    return {
      Pod(pod) {
        for (const constraint of mappingsAt(pod.spec, 'topologySpreadConstraints')) {
          for (const key of ['maxSkew', 'minDomains']) {
            const entry = entryOf(constraint, key);
            const number = integerAt(constraint, key);
            if (!entry || number === undefined || number >= 1 || !isNew(valueSpan(entry))) continue;
            const scalar = asScalar(entry.value);
            ctx.report({
              message: 'small',
              span: valueSpan(entry),
              severity: 'error',
              data: { key, value: number },
              fixes: scalar ? repairsNear('Write 1', 'unsafe', scalar, () => replaceValue(scalar, 1)) : [],
            });
          }
          const name = entryOf(constraint, 'topologyKey');
          if (name && stringAt(constraint, 'topologyKey') === '' && isNew(valueSpan(name))) {
            ctx.report({ message: 'nameless', span: valueSpan(name), severity: 'error' });
          }
          const domains = entryOf(constraint, 'minDomains');
          const when = stringAt(constraint, 'whenUnsatisfiable');
          if (domains && when === 'ScheduleAnyway' && (integerAt(constraint, 'minDomains') ?? 0) > 0) {
            if (isNew(domains.key.span)) ctx.report({ message: 'domains', span: domains.key.span, severity: 'error' });
          }
          if (ctx.facts.fragment || pod.path.custom || !selectsNothing(constraint)) continue;
          const key = entryOf(constraint, 'topologyKey');
          const span = key ? valueSpan(key) : mappingSpan(constraint);
          if (!isNew(span)) continue;
          ctx.report({
            message: 'selector',
            span,
            fixes: () => repairs('Select the pods of this workload', 'unsafe', () => selectOwnPods(constraint, pod)),
          });
        }
      },
    };
  },
});
