import { defineRule } from '../../core/rule';
import { repairFixes, shown } from '../../languages/kubernetes/repair-fixes';
import { problemsOf } from '../../languages/kubernetes/schema-problems';

export default defineRule({
  id: 'kubernetes/unquoted-scalar-in-string-field',
  summary: 'Quote numbers and booleans where a string is wanted',
  category: 'correctness',
  severity: 'error',
  recommended: true,
  since: '0.1.0',
  fixable: 'sometimes',
  local: 'facts',
  equivalents: { 'kube-linter': ['schema-validation'], kubeconform: ['invalid'], 'kubectl-validate': ['invalid'] },
  messages: {
    unquoted: '`{{value}}` is a {{actual}}, but `{{field}}` wants a string; put it in quotes',
  },
  notes: ['configuration-objects'],
  docs: {
    why: 'Values of environment variables, labels, annotations and ConfigMaps are strings. Without quotes `80` is a number and `true` a boolean, and the API server refuses the object.',
    invalid: [
      {
        code: 'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: shop\ndata:\n  port: 8080\n',
        fixed: 'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: shop\ndata:\n  port: "8080"\n',
      },
    ],
    valid: [{ code: 'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: shop\ndata:\n  port: "8080"\n' }],
    references: ['https://kubernetes.io/docs/concepts/configuration/configmap/'],
  },
  check: (ctx) => ({
    Manifest(manifest) {
      for (const problem of problemsOf('unquoted-scalar', ctx.doc, manifest, ctx.facts)) {
        const { span, node, actual, path } = problem;
        ctx.report({
          message: 'unquoted',
          span,
          data: {
            value: node.kind === 'scalar' ? shown(node.text) : '',
            actual,
            field: shown(String(path.findLast((step) => typeof step === 'string') ?? '')),
          },
          fixes: repairFixes(problem.repair),
        });
      }
    },
  }),
});
