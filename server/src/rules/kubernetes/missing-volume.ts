import type { Fix } from '../../core/finding';
import { closest } from '../../core/nearest';
import { defineRule } from '../../core/rule';
import { mappingAt, mappingsAt, type Pod, stringAt } from '../../languages/kubernetes/model';
import { fix, shown } from '../../languages/kubernetes/repair-fixes';
import { isPlaceholder } from '../../languages/kubernetes/schema/scalars';
import { insertItem, replaceValue, setPath } from '../../languages/yaml/edits';
import type { YamlScalar } from '../../languages/yaml/nodes';
import { asScalar, asSequence, entryOf, get } from '../../languages/yaml/query';

export default defineRule({
  id: 'kubernetes/missing-volume',
  summary: 'Mount only volumes that the pod has',
  category: 'correctness',
  severity: 'error',
  recommended: true,
  since: '0.1.0',
  fixable: 'sometimes',
  local: 'facts',
  equivalents: {},
  messages: {
    missing: 'The pod has no volume `{{name}}`; add it to `volumes`',
    near: 'The pod has no volume `{{name}}`; did you mean `{{near}}`?',
  },
  notes: ['storage'],
  lessons: ['K08'],
  docs: {
    why: 'A mount names one of the pod’s volumes. When there is none of that name, the API server refuses the pod.',
    invalid: [
      {
        code: 'apiVersion: v1\nkind: Pod\nmetadata:\n  name: shop\nspec:\n  volumes:\n    - name: data\n      emptyDir: {}\n  containers:\n    - name: web\n      image: shop:1.2\n      volumeMounts:\n        - name: dta\n          mountPath: /data\n',
        fixed:
          'apiVersion: v1\nkind: Pod\nmetadata:\n  name: shop\nspec:\n  volumes:\n    - name: data\n      emptyDir: {}\n  containers:\n    - name: web\n      image: shop:1.2\n      volumeMounts:\n        - name: data\n          mountPath: /data\n',
      },
    ],
    valid: [
      {
        code: 'apiVersion: v1\nkind: Pod\nmetadata:\n  name: shop\nspec:\n  volumes:\n    - name: data\n      emptyDir: {}\n  containers:\n    - name: web\n      image: shop:1.2\n      volumeMounts:\n        - name: data\n          mountPath: /data\n',
      },
    ],
    fixSafety: 'An empty directory is lost with the pod; the volume may have to be another.',
    references: ['https://kubernetes.io/docs/concepts/storage/volumes/'],
  },
  check: (ctx) => ({
    Pod(pod) {
      if (ctx.facts.fragment || pod.path.custom) return;
      const names = volumeNames(pod);
      if (!names) return;
      const seen = new Set<YamlScalar>();
      for (const { node } of pod.containers) {
        for (const key of ['volumeMounts', 'volumeDevices']) {
          for (const mount of mappingsAt(node, key)) {
            const scalar = asScalar(entryOf(mount, 'name')?.value);
            if (!scalar || seen.has(scalar) || scalar.text === '' || names.has(scalar.text)) continue;
            if (isPlaceholder(scalar.text)) continue;
            seen.add(scalar);
            const name = scalar.text;
            const near = closest(name, names);
            const add = key === 'volumeMounts' ? [addition(pod, name)] : [];
            if (near === undefined) {
              ctx.report({ message: 'missing', span: scalar.span, data: { name: shown(name) }, fixes: add });
            } else {
              const rename = fix(`Rename to ${near}`, 'unsafe', () => replaceValue(scalar, near));
              ctx.report({
                message: 'near',
                span: scalar.span,
                data: { name: shown(name), near },
                fixes: [rename, ...add],
              });
            }
          }
        }
      }
    },
  }),
});

/** Undefined when one of them cannot be known. */
function volumeNames({ spec, manifest }: Pod): ReadonlySet<string> | undefined {
  const names = new Set<string>();
  const list = get(spec, 'volumes');
  if (entryOf(spec, 'volumes')?.value && !list) return undefined;
  if (list?.kind === 'mapping' || (list?.kind === 'scalar' && isPlaceholder(list.text))) return undefined;
  for (const volume of mappingsAt(spec, 'volumes')) {
    const name = asScalar(get(volume, 'name'))?.text;
    if (name === undefined || isPlaceholder(name)) return undefined;
    names.add(name);
  }
  if (manifest.kind !== 'StatefulSet') return names;
  for (const claim of mappingsAt(mappingAt(manifest.root, 'spec'), 'volumeClaimTemplates')) {
    const name = stringAt(mappingAt(claim, 'metadata'), 'name');
    if (name === undefined || isPlaceholder(name)) return undefined;
    names.add(name);
  }
  return names;
}

const addition = ({ spec }: Pod, name: string): Fix =>
  fix(`Add an empty volume ${shown(name)}`, 'unsafe', () => {
    const list = asSequence(get(spec, 'volumes'));
    const text = `name: ${name}\nemptyDir: {}`;
    if (list && list.items.length > 0) return insertItem(list, text);
    return setPath(spec, ['volumes'], `- name: ${name}\n  emptyDir: {}`);
  });
