import { defineRule } from '../../core/rule';
import { mappingAt, mappingsAt, type Pod } from '../../languages/kubernetes/model';
import { mappingSpan } from '../../languages/kubernetes/repair-fixes';
import { places, repairs, valueSpan } from '../../languages/kubernetes/security';
import { selectOwnPods, selectsNothing } from '../../languages/kubernetes/selector-terms';
import type { YamlMapping } from '../../languages/yaml/nodes';
import { entryOf } from '../../languages/yaml/query';

interface Term {
  readonly kind: 'affinity' | 'anti-affinity';
  readonly term: YamlMapping;
}

function termsOf({ spec }: Pod): readonly Term[] {
  const kinds = [
    ['podAffinity', 'affinity'],
    ['podAntiAffinity', 'anti-affinity'],
  ] as const;
  return kinds.flatMap(([key, kind]) => {
    const holder = mappingAt(spec, 'affinity', key);
    const required = mappingsAt(holder, 'requiredDuringSchedulingIgnoredDuringExecution');
    const preferred = mappingsAt(holder, 'preferredDuringSchedulingIgnoredDuringExecution').flatMap(
      (weighted) => mappingAt(weighted, 'podAffinityTerm') ?? [],
    );
    return [...required, ...preferred].map((term): Term => ({ kind, term }));
  });
}

export default defineRule({
  id: 'kubernetes/affinity-null-selector',
  summary: 'Say which pods an affinity is about',
  category: 'correctness',
  severity: 'warning',
  recommended: true,
  since: '0.1.0',
  fixable: 'sometimes',
  local: 'facts',
  equivalents: {},
  messages: {
    nothing: 'Without `labelSelector` this {{kind}} is about no pod at all; select the pods',
  },
  notes: ['scheduling'],
  docs: {
    why: 'A term of `podAffinity` or `podAntiAffinity` compares with the pods that its `labelSelector` selects. Without one it selects none: the anti-affinity keeps nothing apart, the required affinity can never be met, and the API server warns.',
    invalid: [
      {
        code: 'apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: shop\nspec:\n  selector:\n    matchLabels:\n      app: shop\n  template:\n    metadata:\n      labels:\n        app: shop\n        version: "1"\n    spec:\n      affinity:\n        podAntiAffinity:\n          requiredDuringSchedulingIgnoredDuringExecution:\n            - topologyKey: kubernetes.io/hostname\n      containers:\n        - name: web\n          image: shop:1.4\n',
        fixed:
          'apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: shop\nspec:\n  selector:\n    matchLabels:\n      app: shop\n  template:\n    metadata:\n      labels:\n        app: shop\n        version: "1"\n    spec:\n      affinity:\n        podAntiAffinity:\n          requiredDuringSchedulingIgnoredDuringExecution:\n            - topologyKey: kubernetes.io/hostname\n              labelSelector:\n                matchLabels:\n                  app: shop\n      containers:\n        - name: web\n          image: shop:1.4\n',
      },
    ],
    valid: [
      {
        code: 'apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: shop\nspec:\n  selector:\n    matchLabels:\n      app: shop\n  template:\n    metadata:\n      labels:\n        app: shop\n        version: "1"\n    spec:\n      affinity:\n        podAntiAffinity:\n          requiredDuringSchedulingIgnoredDuringExecution:\n            - topologyKey: kubernetes.io/hostname\n              labelSelector:\n                matchLabels:\n                  app: shop\n      containers:\n        - name: web\n          image: shop:1.4\n',
      },
    ],
    fixSafety: 'Pods that find no node apart from the others wait.',
    references: [
      'https://kubernetes.io/docs/concepts/scheduling-eviction/assign-pod-node/#inter-pod-affinity-and-anti-affinity',
    ],
  },
  check: (ctx) => {
    const isNew = places();
    return {
      Pod(pod) {
        if (ctx.facts.fragment || pod.path.custom) return;
        for (const { kind, term } of termsOf(pod)) {
          const key = entryOf(term, 'topologyKey');
          const span = key ? valueSpan(key) : mappingSpan(term);
          if (!selectsNothing(term) || !isNew(span)) continue;
          ctx.report({
            message: 'nothing',
            span,
            data: { kind },
            fixes:
              kind === 'anti-affinity'
                ? repairs('Select the pods of this workload', 'unsafe', () => selectOwnPods(term, pod))
                : [],
          });
        }
      },
    };
  },
});
