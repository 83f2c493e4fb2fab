import { defineRule } from '../../core/rule';
import { objectSpan } from '../../languages/kubernetes/repair-fixes';
import { lacks, mayLackAnywhere } from '../../languages/kubernetes/workloads';

export default defineRule({
  id: 'kubernetes/require-owner-label',
  summary: 'Say who owns an object',
  category: 'style',
  severity: 'information',
  recommended: false,
  since: '0.1.0',
  fixable: 'never',
  equivalents: { 'kube-linter': ['required-label-owner'] },

  options: {
    label: { type: 'string', description: 'The key of the label.', default: 'owner' },
  },
  messages: {
    missing: '{{kind}} `{{name}}` does not say whose it is; add the label `{{label}}`',
  },
  notes: ['manifests'],
  docs: {
    why: 'In a cluster that several teams share, an object without an owner is one that nobody dares to remove. The label makes a list by team a matter of one command.',
    invalid: [
      {
        code: 'apiVersion: v1\nkind: Pod\nmetadata:\n  name: shop\nspec:\n  containers:\n    - name: web\n      image: shop:1.4\n',
      },
    ],
    valid: [
      {
        code: 'apiVersion: v1\nkind: Pod\nmetadata:\n  name: shop\n  labels:\n    owner: team-shop\nspec:\n  containers:\n    - name: web\n      image: shop:1.4\n',
      },
    ],

    references: ['https://kubernetes.io/docs/concepts/overview/working-with-objects/labels/'],
  },
  check: (ctx) => ({
    Pod(pod) {
      const { kind = '', name = '', metadata } = pod.manifest;
      const { label } = ctx.options;
      if (!mayLackAnywhere(pod, ctx.facts) || label === '') return;
      if (metadata && !lacks(metadata, 'labels') && !lacks(metadata, 'labels', label)) return;
      ctx.report({ message: 'missing', span: objectSpan(pod.manifest), data: { kind, name, label } });
    },
  }),
});
