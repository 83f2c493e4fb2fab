import { defineRule } from '../../core/rule';
import { mappingAt, mappingsAt, type Pod, stringOf } from '../../languages/kubernetes/model';
import { isOpen, places, repairsNear } from '../../languages/kubernetes/security';
import { removeItem } from '../../languages/yaml/edits';
import { asScalar, asSequence, deref, entryOf, get } from '../../languages/yaml/query';

/** The volumes that containers mount; undefined when that is not known. */
function mounted({ containers }: Pod): ReadonlySet<string> | undefined {
  const names = new Set<string>();
  for (const { node } of containers) {
    for (const key of ['volumeMounts', 'volumeDevices']) {
      const entry = entryOf(node, key);
      if (!entry) continue;
      const target = deref(entry.value);
      if (entry.value && target?.kind !== 'sequence' && (target?.kind !== 'scalar' || target.text !== ''))
        return undefined;
      for (const mount of mappingsAt(node, key)) {
        const name = stringOf(asScalar(get(mount, 'name')));
        if (name === undefined || isOpen(name)) return undefined;
        names.add(name);
      }
    }
  }
  return names;
}

export default defineRule({
  id: 'kubernetes/unused-volume',
  summary: 'Mount every volume, or leave it out',
  category: 'maintainability',
  severity: 'information',
  recommended: false,
  since: '0.1.0',
  fixable: 'sometimes',
  tags: ['unnecessary'],
  equivalents: {},
  messages: {
    unused: 'No container mounts volume `{{name}}`; remove it or mount it',
  },
  notes: ['storage'],
  docs: {
    why: 'A volume that no container mounts does nothing but hold the pod up: the pod does not start until its ConfigMap, Secret or claim is there. Mostly a mount has been forgotten.',
    invalid: [
      {
        code: 'apiVersion: v1\nkind: Pod\nmetadata:\n  name: shop\nspec:\n  volumes:\n    - name: data\n      emptyDir: {}\n  containers:\n    - name: web\n      image: shop:1.4\n',
        fixed:
          'apiVersion: v1\nkind: Pod\nmetadata:\n  name: shop\nspec:\n  containers:\n    - name: web\n      image: shop:1.4\n',
      },
    ],
    valid: [
      {
        code: 'apiVersion: v1\nkind: Pod\nmetadata:\n  name: shop\nspec:\n  volumes:\n    - name: data\n      emptyDir: {}\n  containers:\n    - name: web\n      image: shop:1.4\n      volumeMounts:\n        - name: data\n          mountPath: /data\n',
      },
    ],
    fixSafety:
      'A container that is put into the pod later may want the volume; the pod no longer waits for what the volume names.',
    references: ['https://kubernetes.io/docs/concepts/storage/volumes/'],
  },
  check: (ctx) => {
    const isNew = places();
    return {
      Pod(pod) {
        if (ctx.facts.fragment || pod.path.custom || pod.containers.length === 0) return;
        // Others put containers into the pod that mount what stands ready for them.
        const annotations = mappingAt(pod.metadata, 'annotations');
        if (annotations?.entries.some(({ name }) => /inject|userVolume|gcsfuse/i.test(name))) return;
        const used = mounted(pod);
        if (!used) return;
        for (const item of asSequence(get(pod.spec, 'volumes'))?.items ?? []) {
          const scalar = asScalar(get(item.value, 'name'));
          const name = stringOf(scalar);
          if (!scalar || name === undefined || isOpen(name) || used.has(name) || !isNew(scalar.span)) continue;
          ctx.report({
            message: 'unused',
            span: scalar.span,
            data: { name },
            fixes: () =>
              repairsNear(`Remove volume ${name}`, 'unsafe', scalar, () =>
                removeItem(item, { removeEmptyParent: true }),
              ),
          });
        }
      },
    };
  },
});
