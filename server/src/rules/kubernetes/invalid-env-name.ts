import { defineRule } from '../../core/rule';
import { mappingsAt } from '../../languages/kubernetes/model';
import { shown } from '../../languages/kubernetes/repair-fixes';
import { isPlaceholder } from '../../languages/kubernetes/schema/scalars';
import type { YamlScalar } from '../../languages/yaml/nodes';
import { asScalar, entryOf } from '../../languages/yaml/query';

export default defineRule({
  id: 'kubernetes/invalid-env-name',
  summary: 'Name environment variables as programs can read them',
  category: 'correctness',
  severity: 'error',
  recommended: true,
  since: '0.1.0',
  fixable: 'never',
  local: true,
  equivalents: { 'kubectl-validate': ['invalid'] },
  messages: {
    equals: '`{{name}}` is no name of a variable; put what follows `=` into `value`',
    characters: '`{{name}}` is no name of a variable before Kubernetes 1.32; use letters, digits and `_`',
  },
  notes: ['configuration-objects'],
  docs: {
    why: 'The name ends at the first `=` for every program, so the API server refuses one that holds it. Before Kubernetes 1.32 only letters, digits, `-`, `_` and `.` are allowed, and no digit in front.',
    invalid: [
      {
        code: 'apiVersion: v1\nkind: Pod\nmetadata:\n  name: shop\nspec:\n  containers:\n    - name: web\n      image: shop:1.2\n      env:\n        - name: COLOUR=red\n',
      },
    ],
    valid: [
      {
        code: 'apiVersion: v1\nkind: Pod\nmetadata:\n  name: shop\nspec:\n  containers:\n    - name: web\n      image: shop:1.2\n      env:\n        - name: COLOUR\n          value: red\n',
      },
    ],
    references: ['https://kubernetes.io/docs/tasks/inject-data-application/define-environment-variable-container/'],
  },
  check: (ctx) => {
    const seen = new Set<YamlScalar>();
    return {
      Container({ node }) {
        for (const variable of mappingsAt(node, 'env')) {
          const name = asScalar(entryOf(variable, 'name')?.value);
          if (!name || name.text === '' || isPlaceholder(name.text) || seen.has(name)) continue;
          seen.add(name);
          const data = { name: shown(name.text) };
          if (name.text.includes('=')) ctx.report({ message: 'equals', span: name.span, data });
          else if (!/^[-._a-zA-Z][-._a-zA-Z0-9]*$/.test(name.text)) {
            ctx.report({ message: 'characters', span: name.span, data, severity: 'warning' });
          }
        }
      },
    };
  },
});
