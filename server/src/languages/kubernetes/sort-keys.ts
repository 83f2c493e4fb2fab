import type { Edit } from '../../core/finding';
import { span } from '../../core/span';
import { lineAt, lineSpan } from '../../core/text';
import { columnOf, commentColumn, isSound, lineEndAt, startsLine } from '../yaml/layout';
import type { YamlEntry, YamlMapping } from '../yaml/nodes';
import { isMerge, walk } from '../yaml/query';

const before = (a: string, b: string): boolean => a < b;

/** The first key that belongs further up, and the one that it belongs before. */
export function firstUnsorted({ entries }: YamlMapping): { entry: YamlEntry; other: YamlEntry } | undefined {
  for (const [index, entry] of entries.entries()) {
    const previous = entries[index - 1];
    if (!previous || isMerge(entry) || isMerge(previous) || !before(entry.name, previous.name)) continue;
    const other = entries.find((each) => !isMerge(each) && before(entry.name, each.name));
    if (other) return { entry, other };
  }
  return undefined;
}

/** Puts the entries of a mapping in the order of their keys, each with its comments; undefined where that could change what it says. */
export function sortKeys(mapping: YamlMapping): readonly Edit[] | undefined {
  const names = new Set(mapping.entries.map(({ name }) => name));
  if (!isSound(mapping.document) || names.size < mapping.entries.length || mapping.entries.some(isMerge))
    return undefined;
  if (hasAnchors(mapping)) return undefined;
  return mapping.flow ? sortFlow(mapping) : sortBlock(mapping);
}

/** An alias must stand behind its anchor. */
function hasAnchors(mapping: YamlMapping): boolean {
  let found = false;
  walk(mapping, (node) => {
    if (node.kind === 'alias' || node.anchor) found = true;
    return !found;
  });
  return found;
}

const sorted = <T extends { readonly entry: YamlEntry }>(parts: readonly T[]): readonly T[] =>
  [...parts].sort((a, b) => (before(a.entry.name, b.entry.name) ? -1 : 1));

/** `{b: 1, a: 2}`: the texts change places, what stands between them stays. */
function sortFlow({ entries, document, span: at }: YamlMapping): readonly Edit[] | undefined {
  const { text } = document.source;
  if (text.slice(at.start, at.end).includes('#')) return undefined;
  const parts = entries.map((entry) => ({ entry, text: text.slice(entry.span.start, entry.span.end) }));
  return sorted(parts).flatMap((part, index) => {
    const place = entries[index];
    return place && place !== part.entry ? [{ span: place.span, text: part.text }] : [];
  });
}

/** Whole lines with the comments directly above them and those below that are indented further. */
function sortBlock(mapping: YamlMapping): readonly Edit[] | undefined {
  const { entries, document } = mapping;
  const { source } = document;
  const [first] = entries;
  const last = entries.at(-1);
  if (!first || !last || entries.some(({ span: own }) => source.text.startsWith('?', own.start))) return undefined;
  const column = columnOf(source, first.span.start);
  const behindDash = !startsLine(source, first.span.start);
  if (entries.slice(1).some((entry) => !startsLine(source, entry.span.start))) return undefined;
  if (/[|>][0-9]?\+/.test(source.text.slice(first.span.start, last.span.end))) return undefined;
  // Above a whole document stands what is about all of it.
  const keepsTop = behindDash || mapping.holder === undefined;
  const starts = entries.map((entry, index) => {
    if (index > 0 || !keepsTop) return chunkStart(mapping, entry, column);
    return entry.span.start - (behindDash ? 0 : column);
  });
  const end = lineEndAt(source, last.span.end);
  const parts = entries.map((entry, index) => ({
    entry,
    ...split(source.text.slice(starts[index], starts[index + 1] ?? end)),
  }));
  // A comment would have to stand behind the dash.
  const order = sorted(parts);
  if (behindDash && order[0] && order[0].entry !== first && order[0].text.trimStart().startsWith('#')) return undefined;
  const indent = ' '.repeat(column);
  const texts = order.map(({ text, entry }, index) => {
    const body = !behindDash || entry !== first ? text : indent + text;
    // Empty lines stay where they are.
    const gap = index < parts.length - 1 ? (parts[index]?.gap ?? '') : '';
    return (behindDash && index === 0 ? body.trimStart() : body) + gap;
  });
  const start = starts[0] ?? first.span.start;
  return [{ span: span(start, end - (parts.at(-1)?.gap.length ?? 0)), text: texts.join('') }];
}

/** A stretch of lines, and the line ends behind it. */
function split(text: string): { readonly text: string; readonly gap: string } {
  let end = text.length;
  while (end > 0 && (text[end - 1] === '\n' || text[end - 1] === '\r')) end--;
  return { text: text.slice(0, end), gap: text.slice(end) };
}

/** The start of the line above which nothing belongs to an entry: the comments directly above it do. */
function chunkStart({ document }: YamlMapping, entry: YamlEntry, column: number): number {
  const { source } = document;
  let line = lineAt(source, entry.span.start);
  while (
    line > 0 &&
    lineSpan(source, line - 1).start >= document.span.start &&
    commentColumn(source, line - 1) === column
  )
    line--;
  const { start } = lineSpan(source, line);
  return start === 0 && source.text.charCodeAt(0) === 0xfeff ? 1 : start;
}
