import { defineRule } from '../../core/rule';
import { mappingsAt } from '../../languages/kubernetes/model';
import { fix, shown } from '../../languages/kubernetes/repair-fixes';
import { removeItem } from '../../languages/yaml/edits';
import type { YamlMapping } from '../../languages/yaml/nodes';
import { asScalar, entryOf, get } from '../../languages/yaml/query';

export default defineRule({
  id: 'kubernetes/duplicate-env-var',
  summary: 'Set each environment variable of a container once',
  category: 'correctness',
  severity: 'warning',
  recommended: true,
  since: '0.1.0',
  fixable: 'sometimes',
  local: true,
  equivalents: {
    'kube-linter': ['duplicate-env-var'],
    'kube-score': ['environment-variable-key-duplication'],
    kubescape: ['duplicate-env-var'],
  },
  messages: { duplicate: '`{{name}}` is set again further down, which wins; remove this one' },
  notes: ['configuration-objects'],
  docs: {
    why: 'Of two variables with one name the last one wins, and which value the program sees is easily misread. Merges of `kubectl apply` go by the name too and may drop one of them.',
    invalid: [
      {
        code: 'apiVersion: v1\nkind: Pod\nmetadata:\n  name: shop\nspec:\n  containers:\n    - name: web\n      image: shop:1.2\n      env:\n        - name: COLOUR\n          value: red\n        - name: COLOUR\n          value: blue\n',
        fixed:
          'apiVersion: v1\nkind: Pod\nmetadata:\n  name: shop\nspec:\n  containers:\n    - name: web\n      image: shop:1.2\n      env:\n        - name: COLOUR\n          value: blue\n',
      },
    ],
    valid: [
      {
        code: 'apiVersion: v1\nkind: Pod\nmetadata:\n  name: shop\nspec:\n  containers:\n    - name: web\n      image: shop:1.2\n      env:\n        - name: COLOUR\n          value: blue\n',
      },
    ],
    references: ['https://kubernetes.io/docs/tasks/inject-data-application/define-environment-variable-container/'],
  },
  check: (ctx) => {
    const seen = new Set<YamlMapping>();
    return {
      Container({ node }) {
        if (seen.has(node)) return;
        seen.add(node);
        const later = new Map<string, YamlMapping>();
        const list = mappingsAt(node, 'env');
        for (const variable of [...list].reverse()) {
          if (seen.has(variable)) continue;
          const scalar = asScalar(entryOf(variable, 'name')?.value);
          if (!scalar || scalar.text === '') continue;
          const name = scalar.text;
          const winner = later.get(name);
          if (!winner) later.set(name, variable);
          // The later one, or one between them, may be built upon this.
          else if (!usesName(list, name)) {
            seen.add(variable);
            const item = variable.holder?.kind === 'item' ? variable.holder : undefined;
            ctx.report({
              message: 'duplicate',
              span: scalar.span,
              data: { name: shown(name) },
              fixes: item ? [fix('Remove the one without effect', 'safe', () => removeItem(item))] : [],
            });
          }
        }
      },
    };
  },
});

const usesName = (list: readonly YamlMapping[], name: string): boolean =>
  list.some((variable) => asScalar(get(variable, 'value'))?.text.includes(`$(${name})`) === true);
