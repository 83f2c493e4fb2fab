import { defineRule } from '../../core/rule';
import { shown } from '../../languages/kubernetes/repair-fixes';
import { problemsOf } from '../../languages/kubernetes/schema-problems';

export default defineRule({
  id: 'kubernetes/newer-field',
  summary: 'Report fields that came after the release that is aimed at',
  category: 'correctness',
  severity: 'warning',
  recommended: true,
  since: '0.1.0',
  fixable: 'never',
  local: 'facts',
  equivalents: { kubeconform: ['-strict'], 'kubectl-validate': ['invalid'] },
  messages: {
    newer: '`{{name}}` came with Kubernetes {{since}}; {{release}} does not know it: remove it or aim higher',
  },
  notes: ['api-versions'],
  docs: {
    why: 'The API server of an older cluster does not know the field. It refuses the object when `kubectl` asks for strict validation, and else drops the field: the object is there, and what the field was to do is not done.\n\nThe release is the one of `kubernetesVersion` in the configuration; without one the rule is silent.',
    invalid: [
      {
        code: 'apiVersion: v1\nkind: Service\nmetadata:\n  name: shop\nspec:\n  trafficDistribution: PreferClose\n  ports:\n    - port: 80\n',
        kubernetesVersion: '1.28',
      },
    ],
    valid: [
      {
        code: 'apiVersion: v1\nkind: Service\nmetadata:\n  name: shop\nspec:\n  trafficDistribution: PreferClose\n  ports:\n    - port: 80\n',
        kubernetesVersion: '1.33',
      },
    ],
    references: ['https://kubernetes.io/docs/reference/using-api/api-concepts/#field-validation'],
  },
  check: (ctx) => ({
    Manifest(manifest) {
      if (ctx.facts.release === undefined) return;
      for (const { name, since, release, span } of problemsOf('newer-field', ctx.doc, manifest, ctx.facts)) {
        ctx.report({ message: 'newer', span, data: { name: shown(name), since, release } });
      }
    },
  }),
});
