import { defineRule } from '../../core/rule';
import { repairFixes, shown } from '../../languages/kubernetes/repair-fixes';
import { problemsOf } from '../../languages/kubernetes/schema-problems';

export default defineRule({
  id: 'kubernetes/invalid-enum',
  summary: 'Report words that a field does not know',
  category: 'correctness',
  severity: 'error',
  recommended: true,
  since: '0.1.0',
  fixable: 'sometimes',
  local: 'facts',
  equivalents: {
    'kube-linter': ['schema-validation'],
    kubeconform: ['invalid'],
    'kubectl-validate': ['error_enum_invalid'],
  },
  messageEquivalents: {
    spreadNear: {
      'kube-linter': ['schema-validation'],
      'kube-score': ['pod-topology-spread-constraints'],
      kubeconform: ['invalid'],
      'kubectl-validate': ['error_enum_invalid'],
    },
    spread: {
      'kube-linter': ['schema-validation'],
      'kube-score': ['pod-topology-spread-constraints'],
      kubeconform: ['invalid'],
      'kubectl-validate': ['error_enum_invalid'],
    },
  },
  messages: {
    spread: '`{{value}}` is no value of `{{field}}`; use {{allowed}}',
    spreadNear: '`{{value}}` is no value of `{{field}}`; did you mean `{{suggestion}}`?',
    near: '`{{value}}` is no value of `{{field}}`; did you mean `{{suggestion}}`?',
    unknown: '`{{value}}` is no value of `{{field}}`; use {{allowed}}',
  },
  notes: ['manifests'],
  docs: {
    why: 'Some fields know a handful of words only, and capital letters count: the API server refuses `always` where it wants `Always`.',
    invalid: [
      {
        code: 'apiVersion: v1\nkind: Service\nmetadata:\n  name: shop\nspec:\n  type: clusterIP\n  ports:\n    - port: 80\n      protocol: tcp\n',
        fixed:
          'apiVersion: v1\nkind: Service\nmetadata:\n  name: shop\nspec:\n  type: ClusterIP\n  ports:\n    - port: 80\n      protocol: TCP\n',
      },
    ],
    valid: [
      {
        code: 'apiVersion: v1\nkind: Service\nmetadata:\n  name: shop\nspec:\n  ports:\n    - port: 80\n      protocol: TCP\n',
      },
    ],
    fixSafety: 'A word that is only similar may not be the one that was meant.',
    references: ['https://kubernetes.io/docs/reference/kubernetes-api/'],
  },
  check: (ctx) => ({
    Manifest(manifest) {
      for (const problem of problemsOf('invalid-enum', ctx.doc, manifest, ctx.facts)) {
        const { span, suggestion, allowed } = problem;
        const data = {
          value: shown(problem.value),
          field: String(problem.path.findLast((step) => typeof step === 'string') ?? ''),
        };
        const ofSpread = problem.path.includes('topologySpreadConstraints');
        if (suggestion !== undefined) {
          const message = ofSpread ? 'spreadNear' : 'near';
          ctx.report({ message, span, data: { ...data, suggestion }, fixes: repairFixes(problem.repair) });
        } else {
          const message = ofSpread ? 'spread' : 'unknown';
          ctx.report({ message, span, data: { ...data, allowed: listed(allowed) } });
        }
      }
    },
  }),
});

const MAX_LISTED = 4;

function listed(words: readonly string[]): string {
  const quoted = words.slice(0, MAX_LISTED).map((word) => `\`${word}\``);
  if (words.length > MAX_LISTED) return `${quoted.join(', ')} …`;
  return quoted.length < 2 ? quoted.join('') : `${quoted.slice(0, -1).join(', ')} or ${quoted.at(-1) ?? ''}`;
}
