import type { Span } from '../../core/span';
import type { ScalarValue } from './tree';

/** Several services can hold one text, by aliases and merge keys: it is judged once. */
export function places(): (at: Span) => boolean {
  const seen = new Set<number>();
  return ({ start }) => {
    if (seen.has(start)) return false;
    seen.add(start);
    return true;
  };
}

/** The text of a scalar stands in the file as it is read: neither variables nor escapes are in it. */
export function isVerbatim(scalar: ScalarValue): boolean {
  const { node, text } = scalar;
  if (!node || text === undefined || scalar.raw.includes('$')) return false;
  const { start, end } = scalar.part(0, text.length);
  return node.document.source.text.slice(start, end) === text;
}
