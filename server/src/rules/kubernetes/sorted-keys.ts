import { defineRule } from '../../core/rule';
import { shown } from '../../languages/kubernetes/repair-fixes';
import { places, repairs } from '../../languages/kubernetes/security';
import { firstUnsorted, sortKeys } from '../../languages/kubernetes/sort-keys';
import { walk } from '../../languages/yaml/query';

export default defineRule({
  id: 'kubernetes/sorted-keys',
  summary: 'Sort keys by their names',
  category: 'style',
  severity: 'information',
  recommended: false,
  since: '0.1.0',
  fixable: 'sometimes',
  local: true,
  equivalents: { 'kube-linter': ['sorted-keys'] },
  messages: { order: '`{{key}}` comes before `{{other}}`; sort the keys' },
  notes: ['manifests'],
  docs: {
    why: 'Keys in one order are found at once, and two files can be compared line by line. For Kubernetes the order means nothing.',
    invalid: [
      {
        code: 'apiVersion: v1\nkind: Service\nmetadata:\n  name: shop\n  labels:\n    app: shop\n',
        fixed: 'apiVersion: v1\nkind: Service\nmetadata:\n  labels:\n    app: shop\n  name: shop\n',
      },
    ],
    valid: [
      {
        code: 'apiVersion: v1\nkind: Service\nmetadata:\n  labels:\n    app: shop\n  name: shop\n',
      },
    ],
    exceptions: 'Most people write `name` first, which is why the rule is off.',
    references: ['https://kubernetes.io/docs/concepts/overview/working-with-objects/'],
  },
  check: (ctx) => {
    const isNew = places();
    return {
      Manifest({ root, otherFormat }) {
        if (otherFormat) return;
        walk(root, (node) => {
          const found = node.kind === 'mapping' ? firstUnsorted(node) : undefined;
          if (!found || node.kind !== 'mapping' || !isNew(found.entry.key.span)) return;
          ctx.report({
            message: 'order',
            span: found.entry.key.span,
            data: { key: shown(found.entry.name), other: shown(found.other.name) },
            fixes: () => repairs('Sort the keys', 'safe', () => sortKeys(node)),
          });
        });
      },
    };
  },
});
