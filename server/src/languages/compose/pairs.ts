import type { Span } from '../../core/span';
import type { Entry, Item, ScalarValue, Value } from './tree';

/** One pair of what may be a mapping or a list of `name=value`: environment, labels, args, annotations, sysctls, extra hosts. */
export interface Pair {
  readonly name: string;
  readonly nameSpan: Span;
  /** As it is in the end; undefined when there is none (`A`, `A:`) or it is not known. */
  readonly value: string | undefined;
  /** Undefined when there is no value. */
  readonly valueSpan: Span | undefined;
  /** There is a value, whether known or not. */
  readonly given: boolean;
  /** Variables are in its value. */
  readonly hasVariable: boolean;
  readonly style: 'map' | 'list';
  /** The scalar that holds the value: of a list the whole item. Undefined for lists and mappings where a scalar is wanted. */
  readonly scalar: ScalarValue | undefined;
  /** For edits: of a mapping the entry, of a list the item. */
  readonly entry: Entry | undefined;
  readonly item: Item | undefined;
}

/** The pairs of a mapping or a list, in order; repeated names are all there. Items whose name is not known are left out. */
export function pairsOf(value: Value | undefined): readonly Pair[] {
  if (value?.kind === 'map') return value.entries.map(mapPair);
  return value?.kind === 'list' ? value.items.flatMap((item) => listPair(item) ?? []) : [];
}

function mapPair(entry: Entry): Pair {
  const { name, keySpan, value } = entry;
  const scalar = value.kind === 'scalar' ? value : undefined;
  const given = !scalar?.isNull;
  return {
    name,
    nameSpan: keySpan,
    value: scalar && given ? scalar.text : undefined,
    valueSpan: given ? value.span : undefined,
    given,
    hasVariable: scalar?.hasVariable ?? false,
    style: 'map',
    scalar,
    entry,
    item: undefined,
  };
}

function listPair(item: Item): Pair | undefined {
  const { value } = item;
  if (value.kind !== 'scalar' || value.isNull) return undefined;
  const { text } = value;
  // The name may be known where the value is not: `A=${B}`.
  const shown = text ?? value.raw;
  const at = shown.indexOf('=');
  const name = at < 0 ? shown : shown.slice(0, at);
  if (text === undefined && (at < 0 || name.includes('$'))) return undefined;
  const given = at >= 0;
  const known = text !== undefined;
  return {
    name,
    nameSpan: known ? value.part(0, name.length) : rawSpan(value, 0, name.length),
    value: given && known ? text.slice(at + 1) : undefined,
    valueSpan: given ? (known ? value.part(at + 1, text.length) : rawSpan(value, at + 1, shown.length)) : undefined,
    given,
    hasVariable: value.hasVariable,
    style: 'list',
    scalar: value,
    entry: undefined,
    item,
  };
}

/** The range of a part of the text as it is written, variables and all. */
export function rawSpan(value: ScalarValue, start: number, end: number): Span {
  const { node } = value;
  if (!node) return value.span;
  const quote = node.style === 'single' || node.style === 'double' ? 1 : 0;
  const at = node.span.start + quote;
  const written = node.document.source.text.slice(at, node.span.end - quote);
  return written === node.text ? { start: at + start, end: at + end } : value.span;
}

/** Where a service holds names and texts that its author chooses. */
export const FREE_PAIRS: readonly (readonly string[])[] = [
  ['environment'],
  ['labels'],
  ['annotations'],
  ['sysctls'],
  ['build', 'args'],
  ['build', 'labels'],
  ['deploy', 'labels'],
];
