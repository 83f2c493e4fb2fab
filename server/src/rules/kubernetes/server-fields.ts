import type { Edit } from '../../core/finding';
import { defineRule } from '../../core/rule';
import { mappingAt } from '../../languages/kubernetes/model';
import { isOfKubernetes } from '../../languages/kubernetes/own-kinds';
import { places, repairs } from '../../languages/kubernetes/security';
import { removeEntry } from '../../languages/yaml/edits';
import type { YamlEntry, YamlMapping, YamlNode } from '../../languages/yaml/nodes';
import { entryOf, walk } from '../../languages/yaml/query';

const LAST_APPLIED = 'kubectl.kubernetes.io/last-applied-configuration';

const OF_METADATA = [
  'creationTimestamp',
  'deletionTimestamp',
  'generation',
  'managedFields',
  'resourceVersion',
  'selfLink',
  'uid',
];

/** Whether any text is in it: generators write `null`, `{}` and empty lists, which nobody minds. */
function saysSomething(node: YamlNode | undefined): boolean {
  let found = false;
  walk(node, (part) => {
    if (part.kind === 'scalar' && part.holder?.kind !== 'entry' && part.text !== '') found = true;
    if (part.kind === 'scalar' && part.holder?.kind === 'entry' && part.holder.value === part) {
      if (!['', 'null', '~'].includes(part.text)) found = true;
    }
    return !found;
  });
  return found;
}

/** Takes all away at once; undefined where the removals would run into each other. */
function removeAll(entries: readonly YamlEntry[]): readonly Edit[] | undefined {
  const edits: Edit[] = [];
  for (const entry of entries) {
    const some = removeEntry(entry, { removeEmptyParent: true });
    if (!some) return undefined;
    edits.push(...some);
  }
  edits.sort((a, b) => a.span.start - b.span.start);
  return edits.some(({ span }, i) => span.start < (edits[i - 1]?.span.end ?? 0)) ? undefined : edits;
}

export default defineRule({
  id: 'kubernetes/server-fields',
  summary: 'Leave out what the API server writes',
  category: 'maintainability',
  severity: 'information',
  recommended: true,
  since: '0.1.0',
  fixable: 'sometimes',
  local: true,
  tags: ['unnecessary'],
  equivalents: {},
  messages: {
    written: '`{{key}}` is written by the API server; remove it',
    several: '`{{key}}` and {{others}} are written by the API server; remove them',
  },
  notes: ['manifests'],
  docs: {
    why: 'Objects that were copied from `kubectl get -o yaml` hold what the server noted about them: when they were made, their version, who changed what, how they are. It is ignored at best; `resourceVersion` and `uid` make the next `kubectl apply` fail with a conflict.',
    invalid: [
      {
        code: 'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: shop\n  uid: 0b1d3a5c-2f6e-4a6b-9f0e-7d1c2b3a4e5f\n',
        fixed: 'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: shop\n',
      },
    ],
    valid: [{ code: 'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: shop\n' }],
    references: ['https://kubernetes.io/docs/reference/using-api/server-side-apply/'],
  },
  check: (ctx) => {
    const isNew = places();
    const written = (holder: YamlMapping | undefined, keys: readonly string[]): readonly YamlEntry[] =>
      keys.flatMap((key) => {
        const entry = entryOf(holder, key);
        return entry && saysSomething(entry.value) && isNew(entry.key.span) ? [entry] : [];
      });
    return {
      Manifest(manifest) {
        const { metadata, root, otherFormat } = manifest;
        if (otherFormat) return;
        const entries = [
          ...written(metadata, OF_METADATA),
          ...written(mappingAt(metadata, 'annotations'), [LAST_APPLIED]),
          // What others mean by it is not known.
          ...(isOfKubernetes(manifest) ? written(root, ['status']) : []),
        ].sort((a, b) => a.span.start - b.span.start);
        const [first] = entries;
        if (!first) return;
        const removeFirst = () => removeEntry(first, { removeEmptyParent: true });
        const removeOne = repairs(`Remove ${first.name}`, 'safe', removeFirst);
        const span = first.key.span;
        const count = entries.length - 1;
        if (count === 0) {
          ctx.report({ message: 'written', span, data: { key: first.name }, fixes: removeOne });
          return;
        }
        const fixes = repairs('Remove what the server wrote', 'safe', () => removeAll(entries));
        ctx.report({
          message: 'several',
          span,
          data: { key: first.name, others: count === 1 ? '1 more field' : `${count} more fields` },
          fixes: fixes.length > 0 ? fixes : removeOne,
        });
      },
    };
  },
});
