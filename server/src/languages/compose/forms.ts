import type { Edit } from '../../core/finding';
import { lineAt } from '../../core/text';
import { columnOf, isSound, startsLine } from '../yaml/layout';
import type { YamlEntry, YamlItem, YamlMapping, YamlNode, YamlScalar, YamlSequence } from '../yaml/nodes';
import { isMerge } from '../yaml/query';
import { quoteIfNeeded } from '../yaml/quote';
import { goYaml3 } from '../yaml/values';

/**
 * Edits that write `- A=b` as `A: b`, and the other way round, for all pairs of a list or mapping. Undefined where the two would not say the
 * same: names that a mapping reads otherwise, numbers that Compose rewrites, what stands on several lines, what others refer to.
 */
type Edits = readonly Edit[] | undefined;

/** One pair of a list or mapping; undefined `value` stands for a name alone. */
interface Pair {
  readonly name: string;
  readonly value: string | undefined;
  /** From the dash or key to the end of the value. */
  readonly start: number;
  readonly end: number;
}

/** Writes a list of `name=value` as a mapping. */
export function asMapping(list: YamlSequence): Edits {
  const pairs = pairsOf(list, list.items, itemPair);
  if (!pairs || new Set(pairs.map(({ name }) => name)).size < pairs.length) return undefined;
  const text = (flow: boolean) => (pair: Pair) => {
    const value = pair.value === undefined ? '' : ` ${quoteIfNeeded(pair.value, { flow })}`;
    return `${quoteIfNeeded(pair.name, { flow })}:${value}`;
  };
  return list.flow ? inBrackets(list, pairs, '{', '}', text(true)) : [...indents(list), ...inLines(pairs, text(false))];
}

/** Writes a mapping of names to texts as a list. */
export function asList(mapping: YamlMapping): Edits {
  const pairs = pairsOf(mapping, mapping.entries, entryPair);
  const text = (flow: boolean) => (pair: Pair) =>
    quoteIfNeeded(pair.value === undefined ? pair.name : `${pair.name}=${pair.value}`, { flow });
  if (!pairs || mapping.flow) return pairs && inBrackets(mapping, pairs, '[', ']', text(true));
  return inLines(pairs, (pair) => `- ${text(false)(pair)}`);
}

function pairsOf<M extends YamlItem | YamlEntry>(
  container: YamlMapping | YamlSequence,
  members: readonly M[],
  read: (member: M) => Pair | undefined,
): readonly Pair[] | undefined {
  const { document, anchor, tag } = container;
  if (anchor || tag || !isSound(document) || members.length === 0) return undefined;
  const pairs = members.flatMap((member) => read(member) ?? []);
  return pairs.length === members.length && pairs.every(isPlainName) ? pairs : undefined;
}

/** Variables are put into items, but not into keys; and of `A =b` Compose asks what it means. */
const isPlainName = ({ name }: Pair): boolean =>
  name !== '' && name.trim() === name && !/[$=\n]/.test(name) && name !== '<<';

function itemPair({ value: node, span, sequence }: YamlItem): Pair | undefined {
  const scalar = oneLine(node);
  if (!scalar || goYaml3(scalar).kind !== 'string') return undefined;
  const { source } = sequence.document;
  if (lineAt(source, span.start) !== lineAt(source, scalar.span.start)) return undefined;
  const at = scalar.text.indexOf('=');
  const place = { start: span.start, end: scalar.span.end };
  if (at < 0) return { name: scalar.text, value: undefined, ...place };
  return { name: scalar.text.slice(0, at), value: scalar.text.slice(at + 1), ...place };
}

function entryPair(entry: YamlEntry): Pair | undefined {
  const { key, name, value, colon, mapping, span } = entry;
  if (!oneLine(key) || colon === undefined || isMerge(entry)) return undefined;
  const { source } = mapping.document;
  if (!value) return { name, value: undefined, start: span.start, end: colon + 1 };
  const scalar = oneLine(value);
  if (!scalar || lineAt(source, span.start) !== lineAt(source, scalar.span.start)) return undefined;
  const place = { start: span.start, end: Math.max(scalar.span.end, colon + 1) };
  const read = goYaml3(scalar);
  if (read.kind === 'null') return { name, value: undefined, ...place };
  // What Compose makes of a number or a boolean has to be the text that is written.
  const isText = read.kind === 'string' || (read.kind !== 'timestamp' && String(read.value) === scalar.text);
  const isLong = read.kind === 'float' || (read.kind === 'int' && !Number.isSafeInteger(read.value));
  return isText && !isLong ? { name, value: scalar.text, ...place } : undefined;
}

/** A text on one line that nobody refers to. */
function oneLine(node: YamlNode | undefined): YamlScalar | undefined {
  if (node?.kind !== 'scalar' || node.anchor || node.tag) return undefined;
  if (node.style === 'literal' || node.style === 'folded' || node.text.includes('\n')) return undefined;
  const { source } = node.document;
  return lineAt(source, node.span.start) === lineAt(source, node.span.end) ? node : undefined;
}

const inLines = (pairs: readonly Pair[], text: (pair: Pair) => string): readonly Edit[] =>
  pairs.map((pair) => ({ span: { start: pair.start, end: pair.end }, text: text(pair) }));

function inBrackets(
  { document: { source }, span }: YamlMapping | YamlSequence,
  pairs: readonly Pair[],
  open: string,
  close: string,
  text: (pair: Pair) => string,
): Edits {
  if (lineAt(source, span.start) !== lineAt(source, span.end)) return undefined;
  return [{ span, text: open + pairs.map(text).join(', ') + close }];
}

/** The keys of a mapping stand to the right of the key above it, where dashes may stand below it. */
function indents({ document, holder, items, span: at }: YamlSequence): readonly Edit[] {
  const { source } = document;
  const column = columnOf(source, at.start);
  if (holder?.kind !== 'entry' || column > columnOf(source, holder.span.start)) return [];
  const comments = document.comments.filter(
    ({ alone, span }) =>
      alone && holder.span.start < span.start && span.end < at.end && columnOf(source, span.start) === column,
  );
  const starts = [...items.map(({ span }) => span.start), ...comments.map(({ span }) => span.start)];
  return starts.flatMap((start) => (startsLine(source, start) ? [indent(start - column)] : []));
}

const indent = (at: number): Edit => ({ span: { start: at, end: at }, text: '  ' });
