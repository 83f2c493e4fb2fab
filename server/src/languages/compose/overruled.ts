import type { ComposeFile } from './file';
import type { Project } from './project/project';
import { asMap, type MapValue } from './tree';

/**
 * Whether a file that is laid over another takes away what stands there at a path: with `!reset` or `!override` on the way, or with something
 * else in the place of a scalar. The schema has judged each file by then, but neither texts nor references.
 */
export function isOverruled(
  file: ComposeFile,
  path: readonly (string | number)[],
  isScalar: boolean,
  { files }: Project,
): boolean {
  const at = files.indexOf(file);
  return (
    at >= 0 && files.slice(at + 1).some(({ roots }) => roots.some((root) => overrules(asMap(root), path, isScalar)))
  );
}

function overrules(root: MapValue | undefined, path: readonly (string | number)[], isScalar: boolean): boolean {
  let map = root;
  for (const [index, step] of path.entries()) {
    if (!map || typeof step === 'number') return false;
    if (map.cleared.has(step)) return true;
    const entry = map.entry(step);
    if (!entry) return false;
    const { value } = entry;
    if (entry.override) return true;
    if (index === path.length - 1 && isScalar) return value.kind !== 'scalar' || !value.isNull;
    map = asMap(value);
  }
  return false;
}
