import { defineRule } from '../../core/rule';
import type { Span } from '../../core/span';
import { mappingAt, mappingsAt, stringAt } from '../../languages/kubernetes/model';
import { presence, specOf } from '../../languages/kubernetes/objects';
import { mappingSpan, objectSpan } from '../../languages/kubernetes/repair-fixes';
import { places } from '../../languages/kubernetes/security';
import { setPath } from '../../languages/yaml/edits';
import type { YamlMapping } from '../../languages/yaml/nodes';

export default defineRule({
  id: 'kubernetes/volume-claim-request',
  summary: 'Say how much storage a claim wants, and how it is mounted',
  category: 'correctness',
  severity: 'error',
  recommended: true,
  since: '0.1.0',
  fixable: 'sometimes',
  local: 'facts',
  equivalents: {},
  messageEquivalents: {
    storage: { kubesec: ['VolumeClaimRequestsStorage'] },
    modes: { kubesec: ['VolumeClaimAccessModeReadWriteOnce'] },
  },
  messages: {
    storage: 'Claim `{{name}}` asks for no storage; set `resources.requests.storage`',
    modes: 'Claim `{{name}}` has no access modes; set `accessModes`',
  },
  notes: ['storage'],
  lessons: ['K22'],
  docs: {
    why: 'The API server refuses a claim that does not say how much storage it wants or how the volume is to be mounted. In a StatefulSet the mistake shows only when its first pod is made: the object is there, and no pod ever comes.',
    invalid: [
      {
        code: 'apiVersion: v1\nkind: PersistentVolumeClaim\nmetadata:\n  name: orders\nspec:\n  accessModes:\n    - ReadWriteOnce\n',
      },
      {
        code: 'apiVersion: v1\nkind: PersistentVolumeClaim\nmetadata:\n  name: orders\nspec:\n  resources:\n    requests:\n      storage: 1Gi\n',
      },
    ],
    valid: [
      {
        code: 'apiVersion: v1\nkind: PersistentVolumeClaim\nmetadata:\n  name: orders\nspec:\n  accessModes:\n    - ReadWriteOnce\n  resources:\n    requests:\n      storage: 1Gi\n',
      },
    ],
    references: ['https://kubernetes.io/docs/concepts/storage/persistent-volumes/#persistentvolumeclaims'],
  },
  check: (ctx) => {
    const isNew = places();
    const judge = (spec: YamlMapping | undefined, span: Span, name: string): void => {
      if (!spec || !isNew(span)) return;
      const lacks = (message: 'storage' | 'modes', path: readonly string[], text: string): void => {
        if (presence(spec, ...path) !== 'absent') return;
        const edits = () => setPath(spec, path, text);
        const title = `Set ${path.join('.')} …`;
        ctx.report({
          message,
          span,
          data: { name },
          fixes: edits() === undefined ? [] : [{ title, safety: 'manual', snippet: true, edits: () => edits() ?? [] }],
        });
      };
      lacks('storage', ['resources', 'requests', 'storage'], '${1:1Gi}');
      lacks('modes', ['accessModes'], '- ${1:ReadWriteOnce}');
    };
    return {
      Manifest(manifest) {
        if (ctx.facts.fragment || manifest.otherFormat) return;
        const spec = specOf(manifest);
        if (manifest.kind === 'PersistentVolumeClaim') judge(spec, objectSpan(manifest), manifest.name ?? '');
        if (manifest.kind !== 'StatefulSet') return;
        for (const claim of mappingsAt(spec, 'volumeClaimTemplates')) {
          const metadata = mappingAt(claim, 'metadata');
          judge(mappingAt(claim, 'spec'), mappingSpan(metadata ?? claim), stringAt(metadata, 'name') ?? '');
        }
      },
      Pod(pod) {
        if (ctx.facts.fragment || pod.path.custom) return;
        for (const volume of mappingsAt(pod.spec, 'volumes')) {
          const spec = mappingAt(volume, 'ephemeral', 'volumeClaimTemplate', 'spec');
          judge(spec, mappingSpan(volume), stringAt(volume, 'name') ?? '');
        }
      },
    };
  },
});
