import { defineRule } from '../../core/rule';
import { holderOf } from '../../languages/kubernetes/schema/words';
import { problemsOf } from '../../languages/kubernetes/schema-problems';

export default defineRule({
  id: 'kubernetes/implied-field',
  summary: 'Write out the fields that only the published schemas require',
  category: 'style',
  severity: 'information',
  recommended: false,
  since: '0.1.0',
  fixable: 'never',
  local: 'facts',
  equivalents: { kubeconform: ['invalid'], 'kubectl-validate': ['invalid'] },
  messages: { missing: '`{{holder}}` lacks `{{name}}`, which its schema requires; write it out' },
  notes: ['manifests'],
  docs: {
    why: 'The API server reads zero, false or an empty text where some required fields are absent, and does not look at a status that it is given. Tools that check files against the published schemas, and kubectl before 1.27, refuse them all the same.',
    invalid: [
      {
        code: 'apiVersion: v1\nkind: Pod\nmetadata:\n  name: shop\nspec:\n  securityContext:\n    sysctls:\n      - name: net.ipv4.tcp_syncookies\n  containers:\n    - name: web\n      image: shop:1.2\n',
      },
    ],
    valid: [
      {
        code: 'apiVersion: v1\nkind: Pod\nmetadata:\n  name: shop\nspec:\n  securityContext:\n    sysctls:\n      - name: net.ipv4.tcp_syncookies\n        value: "1"\n  containers:\n    - name: web\n      image: shop:1.2\n',
      },
    ],
    references: ['https://kubernetes.io/docs/reference/using-api/api-concepts/'],
  },
  check: (ctx) => ({
    Manifest(manifest) {
      for (const { span, path, name } of problemsOf('implied-field', ctx.doc, manifest, ctx.facts)) {
        ctx.report({ message: 'missing', span, data: { holder: holderOf(path, manifest.kind), name } });
      }
    },
  }),
});
