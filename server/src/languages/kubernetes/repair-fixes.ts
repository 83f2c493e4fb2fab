import type { Span } from '../../core/span';
import type { YamlMapping } from '../yaml/nodes';
import { asScalar, entryOf, isMerge } from '../yaml/query';
import type { Manifest } from './model';
import { nameNode } from './model';

export { fix, repairFixes, shown } from '../yaml/fixes';

/** The token that stands for a mapping of a list: its name, else its first key. */
export function mappingSpan(mapping: YamlMapping): Span {
  const name = asScalar(entryOf(mapping, 'name')?.value);
  if (name && name.span.start < name.span.end) return name.span;
  const first = mapping.entries.find((entry) => !isMerge(entry)) ?? mapping.entries[0];
  return first?.key.span ?? mapping.span;
}

/** The token that stands for an object: its name, else its kind. */
export function objectSpan(manifest: Manifest): Span {
  const named = nameNode(manifest);
  return named && named.span.start < named.span.end ? named.span : mappingSpan(manifest.root);
}
