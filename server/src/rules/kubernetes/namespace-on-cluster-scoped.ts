import { defineRule } from '../../core/rule';
import { fix } from '../../languages/kubernetes/repair-fixes';
import { kindInfoOf } from '../../languages/kubernetes/schema-problems';
import { removeEntry } from '../../languages/yaml/edits';
import { entryOf } from '../../languages/yaml/query';

export default defineRule({
  id: 'kubernetes/namespace-on-cluster-scoped',
  summary: 'Leave the namespace out of objects that belong to the cluster',
  category: 'maintainability',
  severity: 'information',
  recommended: true,
  since: '0.1.0',
  fixable: 'sometimes',
  local: 'facts',
  equivalents: {},
  messages: { ignored: 'A {{kind}} belongs to no namespace; remove `namespace`' },
  notes: ['manifests'],
  lessons: ['K11'],
  docs: {
    why: 'Nodes, cluster roles, persistent volumes and the like belong to the whole cluster. A namespace there is ignored or refused, and it makes readers believe that the object is confined to it.',
    invalid: [
      {
        code: 'apiVersion: v1\nkind: PersistentVolume\nmetadata:\n  name: data\n  namespace: shop\n',
        fixed: 'apiVersion: v1\nkind: PersistentVolume\nmetadata:\n  name: data\n',
      },
    ],
    valid: [{ code: 'apiVersion: v1\nkind: PersistentVolumeClaim\nmetadata:\n  name: data\n  namespace: shop\n' }],
    references: ['https://kubernetes.io/docs/concepts/overview/working-with-objects/namespaces/'],
  },
  check: (ctx) => ({
    Manifest(manifest) {
      const entry = entryOf(manifest.metadata, 'namespace');
      if (!entry?.value || (entry.value.kind === 'scalar' && entry.value.text === '')) return;
      const info = kindInfoOf(ctx.doc, manifest, ctx.facts);
      if (info?.namespaced !== false) return;
      ctx.report({
        message: 'ignored',
        span: entry.key.span,
        data: { kind: info.kind },
        fixes: [fix('Remove namespace', 'safe', () => removeEntry(entry))],
      });
    },
  }),
});
