import { defineRule } from '../../core/rule';
import { mappingAt } from '../../languages/kubernetes/model';
import { fix } from '../../languages/kubernetes/repair-fixes';
import { removeEntry } from '../../languages/yaml/edits';
import { entryOf } from '../../languages/yaml/query';

export default defineRule({
  id: 'kubernetes/pdb-both-bounds',
  summary: 'Set either minAvailable or maxUnavailable',
  category: 'correctness',
  severity: 'error',
  recommended: true,
  since: '0.1.0',
  fixable: 'sometimes',
  local: true,
  equivalents: {},
  messages: { both: '`minAvailable` and `maxUnavailable` exclude each other; keep one' },
  notes: ['controllers'],
  docs: {
    why: 'A PodDisruptionBudget says either how many pods must stay or how many may go. The API server refuses one that says both.',
    invalid: [
      {
        code: 'apiVersion: policy/v1\nkind: PodDisruptionBudget\nmetadata:\n  name: shop\nspec:\n  minAvailable: 1\n  maxUnavailable: 1\n',
        fixed:
          'apiVersion: policy/v1\nkind: PodDisruptionBudget\nmetadata:\n  name: shop\nspec:\n  maxUnavailable: 1\n',
      },
    ],
    valid: [
      {
        code: 'apiVersion: policy/v1\nkind: PodDisruptionBudget\nmetadata:\n  name: shop\nspec:\n  maxUnavailable: 1\n',
      },
    ],
    fixSafety: 'The other bound decides alone; it goes with the number of replicas.',
    references: ['https://kubernetes.io/docs/tasks/run-application/configure-pdb/'],
  },
  check: (ctx) => ({
    Manifest({ kind, root }) {
      if (kind !== 'PodDisruptionBudget') return;
      const spec = mappingAt(root, 'spec');
      const least = entryOf(spec, 'minAvailable');
      const most = entryOf(spec, 'maxUnavailable');
      if (!least?.value || !most?.value || isNull(least.value) || isNull(most.value)) return;
      ctx.report({
        message: 'both',
        span: least.key.span,
        related: [{ span: most.key.span, message: 'The other one' }],
        fixes: [fix('Remove minAvailable', 'unsafe', () => removeEntry(least))],
      });
    },
  }),
});

const isNull = (node: { readonly kind: string; readonly text?: string }): boolean =>
  node.kind === 'scalar' && (node.text === 'null' || node.text === '~' || node.text === '');
