import { defineRule } from '../../core/rule';
import { lookUp, nearFix, relatedTo } from '../../languages/kubernetes/references';
import { isOpen } from '../../languages/kubernetes/security';
import { objectsAround } from '../../languages/kubernetes/summary';
import { asScalar, get } from '../../languages/yaml/query';

/** Every cluster has these. */
const BUILT_IN = new Set(['default', 'kube-system', 'kube-public', 'kube-node-lease']);

export default defineRule({
  id: 'kubernetes/missing-namespace',
  summary: 'Name a Namespace that the workspace declares',
  category: 'correctness',
  severity: 'information',
  recommended: false,
  since: '0.1.0',
  fixable: 'sometimes',
  equivalents: {},
  messages: { none: 'There is no Namespace `{{name}}` here; nothing can be made in it before it exists' },
  notes: ['manifests'],
  lessons: ['K11'],
  docs: {
    why: 'The API server refuses objects of a namespace that does not exist. Where a project declares its namespaces, one that is missing is mostly misspelt.\n\nNamespaces may also be made elsewhere, so the rule is off unless somebody wants to know; it speaks where the folder declares others.',
    invalid: [
      {
        code: 'apiVersion: v1\nkind: Namespace\nmetadata:\n  name: shop\n---\napiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: a\n  namespace: shp\n',
        fixed:
          'apiVersion: v1\nkind: Namespace\nmetadata:\n  name: shop\n---\napiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: a\n  namespace: shop\n',
      },
    ],
    valid: [
      {
        code: 'apiVersion: v1\nkind: Namespace\nmetadata:\n  name: shop\n---\napiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: a\n  namespace: shop\n',
      },
    ],
    fixSafety: 'The object moves to another namespace.',
    references: ['https://kubernetes.io/docs/concepts/overview/working-with-objects/namespaces/'],
  },
  check: (ctx) => ({
    Manifest(manifest) {
      const name = manifest.otherFormat ? undefined : asScalar(get(manifest.metadata, 'namespace'));
      if (!name || name.text === '' || BUILT_IN.has(name.text) || isOpen(name.text)) return;
      const view = objectsAround(ctx.doc, ctx.facts);
      // A Namespace has none itself.
      const { state, near } = lookUp(view, NOWHERE, ['Namespace'], name.text);
      if (state !== 'missing') return;
      ctx.report({
        message: 'none',
        span: name.span,
        data: { name: name.text },
        fixes: nearFix(name, near),
        related: near ? [relatedTo(view, near, `Namespace ${near.name}`)] : [],
      });
    },
  }),
});

const NOWHERE = { namespace: undefined };
