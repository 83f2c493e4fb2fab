import { defineRule } from '../../core/rule';
import { presence, specOf } from '../../languages/kubernetes/objects';
import { objectSpan } from '../../languages/kubernetes/repair-fixes';
import { repairs } from '../../languages/kubernetes/security';
import { setPath } from '../../languages/yaml/edits';

export default defineRule({
  id: 'kubernetes/pdb-no-policy',
  summary: 'Give a disruption budget a number',
  category: 'reliability',
  severity: 'warning',
  recommended: true,
  since: '0.1.0',
  fixable: 'sometimes',
  local: 'facts',
  equivalents: { 'kube-score': ['poddisruptionbudget-has-policy'] },
  messages: { missing: 'Budget `{{name}}` does not say how many pods may go; set `maxUnavailable`' },
  notes: ['controllers'],
  docs: {
    why: 'A PodDisruptionBudget says with `minAvailable` how many pods must stay, or with `maxUnavailable` how many may be away. The API server accepts it without either, and then nothing is said about what may happen to the pods.',
    invalid: [
      {
        code: 'apiVersion: policy/v1\nkind: PodDisruptionBudget\nmetadata:\n  name: shop\nspec:\n  selector:\n    matchLabels: {app: shop}\n',
        fixed:
          'apiVersion: policy/v1\nkind: PodDisruptionBudget\nmetadata:\n  name: shop\nspec:\n  selector:\n    matchLabels: {app: shop}\n  maxUnavailable: 1\n',
      },
    ],
    valid: [
      {
        code: 'apiVersion: policy/v1\nkind: PodDisruptionBudget\nmetadata:\n  name: shop\nspec:\n  selector:\n    matchLabels: {app: shop}\n  minAvailable: 50%\n',
      },
    ],
    fixSafety: 'From then on one pod at a time may be evicted.',
    references: ['https://kubernetes.io/docs/tasks/run-application/configure-pdb/'],
  },
  check: (ctx) => ({
    Manifest(manifest) {
      if (manifest.kind !== 'PodDisruptionBudget' || ctx.facts.fragment) return;
      const spec = specOf(manifest);
      if (!spec || ['minAvailable', 'maxUnavailable'].some((key) => presence(spec, key) !== 'absent')) return;
      ctx.report({
        message: 'missing',
        span: objectSpan(manifest),
        data: { name: manifest.name ?? '' },
        fixes: () => repairs('Set maxUnavailable: 1', 'unsafe', () => setPath(spec, ['maxUnavailable'], '1')),
      });
    },
  }),
});
