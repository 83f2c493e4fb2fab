import { defineRule } from '../../core/rule';
import { mappingsAt, stringAt } from '../../languages/kubernetes/model';
import { presence, specOf } from '../../languages/kubernetes/objects';
import { isPlaceholder } from '../../languages/kubernetes/schema/scalars';
import { places, repairsNear } from '../../languages/kubernetes/security';
import { removeEntry } from '../../languages/yaml/edits';
import type { YamlEntry, YamlMapping } from '../../languages/yaml/nodes';
import { asScalar, entryOf, get } from '../../languages/yaml/query';

/** Undefined when it is not known. */
function typeOf(spec: YamlMapping): string | undefined {
  const said = presence(spec, 'type');
  if (said === 'absent') return 'ClusterIP';
  const type = stringAt(spec, 'type');
  return type === undefined || isPlaceholder(type) ? undefined : type;
}

/** What has no effect where there is no address. */
const ignored = (spec: YamlMapping): readonly YamlEntry[] =>
  ['loadBalancerIP', 'externalIPs', 'sessionAffinity'].flatMap((key) => {
    const entry = entryOf(spec, key);
    if (!entry || presence(spec, key) !== 'there') return [];
    const text = asScalar(get(spec, key))?.text;
    return text === 'None' || text === '' || (text !== undefined && isPlaceholder(text)) ? [] : [entry];
  });

export default defineRule({
  id: 'kubernetes/service-ignored-field',
  summary: 'Set on a Service only what its type uses',
  category: 'correctness',
  severity: 'warning',
  recommended: true,
  since: '0.1.0',
  fixable: 'sometimes',
  local: 'facts',
  equivalents: {},
  messages: {
    headless: 'A headless Service ignores `{{key}}`; remove it',
    name: 'Only type `ExternalName` uses `externalName`; remove it or set the type',
    port: 'Type `ClusterIP` takes no `nodePort`; remove it or use type `NodePort`',
  },
  notes: ['services'],
  docs: {
    why: 'A Service without an address has nothing that traffic could be sent to: `loadBalancerIP`, `externalIPs` and `sessionAffinity` do nothing there, and the API server warns. `externalName` belongs to one type alone. A `nodePort` on type `ClusterIP` is refused.',
    invalid: [
      {
        code: 'apiVersion: v1\nkind: Service\nmetadata:\n  name: db\nspec:\n  clusterIP: None\n  sessionAffinity: ClientIP\n',
        fixed: 'apiVersion: v1\nkind: Service\nmetadata:\n  name: db\nspec:\n  clusterIP: None\n',
      },
    ],
    valid: [{ code: 'apiVersion: v1\nkind: Service\nmetadata:\n  name: db\nspec:\n  sessionAffinity: ClientIP\n' }],
    fixSafety: 'The type may be what is wrong: then the Service is not reached as it should be.',
    references: ['https://kubernetes.io/docs/concepts/services-networking/service/#headless-services'],
  },
  check: (ctx) => {
    const isNew = places();
    const remove = (entry: YamlEntry, safety: 'safe' | 'unsafe') =>
      repairsNear(`Remove ${entry.name}`, safety, entry.mapping, () => removeEntry(entry));
    return {
      Manifest(manifest) {
        const spec = specOf(manifest);
        if (manifest.kind !== 'Service' || manifest.apiVersion !== 'v1' || !spec) return;
        const type = typeOf(spec);
        if (stringAt(spec, 'clusterIP') === 'None') {
          for (const entry of ignored(spec)) {
            if (!isNew(entry.key.span)) continue;
            const fixes = remove(entry, 'safe');
            ctx.report({ message: 'headless', span: entry.key.span, data: { key: entry.name }, fixes });
          }
        }
        // What a patch does not say may stand in what it is laid over.
        if (type === undefined || (ctx.facts.fragment && !entryOf(spec, 'type'))) return;
        const name = entryOf(spec, 'externalName');
        const host = stringAt(spec, 'externalName') ?? '';
        if (name && type !== 'ExternalName' && host !== '' && isNew(name.key.span)) {
          ctx.report({ message: 'name', span: name.key.span, fixes: remove(name, 'unsafe') });
        }
        if (type !== 'ClusterIP') return;
        for (const port of mappingsAt(spec, 'ports')) {
          const entry = entryOf(port, 'nodePort');
          const scalar = asScalar(entry?.value);
          if (!entry || !scalar || ['', '0', 'null', '~'].includes(scalar.text) || !isNew(entry.key.span)) continue;
          ctx.report({ message: 'port', span: entry.key.span, severity: 'error', fixes: remove(entry, 'unsafe') });
        }
      },
    };
  },
});
