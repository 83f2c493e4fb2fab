import { joinPath, parentPath } from '../../core/files';
import { type ImageReference, parseImage } from '../image/reference';
import type { YamlNode, YamlScalar } from '../yaml/nodes';
import { asScalar, asSequence, get, getPath } from '../yaml/query';
import { parseStream } from '../yaml/stream';
import type { KubernetesFacts } from './facts';
import { type Container, stringOf } from './model';
import { isOpen } from './security';

export interface WrittenImage {
  readonly scalar: YamlScalar;
  readonly reference: ImageReference;
}

/** The image of a container, when its text is one: no variable, no template. */
export function imageOf({ image: scalar }: Container): WrittenImage | undefined {
  const text = stringOf(scalar);
  if (!scalar || text === undefined || text.trim() === '' || isOpen(text) || /[$%<>{}]/.test(text)) return undefined;
  return { scalar, reference: parseImage(text) };
}

const KUSTOMIZATIONS = ['kustomization.yaml', 'kustomization.yml', 'Kustomization'];
const SKAFFOLDS = ['skaffold.yaml', 'skaffold.yml'];
/** Folders above that are looked into. */
const MAX_LEVELS = 4;

/**
 * Names of images whose tag another file sets: a kustomization's `images`, and what Skaffold builds. In the file's folder and those
 * above; what an overlay elsewhere sets is not seen.
 */
export function replacedImages({ workspace }: KubernetesFacts): ReadonlySet<string> {
  const names = new Set<string>();
  if (!workspace) return names;
  let folder = parentPath(workspace.path);
  for (let level = 0; level < MAX_LEVELS; level++) {
    for (const file of [...KUSTOMIZATIONS, ...SKAFFOLDS]) {
      const path = joinPath(folder, file);
      const text = path === undefined ? undefined : workspace.files.text(path);
      if (typeof text === 'string' && text.includes('image')) addReplaced(text, names);
    }
    if (folder === '.') break;
    folder = parentPath(folder);
  }
  return names;
}

function addReplaced(text: string, names: Set<string>): void {
  for (const { root } of parseStream(text).documents) {
    addNames(get(root, 'images'), 'name', names);
    addNames(getPath(root, ['build', 'artifacts']), 'image', names);
  }
}

function addNames(list: YamlNode | undefined, key: string, names: Set<string>): void {
  for (const { value } of asSequence(list)?.items ?? []) {
    const name = asScalar(get(value, key))?.text;
    if (name !== undefined) names.add(name);
  }
}
