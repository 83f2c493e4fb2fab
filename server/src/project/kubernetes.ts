import { baseName, type Files, joinPath, parentPath } from '../core/files';
import { type KubernetesFacts, NO_KUBERNETES_FACTS } from '../languages/kubernetes/facts';
import type { ObjectIndex } from '../languages/kubernetes/object-index';
import { loadSchema } from '../languages/kubernetes/schema/load';
import { type Descriptions, loadDescriptions } from '../languages/kubernetes/schema/lookup';
import type { KubernetesSchema } from '../languages/kubernetes/schema/types';
import type { YamlNode } from '../languages/yaml/nodes';
import { asMapping, asScalar, asSequence, get } from '../languages/yaml/query';
import { parseStream } from '../languages/yaml/stream';

export interface KubernetesPlace {
  readonly files: Files;
  readonly path: string;
}

/** Gathers what is known about a file of Kubernetes objects. */
export function kubernetesFacts(
  schema: KubernetesSchema | undefined,
  place: KubernetesPlace | undefined,
  release?: string,
  around: { readonly index?: ObjectIndex | undefined; readonly asked?: Set<string> } = {},
): KubernetesFacts {
  return {
    ...NO_KUBERNETES_FACTS,
    schema,
    release,
    fragment: place !== undefined && isFragment(place),
    workspace: place,
    index: around.index,
    asked: around.asked,
  };
}

/** Reads the schema that the build ships; undefined when it is not there. */
export async function readKubernetesSchema(
  asset: (name: string) => Promise<string | undefined>,
): Promise<KubernetesSchema | undefined> {
  const json = await asset('kubernetes.json');
  return json === undefined ? undefined : loadSchema(json);
}

/** Reads the official texts of fields, a large file that only hovers need. */
export const readDescriptions = async (asset: (name: string) => Promise<string | undefined>): Promise<Descriptions> =>
  loadDescriptions((await asset('kubernetes-descriptions.json')) ?? '{}');

const KUSTOMIZATIONS = ['kustomization.yaml', 'kustomization.yml', 'Kustomization'];
/** A kustomization names files in its own folder and below; deeper trees are rare. */
const MAX_LEVELS = 4;

/** Whether a kustomization in the file's folder, or in one above, uses the file as a patch; and what lies in a folder of patches. */
function isFragment({ files, path }: KubernetesPlace): boolean {
  if (/(?:^|\/)patch(?:es)?(?:\/|[-_.])|[-_.]patch\.ya?ml$/.test(path)) return true;
  let folder = parentPath(path);
  for (let level = 0; level < MAX_LEVELS; level++) {
    for (const name of KUSTOMIZATIONS) {
      const file = joinPath(folder, name);
      const text = file === undefined || baseName(path) === name ? undefined : files.text(file);
      if (typeof text === 'string' && patchesOf(text).some((patch) => joinPath(folder, patch) === path)) return true;
    }
    if (folder === '.') return false;
    folder = parentPath(folder);
  }
  return false;
}

/** The files that a kustomization takes for fragments. */
function patchesOf(text: string): string[] {
  const root = asMapping(parseStream(text).documents[0]?.root);
  if (!root) return [];
  const lists = [
    'patches',
    'patchesStrategicMerge',
    'patchesJson6902',
    'transformers',
    'generators',
    'configurations',
    'replacements',
  ];
  return lists.flatMap((key) => (asSequence(get(root, key))?.items ?? []).flatMap(({ value }) => pathIn(value) ?? []));
}

function pathIn(value: YamlNode | undefined): string | undefined {
  const path = asScalar(value) ?? asScalar(get(value, 'path'));
  return path?.text.includes('\n') ? undefined : path?.text;
}
