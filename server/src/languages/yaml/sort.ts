import type { Edit } from '../../core/finding';
import { span } from '../../core/span';
import { lineAt, lineSpan } from '../../core/text';
import { columnOf, commentColumn, isSound, lineEndAt, startsLine } from './layout';
import type { YamlEntry, YamlItem, YamlMapping, YamlSequence } from './nodes';
import { walk } from './query';

type Member = YamlEntry | YamlItem;
type Compare<M> = (a: M, b: M) => number;

/** Puts the entries of a mapping in another order, each with its comments; undefined where that could change what it says. */
export function sortEntries(mapping: YamlMapping, compare: Compare<YamlEntry>): readonly Edit[] | undefined {
  const names = new Set(mapping.entries.map(({ name }) => name));
  return names.size < mapping.entries.length ? undefined : sortMembers(mapping, mapping.entries, compare);
}

/** Puts the items of a list in another order, as {@link sortEntries} does entries. */
export const sortItems = (sequence: YamlSequence, compare: Compare<YamlItem>): readonly Edit[] | undefined =>
  sortMembers(sequence, sequence.items, compare);

function sortMembers<M extends Member>(
  container: YamlMapping | YamlSequence,
  members: readonly M[],
  compare: Compare<M>,
): readonly Edit[] | undefined {
  if (!isSound(container.document) || hasOrderedAliases(container)) return undefined;
  return container.flow ? sortFlow(container, members, compare) : sortBlock(container, members, compare);
}

/** An alias must stand behind its anchor, and of two anchors with one name the last counts. */
function hasOrderedAliases(container: YamlMapping | YamlSequence): boolean {
  const anchors = new Set<string>();
  const aliases = new Set<string>();
  let twice = false;
  walk(container, (node) => {
    if (node.kind === 'alias') aliases.add(node.name);
    if (!node.anchor || node === container) return;
    if (anchors.has(node.anchor.name)) twice = true;
    anchors.add(node.anchor.name);
  });
  return twice || [...anchors].some((name) => aliases.has(name));
}

const inOrder = <M extends Member, T extends { readonly member: M }>(
  parts: readonly T[],
  compare: Compare<M>,
): readonly T[] => [...parts].sort((a, b) => compare(a.member, b.member));

/** `{b: 1, a: 2}`: the texts change places, what stands between them stays. */
function sortFlow<M extends Member>(
  { document, span: at }: YamlMapping | YamlSequence,
  members: readonly M[],
  compare: Compare<M>,
): readonly Edit[] | undefined {
  const { text } = document.source;
  if (text.slice(at.start, at.end).includes('#')) return undefined;
  const parts = members.map((member) => ({ member, text: text.slice(member.span.start, member.span.end) }));
  return inOrder(parts, compare).flatMap((part, index) => {
    const place = members[index];
    return place && place !== part.member ? [{ span: place.span, text: part.text }] : [];
  });
}

/** Whole lines with the comments directly above them and those below that are indented further. */
function sortBlock<M extends Member>(
  container: YamlMapping | YamlSequence,
  members: readonly M[],
  compare: Compare<M>,
): readonly Edit[] | undefined {
  const { document } = container;
  const { source } = document;
  const [first] = members;
  const last = members.at(-1);
  if (
    !first ||
    !last ||
    members.some((member) => member.kind === 'entry' && source.text.startsWith('?', member.span.start))
  )
    return undefined;
  const column = columnOf(source, first.span.start);
  const behindDash = !startsLine(source, first.span.start);
  if (members.slice(1).some((member) => !startsLine(source, member.span.start))) return undefined;
  const whole = source.text.slice(first.span.start - column, last.span.end);
  // A byte order mark within the file may stand at the start of a document only.
  if (/[|>][0-9]?\+/.test(whole) || whole.includes('\ufeff')) return undefined;
  // Above a whole document stands what is about all of it.
  const keepsTop = behindDash || container.holder === undefined;
  const starts = members.map((member, index) => {
    if (index > 0 || !keepsTop) return chunkStart(container, member, column);
    return member.span.start - (behindDash ? 0 : column);
  });
  const end = lineEndAt(source, last.span.end);
  const parts = members.map((member, index) => ({
    member,
    ...split(source.text.slice(starts[index], starts[index + 1] ?? end)),
  }));
  // A comment would have to stand behind the dash.
  const order = inOrder<M, (typeof parts)[number]>(parts, compare);
  if (behindDash && order[0] && order[0].member !== first && order[0].text.trimStart().startsWith('#'))
    return undefined;
  const indent = ' '.repeat(column);
  const texts = order.map(({ text, member }, index) => {
    const body = !behindDash || member !== first ? text : indent + text;
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

/** The start of the line above which nothing belongs to a member: the comments directly above it do. */
function chunkStart({ document }: YamlMapping | YamlSequence, member: Member, column: number): number {
  const { source } = document;
  let line = lineAt(source, member.span.start);
  while (
    line > 0 &&
    lineSpan(source, line - 1).start >= document.span.start &&
    commentColumn(source, line - 1) === column
  )
    line--;
  const { start } = lineSpan(source, line);
  return start === 0 && source.text.charCodeAt(0) === 0xfeff ? 1 : start;
}
