import { defineRule } from '../../core/rule';
import { isAssembled } from '../../languages/kubernetes/assembled';
import { objectSpan } from '../../languages/kubernetes/repair-fixes';
import { kindInfoOf } from '../../languages/kubernetes/schema-problems';
import { lacks } from '../../languages/kubernetes/workloads';

export default defineRule({
  id: 'kubernetes/require-namespace',
  summary: 'Name the namespace of each object',
  category: 'maintainability',
  severity: 'information',
  recommended: false,
  since: '0.1.0',
  fixable: 'never',
  equivalents: {},
  messages: { missing: '{{kind}} `{{name}}` goes wherever kubectl stands; set `metadata.namespace`' },
  notes: ['manifests'],
  lessons: ['K11'],
  docs: {
    why: 'An object without a namespace goes into the one that is set for the person or the program that applies it. On another day that is another one.\n\nWhere a kustomization or a chart lies beside the file or above, the rule is silent: they set the namespace.',
    invalid: [
      {
        code: 'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: shop\n',
      },
    ],
    valid: [
      {
        code: 'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: shop\n  namespace: store\n',
      },
    ],
    references: ['https://kubernetes.io/docs/concepts/overview/working-with-objects/namespaces/'],
  },
  check: (ctx) => {
    const judged = !ctx.facts.fragment && !isAssembled(ctx.facts);
    return {
      Manifest(manifest) {
        if (!judged || !manifest.metadata || !lacks(manifest.metadata, 'namespace')) return;
        if (kindInfoOf(ctx.doc, manifest, ctx.facts)?.namespaced !== true) return;
        const data = { kind: manifest.kind ?? '', name: manifest.name ?? '' };
        ctx.report({ message: 'missing', span: objectSpan(manifest), data });
      },
    };
  },
});
