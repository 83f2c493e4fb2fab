import { defineRule } from '../../core/rule';
import { shown } from '../../languages/kubernetes/repair-fixes';
import { isPlaceholder } from '../../languages/kubernetes/schema/scalars';
import type { YamlScalar } from '../../languages/yaml/nodes';
import { asScalar, entryOf } from '../../languages/yaml/query';

export default defineRule({
  id: 'kubernetes/duplicate-container-name',
  summary: 'Give the containers of a pod different names',
  category: 'correctness',
  severity: 'error',
  recommended: true,
  since: '0.1.0',
  fixable: 'never',
  local: true,
  equivalents: { 'kubectl-validate': ['invalid'] },
  messages: { duplicate: 'The pod has a container `{{name}}` already; give this one another name' },
  notes: ['manifests'],
  docs: {
    why: 'Within a pod every container is known by its name: for logs, for `kubectl exec`, for updates. Two containers with one name are refused, init containers included.',
    invalid: [
      {
        code: 'apiVersion: v1\nkind: Pod\nmetadata:\n  name: shop\nspec:\n  containers:\n    - name: web\n      image: shop:1.2\n    - name: web\n      image: proxy:1.0\n',
      },
    ],
    valid: [
      {
        code: 'apiVersion: v1\nkind: Pod\nmetadata:\n  name: shop\nspec:\n  containers:\n    - name: web\n      image: shop:1.2\n    - name: proxy\n      image: proxy:1.0\n',
      },
    ],
    references: ['https://kubernetes.io/docs/concepts/workloads/pods/'],
  },
  check: (ctx) => ({
    Pod({ containers }) {
      const names = new Map<string, YamlScalar>();
      const reported = new Set<YamlScalar>();
      for (const { name, node } of containers) {
        const scalar = asScalar(entryOf(node, 'name')?.value);
        if (name === undefined || name === '' || !scalar || isPlaceholder(name)) continue;
        const first = names.get(name);
        if (!first) names.set(name, scalar);
        else if (!reported.has(scalar)) {
          reported.add(scalar);
          ctx.report({
            message: 'duplicate',
            span: scalar.span,
            data: { name: shown(name) },
            related: [{ span: first.span, message: 'The first one' }],
          });
        }
      }
    },
  }),
});
