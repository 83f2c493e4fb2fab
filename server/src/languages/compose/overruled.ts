import type { Span } from '../../core/span';
import type { ComposeFile } from './file';
import type { Project } from './project/project';
import { asMap, type MapValue } from './tree';

/** Where something is written. */
interface Written {
  readonly file: ComposeFile;
  readonly span: Span;
}

/**
 * Whether what is laid over a place, another file or a later document of the same one, takes away what stands there at a path: with `!reset` or
 * `!override` on the way, or with something else in the place of a scalar. The schema has judged each file by then, but neither texts nor
 * references.
 */
export function isOverruled(
  { file, span }: Written,
  path: readonly (string | number)[],
  isScalar: boolean,
  { files }: Project,
): boolean {
  const at = files.indexOf(file);
  if (at < 0) return false;
  const over = [...file.roots.slice(documentAt(file, span) + 1), ...files.slice(at + 1).flatMap(({ roots }) => roots)];
  return over.some((root) => overrules(asMap(root), path, isScalar));
}

/** The index of the document that holds a span. */
export const documentAt = ({ documents }: ComposeFile, { start }: Span): number =>
  documents.findLastIndex((document) => document.span.start <= start);

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
