import { defineRule } from '../../core/rule';
import { holderOf } from '../../languages/kubernetes/schema/words';
import { problemsOf } from '../../languages/kubernetes/schema-problems';

export default defineRule({
  id: 'kubernetes/missing-required-field',
  summary: 'Report objects without a field that the API server wants',
  category: 'correctness',
  severity: 'error',
  recommended: true,
  since: '0.1.0',
  fixable: 'never',
  local: 'facts',
  equivalents: { 'kube-linter': ['schema-validation'], kubeconform: ['invalid'], 'kubectl-validate': ['invalid'] },
  messageEquivalents: {
    selector: {
      'kube-linter': ['schema-validation', 'mismatching-selector'],
      kubeconform: ['invalid'],
      'kubectl-validate': ['invalid'],
    },
    port: {
      'kube-linter': ['schema-validation'],
      'kube-score': ['container-ports-check'],
      kubeconform: ['invalid'],
      'kubectl-validate': ['invalid'],
    },
    spread: {
      'kube-linter': ['schema-validation'],
      'kube-score': ['pod-topology-spread-constraints'],
      kubeconform: ['invalid'],
      'kubectl-validate': ['invalid'],
    },
  },
  messages: {
    selector: '`{{holder}}` lacks `{{name}}`; add it',
    port: '`{{holder}}` lacks `{{name}}`; add it',
    spread: '`{{holder}}` lacks `{{name}}`; add it',
    missing: '`{{holder}}` lacks `{{name}}`; add it',
    oneOf: '`{{holder}}` wants one of {{names}}; add one',
    conflict: '`{{holder}}` takes only one of {{names}}; keep one',
  },
  notes: ['manifests'],
  docs: {
    why: 'The API server refuses an object in which a required field is missing or empty. The reference of each kind says which those are.',
    invalid: [
      {
        code: 'apiVersion: v1\nkind: Pod\nmetadata:\n  name: shop\nspec:\n  containers:\n    - image: shop:1.2\n',
      },
    ],
    valid: [
      {
        code: 'apiVersion: v1\nkind: Pod\nmetadata:\n  name: shop\nspec:\n  containers:\n    - name: web\n      image: shop:1.2\n',
      },
    ],
    references: ['https://kubernetes.io/docs/concepts/overview/working-with-objects/#required-fields'],
  },
  check: (ctx) => ({
    Manifest(manifest) {
      for (const problem of problemsOf('missing-required-field', ctx.doc, manifest, ctx.facts)) {
        const { span, name, alternatives } = problem;
        // A path type has a rule of its own, which knows what to write.
        if (name === 'pathType') continue;
        const holder = holderOf(problem.path, manifest.kind);
        if (alternatives.length > 1) {
          ctx.report({
            message: 'oneOf',
            span,
            data: { holder, names: listed(alternatives.map((g) => g.join(' + '))) },
          });
        } else ctx.report({ message: messageFor(problem.path, name), span, data: { holder, name } });
      }
      for (const { span, path, names } of problemsOf('conflicting-fields', ctx.doc, manifest, ctx.facts)) {
        ctx.report({
          message: 'conflict',
          span,
          data: { holder: holderOf(path, manifest.kind), names: listed(names) },
        });
      }
    },
  }),
});

/** Those that others have a check of their own for. */
function messageFor(path: readonly (string | number)[], name: string): 'missing' | 'port' | 'selector' | 'spread' {
  if (path.includes('topologySpreadConstraints')) return 'spread';
  if (name === 'containerPort') return 'port';
  return name === 'selector' && path.length === 1 && path[0] === 'spec' ? 'selector' : 'missing';
}

const listed = (names: readonly string[]): string => names.map((name) => `\`${name}\``).join(', ');
