import { baseName, joinPath, parentPath } from '../../../core/files';
import { relativePath, resolveWord } from '../directories';
import type { SplitSite } from './plan';

const MANIFESTS = new Set(['go.mod', 'package.json']);

/** The folder of the build context that a directory of the image was copied from. */
export function contextPath(site: SplitSite, directory: string): string | undefined {
  const copies = site.stage.instructions.flatMap((i) => (i.kind === 'Copy' || i.kind === 'Add' ? [i] : []));
  for (const copy of copies.reverse()) {
    if (copy.flags.some((f) => f.name === 'from') || copy.sources.length === 0 || !copy.destination) continue;
    const [word] = copy.sources;
    const source = word && site.doc.valueOf(word, copy);
    const target = resolveWord(site.doc, copy, copy.destination);
    if (source === undefined || target === undefined || /[*?[]/.test(source)) continue;
    const folder = joinPath('.', source.replace(/^\/+/, ''));
    const below = relativePath(target, directory);
    if (folder === undefined || below === undefined) continue;
    // A file that keeps its name tells of the folder that it is in.
    if (folder !== '.' && site.facts.context?.kind(folder) === 'file') {
      if (target === directory && MANIFESTS.has(baseName(folder))) return parentPath(folder);
      continue;
    }
    return joinPath(folder, below);
  }
  return undefined;
}
