import { defineRule } from '../../core/rule';
import { mappingsAt } from '../../languages/kubernetes/model';
import { shown } from '../../languages/kubernetes/repair-fixes';
import { isPlaceholder } from '../../languages/kubernetes/schema/scalars';
import type { YamlMapping, YamlScalar } from '../../languages/yaml/nodes';
import { asScalar, entryOf } from '../../languages/yaml/query';

export default defineRule({
  id: 'kubernetes/duplicate-volume',
  summary: 'Name each volume once and mount one volume at a path',
  category: 'correctness',
  severity: 'error',
  recommended: true,
  since: '0.1.0',
  fixable: 'never',
  local: true,
  equivalents: { 'kubectl-validate': ['invalid'] },
  messages: {
    name: 'The pod has a volume `{{name}}` already; give this one another name',
    path: 'Something is mounted at `{{path}}` already; choose another path',
  },
  notes: ['storage'],
  lessons: ['K22'],
  docs: {
    why: 'The names of a pod’s volumes must differ, and so must the paths at which a container mounts them: the API server refuses the pod otherwise.',
    invalid: [
      {
        code: 'apiVersion: v1\nkind: Pod\nmetadata:\n  name: shop\nspec:\n  volumes:\n    - name: data\n      emptyDir: {}\n    - name: data\n      emptyDir: {}\n  containers:\n    - name: web\n      image: shop:1.2\n',
      },
    ],
    valid: [
      {
        code: 'apiVersion: v1\nkind: Pod\nmetadata:\n  name: shop\nspec:\n  volumes:\n    - name: data\n      emptyDir: {}\n    - name: tmp\n      emptyDir: {}\n  containers:\n    - name: web\n      image: shop:1.2\n',
      },
    ],
    references: ['https://kubernetes.io/docs/concepts/storage/volumes/'],
  },
  check: (ctx) => {
    const reported = new Set<YamlScalar>();
    const repeated = (list: readonly YamlMapping[], key: string): readonly YamlScalar[] => {
      const seen = new Set<string>();
      return list.flatMap((item) => {
        const node = asScalar(entryOf(item, key)?.value);
        if (!node || node.text === '' || isPlaceholder(node.text)) return [];
        const again = seen.has(node.text) && !reported.has(node);
        seen.add(node.text);
        if (again) reported.add(node);
        return again ? [node] : [];
      });
    };
    return {
      Pod({ spec }) {
        for (const node of repeated(mappingsAt(spec, 'volumes'), 'name')) {
          ctx.report({ message: 'name', span: node.span, data: { name: shown(node.text) } });
        }
      },
      Container({ node: container }) {
        for (const node of repeated(mappingsAt(container, 'volumeMounts'), 'mountPath')) {
          ctx.report({ message: 'path', span: node.span, data: { path: shown(node.text) } });
        }
      },
    };
  },
});
