import { defineRule } from '../../core/rule';
import { repairFixes } from '../../languages/kubernetes/repair-fixes';
import { problemsOf } from '../../languages/kubernetes/schema-problems';

export default defineRule({
  id: 'kubernetes/yaml11-boolean',
  summary: 'Quote yes, no, on and off, or write true and false',
  category: 'correctness',
  severity: 'error',
  recommended: true,
  since: '0.1.0',
  fixable: 'sometimes',
  local: 'facts',
  equivalents: { kubeconform: ['invalid'], 'kubectl-validate': ['invalid'] },
  // What kubectl reads as a boolean is one to them, and keys are texts whatever they look like.
  messageEquivalents: { boolean: {}, key: {} },
  messages: {
    string: '`{{word}}` is read as `{{value}}` where a string is wanted; put it in quotes',
    boolean: '`{{word}}` is a boolean for kubectl only; write `{{value}}`',
    key: 'The key `{{word}}` is read as `{{value}}`; put it in quotes',
  },
  notes: ['manifests'],
  docs: {
    why: 'kubectl, Helm and Kustomize read YAML 1.1, in which `yes`, `no`, `on`, `off`, `y` and `n` without quotes are booleans. In an environment variable or a label the API server refuses them; as a key they silently become `true` or `false`.',
    invalid: [
      {
        code: 'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: shop\ndata:\n  debug: no\n',
        fixed: 'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: shop\ndata:\n  debug: "no"\n',
      },
    ],
    valid: [{ code: 'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: shop\ndata:\n  debug: "no"\n' }],
    references: ['https://yaml.org/type/bool.html', 'https://github.com/kubernetes-sigs/yaml'],
  },
  check: (ctx) => ({
    Manifest(manifest) {
      for (const problem of problemsOf('yaml11-boolean', ctx.doc, manifest, ctx.facts)) {
        const { span, role, word, value } = problem;
        ctx.report({
          message: role,
          span,
          data: { word, value: String(value) },
          fixes: repairFixes(problem.repair),
          // A boolean that every tool of Kubernetes reads as it is meant.
          severity: role === 'boolean' ? 'warning' : undefined,
        });
      }
    },
  }),
});
