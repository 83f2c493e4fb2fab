import type { Edit } from '../../core/finding';
import { type Span, span } from '../../core/span';
import { lineAt, lineSpan, type SourceText } from '../../core/text';
import {
  type Fragment,
  flowEntries,
  flowText,
  fragmentLines,
  fragmentOf,
  isBlock,
  isInline,
  isJson,
  reindented,
} from './fragment';
import {
  columnOf,
  commentColumn,
  indentStep,
  isBlankLine,
  isSound,
  itemStep,
  lineEndAt,
  lineStartAt,
  listStyle,
  marksEnd,
  startsLine,
} from './layout';
import type { YamlDocument, YamlEntry, YamlItem, YamlMapping, YamlNode, YamlScalar, YamlSequence } from './nodes';
import { entryOf, isMerge, walk, type YamlPath } from './query';
import { doubleQuoted, isPlainSafe, isPrintable, quoteIfNeeded, requoted } from './quote';
import { plainValue, type YamlReader } from './values';

/**
 * Edits by range that leave every other byte of a file alone. Each function gives the edits, or undefined when the change cannot be made
 * safely: the document is broken, an alias would be cut off, a comment would be lost.
 */
type Edits = readonly Edit[] | undefined;

export interface RemoveOptions {
  /** When nothing is left, remove what held it too, instead of leaving `{}` or `[]`. */
  readonly removeEmptyParent?: boolean;
  /** The text goes to another place, with the comments between and behind its lines. */
  readonly moved?: boolean;
}

/** Where among the entries of a mapping; without one, behind the last. */
export interface EntryPlace {
  readonly before?: YamlEntry;
  readonly after?: YamlEntry;
  readonly first?: boolean;
}

/** Where among the items of a sequence; without one, behind the last. */
export interface ItemPlace {
  readonly before?: YamlItem;
  readonly after?: YamlItem;
  readonly first?: boolean;
}

const replace = (at: Span, text: string): Edit => ({ span: at, text });
const insert = (at: number, text: string): Edit => ({ span: span(at, at), text });
const remove = (start: number, end: number): Edit => ({ span: span(start, end), text: '' });

const slice = (source: SourceText, start: number, end: number): string => source.text.slice(start, end);

/**
 * Gives a scalar another value. A string stays one for the reader (for all of them, without one): in the quotes that it had, or in quotes when
 * it needs them. Numbers, booleans and null are written plainly. In a block of text, the lines are written anew.
 */
export function replaceValue(scalar: YamlScalar, value: string | number | boolean | null, reader?: YamlReader): Edits {
  const { document, style, span: at } = scalar;
  if (document.refused || !isWhole(scalar)) return undefined;
  if (scalar.tag !== undefined && typeof value !== 'string') return undefined;
  if (style === 'literal' || style === 'folded') return replaceBlock(scalar, value, reader);
  const text = scalarText(scalar, value, reader);
  // An empty scalar stands directly behind its colon, tag or anchor.
  const gap = at.start === at.end && !/\s/.test(slice(document.source, at.start - 1, at.start)) ? ' ' : '';
  return [replace(at, gap + text)];
}

function scalarText(
  scalar: YamlScalar,
  value: string | number | boolean | null,
  reader: YamlReader | undefined,
): string {
  if (typeof value !== 'string') return String(value);
  const { style } = scalar;
  if (style === 'single' || style === 'double') return requoted(value, style);
  if (isJson(scalar)) return doubleQuoted(value);
  if (scalar.tag?.name === '!!str' && isPlainSafe(value, inFlow(scalar))) return value;
  return quoteIfNeeded(value, quoteOptions(scalar, reader));
}

const quoteOptions = (node: YamlNode, reader: YamlReader | undefined): { flow: boolean; reader?: YamlReader } =>
  reader ? { flow: inFlow(node), reader } : { flow: inFlow(node) };

const inFlow = (node: YamlNode): boolean => node.parent?.flow === true;

/** Whether a quoted scalar has both of its quotes. */
function isWhole(scalar: YamlScalar): boolean {
  const { problems } = scalar.document;
  return !problems.some((problem) => problem.code === 'unclosed-quote' && problem.span.start === scalar.span.start);
}

function replaceBlock(
  scalar: YamlScalar,
  value: string | number | boolean | null,
  reader: YamlReader | undefined,
): Edits {
  const { document, span: at } = scalar;
  if (!isSound(document)) return undefined;
  const { source } = document;
  const headerEnd = lineEndAt(source, at.start);
  const comment = /[ \t]+#.*$/.exec(slice(source, at.start, headerEnd))?.[0] ?? '';
  const lines = blockLines(scalar, value);
  if (lines) return [replace(at, [`|${lines.chomp}${comment}`, ...lines.text].join('\n'))];
  const text = typeof value === 'string' ? quoteIfNeeded(value, quoteOptions(scalar, reader)) : String(value);
  return [replace(at, text + comment)];
}

/** A text of several lines as a block's; undefined when it cannot stand in one. */
function blockLines(scalar: YamlScalar, value: unknown): { chomp: string; text: string[] } | undefined {
  if (typeof value !== 'string' || !/[^\n]\n/.test(value) || /^[ \n]| \n/.test(value) || !isPrintable(value)) {
    return undefined;
  }
  const { source } = scalar.document;
  const first = lineAt(source, scalar.span.start) + 1;
  const { start, end } = lineSpan(source, first);
  const written = slice(source, start, end);
  const indent = written.length - written.trimStart().length;
  if (written.trim() === '' || indent === 0 || first > lineAt(source, scalar.span.end)) return undefined;
  const body = value.replace(/\n+$/, '');
  const ends = value.length - body.length;
  if (ends > 1) return undefined;
  const text = body.split('\n').map((line) => (line === '' ? '' : ' '.repeat(indent) + line));
  return { chomp: ends === 0 ? '-' : '', text };
}

/** Gives an entry another key, in the quotes that it had. */
export function renameKey(entry: YamlEntry, name: string, reader?: YamlReader): Edits {
  const { key } = entry;
  if (key.kind !== 'scalar' || isExplicit(entry) || key.document.refused || !isWhole(key)) return undefined;
  if (entry.colon === undefined && !entry.mapping.flow) return undefined;
  if (name === entry.name) return [];
  if (entry.mapping.entries.some((other) => other.name === name)) return undefined;
  return [replace(key.span, scalarText(key, name, reader))];
}

/** `? key` on a line of its own. */
export const isExplicit = (entry: YamlEntry): boolean =>
  slice(entry.mapping.document.source, entry.span.start, entry.span.start + 1) === '?' &&
  entry.key.span.start > entry.span.start;

type Member = YamlEntry | YamlItem;
type Container = YamlMapping | YamlSequence;

const containerOf = (member: Member): Container => (member.kind === 'entry' ? member.mapping : member.sequence);
const membersOf = (container: Container): readonly Member[] =>
  container.kind === 'mapping' ? container.entries : container.items;

/**
 * Removes an entry: its whole lines or, in braces, with its comma. Comments behind and between its lines stay, each on a line of its own.
 * What is left of a mapping without entries is `{}`.
 */
export const removeEntry = (entry: YamlEntry, options: RemoveOptions = {}): Edits => removeMember(entry, options);

/** Removes an item, as {@link removeEntry} does an entry; what is left of a list without items is `[]`. */
export const removeItem = (item: YamlItem, options: RemoveOptions = {}): Edits => removeMember(item, options);

/** Undefined when a comment would be lost. */
function removeMember(member: Member, options: RemoveOptions): Edits {
  const edits = removalOf(member, options);
  const from = options.moved ? lineEndAt(containerOf(member).document.source, member.span.end) : 0;
  const gone = edits?.flatMap((edit) => commentsIn(member, edit.span.start, edit.span.end)) ?? [];
  const isLost = (comment: Span): boolean =>
    comment.start >= from && !edits?.some(({ text }) => text.includes(textAt(member, comment)));
  return gone.some(isLost) ? undefined : edits;
}

const textAt = (member: Member, at: Span): string => slice(containerOf(member).document.source, at.start, at.end);

/** The comments that stand wholly between two offsets. */
const commentsIn = (member: Member, start: number, end: number): readonly Span[] =>
  containerOf(member).document.comments.flatMap((comment) =>
    start <= comment.span.start && comment.span.end <= end ? [comment.span] : [],
  );

/** Takes out what stands between two offsets, but for the comments that do not move with the member: each gets a line in front of `rest`. */
function cut(member: Member, start: number, end: number, options: RemoveOptions, lines: CutLines): Edit {
  const { source } = containerOf(member).document;
  const from = options.moved ? lineEndAt(source, member.span.end) : start;
  const kept = commentsIn(member, Math.max(from, start), end).map((comment) => lines.indent + textAt(member, comment));
  if (kept.length === 0) return remove(start, end);
  return replace(span(start, end), lines.behind ? `\n${kept.join('\n')}` : `${kept.join('\n')}\n`);
}

interface CutLines {
  readonly indent: string;
  /** The line end stands in front of what is taken out, since there is none behind it. */
  readonly behind?: boolean;
}

const indentAt = (source: SourceText, offset: number): string =>
  /^[ \t]*/.exec(slice(source, lineStartAt(source, offset), offset))?.[0] ?? '';

function removalOf(member: Member, options: RemoveOptions): Edits {
  const container = containerOf(member);
  const { document } = container;
  if (!isSound(document) || isReferred(member) || followsKept(member)) return undefined;
  const members = membersOf(container);
  if (members.length > 1) return container.flow ? removeFlow(member, members) : removeLines(member, members, options);
  const { holder } = container;
  if (options.removeEmptyParent && holder && !(holder.kind === 'entry' && holder.key === container)) {
    return removalOf(holder, options);
  }
  return container.flow ? emptyFlow(member, container) : emptyBlock(member, container, options);
}

/** Whether an alias elsewhere stands for something within. */
function isReferred(member: Member): boolean {
  const { start, end } = member.span;
  const { document } = containerOf(member);
  const within = (node: YamlNode): boolean => start <= node.span.start && node.span.end <= end;
  let anchors = false;
  const look = (node: YamlNode): void => {
    if (node.anchor) anchors = true;
  };
  if (member.kind === 'entry') walk(member.key, look);
  walk(member.value, look);
  if (!anchors) return false;
  let referred = false;
  walk(document.root, (node) => {
    if (node.kind === 'alias' && node.target && within(node.target) && !within(node)) referred = true;
    return !referred;
  });
  return referred;
}

/** Whether a block of text that keeps its empty lines (`|+`) ends above, and would take those below for its own. */
function followsKept(member: Member): boolean {
  const { document } = containerOf(member);
  if (!/[|>][0-9]?\+/.test(document.text)) return false;
  let kept = false;
  walk(document.root, (node) => {
    if (node.kind !== 'scalar' || (node.style !== 'literal' && node.style !== 'folded')) return;
    const { start, end } = node.span;
    const header = slice(document.source, start, lineEndAt(document.source, start));
    if (
      header.includes('+') &&
      end <= member.span.start &&
      slice(document.source, end, member.span.start).trim() === ''
    ) {
      kept = true;
    }
  });
  return kept;
}

function removeLines(member: Member, members: readonly Member[], options: RemoveOptions): Edits {
  const { source } = containerOf(member).document;
  const { start } = member.span;
  const next = members[member.index + 1];
  if (startsLine(source, start)) return [removeWhole(containerOf(member).document, member, options)];
  // It stands behind a dash: the next one takes its place, with the comments above it.
  if (member.index > 0 || !next) return undefined;
  const end = lineEndAt(source, member.span.end);
  const kept = options.moved ? [] : commentsIn(member, start, end).map((comment) => textAt(member, comment));
  const above = lineStartAt(source, start);
  const indent = indentAt(source, start);
  const comments = kept.map((text) => insert(above, `${indent}${text}\n`));
  for (let line = lineAt(source, end) + 1; line <= lineAt(source, next.span.start); line++) {
    const column = commentColumn(source, line);
    if (column !== undefined) return [...comments, remove(start, lineSpan(source, line).start + column)];
  }
  return startsLine(source, next.span.start) ? [...comments, remove(start, next.span.start)] : undefined;
}

/** The lines of an entry or item, and one of two empty lines that would then follow each other; comments stay. */
function removeWhole(document: YamlDocument, member: Member, options: RemoveOptions): Edit {
  const { source } = document;
  const first = lineAt(source, member.span.start);
  const next = lastLine(document, member) + 1;
  const top = first === 0 || lineSpan(source, first).start === document.span.start;
  const start = lineSpan(source, first).start + (source.text.charCodeAt(0) === 0xfeff && first === 0 ? 1 : 0);
  const end = source.lineStarts[next];
  const indent = indentAt(source, member.span.start);
  // Without a line end behind it, the one before it goes.
  if (end === undefined) {
    const from = first === 0 ? start : lineSpan(source, first - 1).end;
    return cut(member, from, source.text.length, options, { indent, behind: first > 0 });
  }
  const edit = cut(member, start, end, options, { indent });
  const doubled = (top || isBlankLine(source, first - 1)) && isBlankLine(source, next);
  return edit.text === '' && doubled && next < source.lineStarts.length - 1
    ? remove(start, source.lineStarts[next + 1] ?? end)
    : edit;
}

/** The last line of an entry or item, with the comments below it that are indented more than itself. */
function lastLine({ source, span: own }: YamlDocument, member: Member): number {
  const column = columnOf(source, member.span.start);
  let last = lineAt(source, member.span.end);
  for (let line = last + 1; (source.lineStarts[line] ?? own.end) < own.end; line++) {
    const found = commentColumn(source, line);
    if (found !== undefined && found > column) last = line;
    else if (!isBlankLine(source, line)) break;
  }
  return last;
}

/** The only entry or item of a block: `{}` or `[]` takes its place. */
function emptyBlock(member: Member, container: Container, options: RemoveOptions): Edits {
  const { document, holder } = container;
  const { source } = document;
  const empty = container.kind === 'mapping' ? '{}' : '[]';
  const { start } = member.span;
  if (holder && startsLine(source, start)) {
    if (holder.kind === 'entry' && (isExplicit(holder) || holder.key === container)) return undefined;
    return [insert(marksEnd(holder, container), ` ${empty}`), removeWhole(document, member, options)];
  }
  if (holder?.kind === 'entry') return undefined;
  return [replace(span(start, member.span.end), empty)];
}

/** The only entry or item in brackets; comments in them stay. */
function emptyFlow(member: Member, container: Container): Edits {
  const { source } = container.document;
  const { start, end } = container.span;
  const before = slice(source, start + 1, member.span.start);
  const behind = slice(source, member.span.end, end - 1);
  // `[a: b]` has a mapping without braces.
  if (!'[{'.includes(slice(source, start, start + 1))) return undefined;
  if (!before.includes('#') && !behind.includes('#')) return [remove(start + 1, end - 1)];
  const comma = /^\s*,/.exec(behind)?.[0].length ?? 0;
  return [remove(member.span.start, member.span.end + comma)];
}

function removeFlow(member: Member, members: readonly Member[]): Edits {
  const { source } = containerOf(member).document;
  const previous = members[member.index - 1];
  const next = members[member.index + 1];
  const { start, end } = member.span;
  if (next) {
    const comma = commaIn(source, end, next.span.start);
    if (comma === undefined) return undefined;
    const rest = slice(source, comma + 1, next.span.start);
    if (startsLine(source, start) && startsLine(source, next.span.start) && comma < lineEndAt(source, end)) {
      const behind = source.lineStarts[lineAt(source, end) + 1] ?? end;
      return [cut(member, lineStartAt(source, start), behind, {}, { indent: indentAt(source, start) })];
    }
    return [remove(start, /^\s*$/.test(rest) ? next.span.start : comma + 1)];
  }
  if (!previous) return undefined;
  if (hasTrailingComma(source, member) && isAlone(source, member)) return removeWithLine(source, member);
  const comma = commaIn(source, previous.span.end, start);
  if (comma === undefined) return undefined;
  if (/^\s*$/.test(slice(source, comma + 1, start))) {
    return hasTrailingComma(source, member) ? removeLastBeforeComma(source, member, comma) : [remove(comma, end)];
  }
  return [remove(comma, comma + 1), ...removeWithLine(source, member)];
}

const hasTrailingComma = (source: SourceText, member: Member): boolean =>
  /^\s*,/.test(slice(source, member.span.end, containerOf(member).span.end));

/** `[a, b,]`: the comma behind `a` stays, that behind `b` goes with it. */
function removeLastBeforeComma(source: SourceText, member: Member, comma: number): Edits {
  const own = commaIn(source, member.span.end, containerOf(member).span.end);
  return own === undefined ? undefined : [remove(comma + 1, own + 1)];
}

/** Whether an entry or item of a flow collection has its lines for itself, but for a comma and a comment. */
const isAlone = (source: SourceText, { span: { start, end } }: Member): boolean =>
  startsLine(source, start) && /^[ \t]*,?[ \t]*(?:#.*)?$/.test(slice(source, end, lineEndAt(source, end)));

function removeWithLine(source: SourceText, member: Member): readonly Edit[] {
  const { start, end } = member.span;
  if (!isAlone(source, member)) return [remove(start, end)];
  const behind = source.lineStarts[lineAt(source, end) + 1] ?? lineEndAt(source, end);
  return [cut(member, lineStartAt(source, start), behind, {}, { indent: indentAt(source, start) })];
}

/** The comma between two offsets, outside comments. */
function commaIn(source: SourceText, from: number, to: number): number | undefined {
  for (let at = from; at < to; at++) {
    const char = source.text.charAt(at);
    if (char === ',') return at;
    if (char === '#') at = lineEndAt(source, at);
  }
  return undefined;
}

/**
 * Puts entries into a mapping. `text` is YAML indented from column 0, a line or many; it takes on the mapping's column, the file's step and
 * list style, and inside braces the mapping's style.
 */
export function insertEntry(mapping: YamlMapping, text: string, place: EntryPlace = {}): Edits {
  const fragment = fragmentOf(text);
  if (!isSound(mapping.document) || fragment?.root.kind !== 'mapping') return undefined;
  const { root } = fragment;
  if (root.entries.some((entry) => !isMerge(entry) && mapping.entries.some(({ name }) => name === entry.name))) {
    return undefined;
  }
  if (mapping.flow) return insertIntoBraces(mapping, fragment, root, place);
  if (root.flow) return undefined;
  return insertMember(mapping, place, (column) => linesAt(fragment, mapping.document, column));
}

const linesAt = (fragment: Fragment, document: YamlDocument, column: number): string[] =>
  reindented(fragment, column, indentStep(document), listStyle(document));

function insertIntoBraces(mapping: YamlMapping, fragment: Fragment, root: YamlMapping, place: EntryPlace): Edits {
  const json = isJson(mapping);
  if (mapping.entries.length === 0 && !json && !root.flow) {
    const block = unfolded(mapping, fragment);
    if (block) return block;
  }
  const entries = flowEntries(root, json);
  return entries && insertFlow(mapping, place, entries);
}

/** `key: {}` and `key: []` become a block, unless they stand in brackets themselves. */
function unfolded(container: Container, fragment: Fragment): Edits {
  const { holder, document, span: at } = container;
  if (!holder || containerOf(holder).flow || !isSound(document)) return undefined;
  if (/#/.test(slice(document.source, at.start, at.end))) return undefined;
  if (holder.kind === 'entry' && (isExplicit(holder) || holder.value !== container)) return undefined;
  return putBlock(holder, fragment, at);
}

/** Puts a block below the key or behind the dash that holds nothing, or what is taken away. */
function putBlock(holder: Member, fragment: Fragment, old: Span | undefined): Edits {
  const { document } = containerOf(holder);
  const { source } = document;
  const marks = marksEnd(holder, holder.value);
  const end = old ? old.end : marks;
  if (holder.kind === 'item') return putBehindDash(holder, fragment, span(marks, end));
  const step = indentStep(document);
  const list = listStyle(document);
  const base = columnOf(source, holder.span.start);
  const column = base + (fragment.root.kind === 'sequence' ? list.indent : step);
  const lines = reindented(fragment, column, step, list);
  const edits = end > marks ? [remove(marks, end)] : [];
  return [...edits, insert(lineEndAt(source, end), `\n${lines.join('\n')}`)];
}

function putBehindDash(item: YamlItem, fragment: Fragment, old: Span): Edits {
  const { document } = item.sequence;
  const { source } = document;
  // A comment behind the dash would end up inside the block's first line.
  if (slice(source, old.end, lineEndAt(source, old.end)).trim() !== '') return undefined;
  if (item.value?.anchor || item.value?.tag) return undefined;
  const gap = itemStep(item.sequence) ?? listStyle(document).step;
  const lines = linesAt(fragment, document, columnOf(source, item.span.start) + gap);
  return [replace(span(old.start, lineEndAt(source, old.end)), ' '.repeat(gap - 1) + lines.join('\n').trimStart())];
}

type Place = { readonly before?: Member; readonly after?: Member; readonly first?: boolean };

/** Puts lines among the entries or items of a block. */
function insertMember(container: Container, place: Place, linesFor: (column: number) => readonly string[]): Edits {
  const members = membersOf(container);
  const { document } = container;
  const { source } = document;
  const before = place.before ?? (place.first === true ? members[0] : undefined);
  const after = before ? members[before.index - 1] : (place.after ?? members[members.length - 1]);
  const neighbour = before ?? after;
  if (!neighbour || containerOf(neighbour) !== container) return undefined;
  const lines = linesFor(columnOf(source, neighbour.span.start));
  if (!before) {
    const line = lastLine(document, neighbour);
    return [insert(lineSpan(source, line).end, `\n${lines.join('\n')}`)];
  }
  if (!startsLine(source, before.span.start)) {
    const indent = ' '.repeat(columnOf(source, before.span.start));
    return [insert(before.span.start, `${lines.join('\n').trimStart()}\n${indent}`)];
  }
  return [insert(aboveComments(document, before), `${lines.join('\n')}\n`)];
}

/** The start of the line above which nothing belongs to an entry or item: the comments directly above it do. */
function aboveComments({ source, span: own }: YamlDocument, member: Member): number {
  const column = columnOf(source, member.span.start);
  let line = lineAt(source, member.span.start);
  while ((source.lineStarts[line - 1] ?? -1) >= own.start && commentColumn(source, line - 1) === column) line--;
  const { start } = lineSpan(source, line);
  return start === 0 && source.text.charCodeAt(0) === 0xfeff ? 1 : start;
}

/** Puts entries or items among those in brackets, on lines of their own when the others are. */
function insertFlow(container: Container, place: Place, texts: readonly string[]): Edits {
  const members = membersOf(container);
  const { document, span: at } = container;
  const { source } = document;
  const opening = slice(source, at.start, at.start + 1);
  if (opening !== '{' && opening !== '[') return undefined;
  const before = place.before ?? (place.first === true ? members[0] : undefined);
  const after = place.after ?? members[members.length - 1];
  const neighbour = before ?? after;
  if (!neighbour) {
    if (slice(source, at.start, at.end).includes('#')) return undefined;
    return [replace(span(at.start + 1, at.end - 1), texts.join(', '))];
  }
  if (containerOf(neighbour) !== container) return undefined;
  const { start, end } = neighbour.span;
  const own = startsLine(source, start);
  const gap = own ? `\n${' '.repeat(start - lineStartAt(source, start))}` : ' ';
  if (before) return [insert(start, texts.map((text) => `${text},${gap}`).join(''))];
  const added = texts.join(`,${gap}`);
  const lineEnd = lineEndAt(source, end);
  const behind = /^[ \t]*(,?)[ \t]*(?:#.*)?$/.exec(slice(source, end, lineEnd));
  if (!own || !behind) return [insert(end, `,${gap}${added}`)];
  // The comment on the line stays with the neighbour.
  if (behind[1] === ',') return [insert(lineEnd, `${gap}${added},`)];
  return behind[0] === '' ? [insert(end, `,${gap}${added}`)] : [insert(end, ','), insert(lineEnd, gap + added)];
}

/** Puts an item into a list. `text` is the item's value as YAML indented from column 0; it is written in the list's own style. */
export function insertItem(sequence: YamlSequence, text: string, place: ItemPlace = {}): Edits {
  const fragment = fragmentOf(text);
  const { document } = sequence;
  if (!isSound(document) || !fragment) return undefined;
  if (sequence.flow) {
    const json = isJson(sequence);
    const block = sequence.items.length === 0 && !json && isBlock(fragment) ? listed(fragment) : undefined;
    const edits = block && unfolded(sequence, block);
    if (edits) return edits;
    const item = flowText(fragment.root, json);
    return item === undefined ? undefined : insertFlow(sequence, place, [item]);
  }
  const gap = itemStep(sequence) ?? listStyle(document).step;
  return insertMember(sequence, place, (column) => dashed(fragment, document, column, gap));
}

/** A fragment as the only item of a list. */
function listed(fragment: Fragment): Fragment | undefined {
  const [first = '', ...others] = fragmentLines(fragment);
  return fragmentOf([`- ${first}`, ...others.map((line) => (line === '' ? '' : `  ${line}`))].join('\n'));
}

function dashed(fragment: Fragment, document: YamlDocument, column: number, gap: number): string[] {
  const [first = '', ...others] = linesAt(fragment, document, column + gap);
  return [`${' '.repeat(column)}-${' '.repeat(gap - 1)}${first.trimStart()}`, ...others];
}

/**
 * Sets what stands at the end of a path, and makes what is missing on the way. `text` is YAML indented from column 0: `true`, `"80"`, a mapping.
 * An empty value, `{}`, `null` and a key without a value are filled; a scalar is replaced; a mapping or list that holds something is not.
 * Where the path leads through an alias or a merged entry, nothing is done: the change would be one elsewhere too.
 */
export function setPath(node: YamlNode, path: YamlPath, text: string): Edits {
  let at = node;
  for (const [i, step] of path.entries()) {
    const rest = path.slice(i + 1);
    const member = memberAt(at, step);
    if (member === undefined) return addAt(at, step, rest, text);
    if (rest.length === 0) return setValue(member, text);
    const { value } = member;
    if (value === undefined || isVacant(value)) {
      const nested = nest(rest, text);
      return nested === undefined ? undefined : setValue(member, nested);
    }
    at = value;
  }
  return undefined;
}

function memberAt(node: YamlNode, step: string | number): Member | undefined {
  if (node.kind === 'sequence') return typeof step === 'number' ? node.items[step] : undefined;
  if (node.kind !== 'mapping') return undefined;
  const same = node.entries.filter((entry) => entry.name === String(step) && !isMerge(entry));
  return same[same.length - 1];
}

/** Adds what the rest of a path asks for. */
function addAt(node: YamlNode, step: string | number, rest: YamlPath, text: string): Edits {
  if (node.kind === 'mapping') {
    // A merged mapping would be hidden by a new one.
    if (rest.length > 0 && entryOf(node, String(step))) return undefined;
    const nested = nest([String(step), ...rest], text);
    return nested === undefined ? undefined : insertEntry(node, nested);
  }
  if (node.kind !== 'sequence' || step !== node.items.length) return undefined;
  const nested = rest.length === 0 ? text : nest(rest, text);
  return nested === undefined ? undefined : insertItem(node, nested);
}

/** A value under keys that are not there yet, as YAML. */
function nest(path: YamlPath, text: string): string | undefined {
  let inner = fragmentOf(text);
  for (const step of [...path].reverse()) {
    if (!inner) return undefined;
    const lines = fragmentLines(inner);
    if (typeof step === 'number') {
      inner = step === 0 ? listed(inner) : undefined;
    } else inner = fragmentOf(keyed(quoteIfNeeded(step), lines, isBlock(inner)));
  }
  return inner?.source.text;
}

function keyed(key: string, lines: readonly string[], block: boolean): string {
  const indented = lines.map((line) => (line === '' ? '' : `  ${line}`));
  if (block) return [`${key}:`, ...indented].join('\n');
  const [first = '', ...others] = lines;
  return [`${key}: ${first}`, ...indented.slice(1, others.length + 1)].join('\n');
}

/** Nothing, `null`, `{}` or `[]`: what can be filled. */
function isVacant(value: YamlNode): boolean {
  if (value.anchor || value.tag) return false;
  if (value.kind === 'scalar') return value.style === 'plain' && plainValue(value.text, 'go-yaml-2').kind === 'null';
  if (value.kind === 'alias' || membersOf(value).length > 0) return false;
  const { source } = value.document;
  return !slice(source, value.span.start, value.span.end).includes('#');
}

function setValue(member: Member, text: string): Edits {
  const fragment = fragmentOf(text);
  const container = containerOf(member);
  const { value } = member;
  if (!fragment || !isSound(container.document)) return undefined;
  if (member.kind === 'entry' && (isExplicit(member) || isMerge(member))) return undefined;
  if (value && !canReplace(value)) return undefined;
  const old = value && value.span.end > value.span.start ? value.span : undefined;
  if (container.flow) return setInFlow(member, fragment, old);
  if (isInline(fragment)) return setInline(member, fragmentLines(fragment)[0] ?? '', old);
  if (isBlock(fragment)) return putBlock(member, fragment, old);
  return putLines(member, fragment, old);
}

/** Whether a value can be taken away: nothing that is held by it, referred to or noted there gets lost. */
function canReplace(value: YamlNode): boolean {
  if (value.kind === 'alias' || value.anchor || value.tag) return false;
  if (value.kind !== 'scalar') return isVacant(value);
  if (value.style !== 'literal' && value.style !== 'folded') return true;
  const { source } = value.document;
  return !slice(source, value.span.start, lineEndAt(source, value.span.start)).includes('#');
}

function setInFlow(member: Member, fragment: Fragment, old: Span | undefined): Edits {
  const text = flowText(fragment.root, isJson(containerOf(member)));
  if (text === undefined) return undefined;
  if (old) return [replace(old, text)];
  if (member.kind === 'item') return undefined;
  if (member.colon === undefined) return [insert(member.key.span.end, `: ${text}`)];
  return [insert(member.colon + 1, ` ${text}`)];
}

function setInline(member: Member, text: string, old: Span | undefined): Edits {
  if (old) return [replace(old, text)];
  if (member.kind === 'entry' && member.colon === undefined) return undefined;
  return [insert(marksEnd(member, member.value), ` ${text}`)];
}

/** A block of text, or a value that goes on on the next lines: the first line stands behind the colon. */
function putLines(member: Member, fragment: Fragment, old: Span | undefined): Edits {
  const { document } = containerOf(member);
  const { source } = document;
  const { root } = fragment;
  const at = old?.start ?? marksEnd(member, member.value);
  const end = old?.end ?? at;
  const behind = slice(source, end, lineEndAt(source, end));
  if (root.kind !== 'scalar' || (root.style !== 'literal' && root.style !== 'folded')) return undefined;
  const [first = '', ...others] = reindented(fragment, columnOf(source, member.span.start), 2, listStyle(document));
  const header = first.trimStart();
  if (behind.trim() !== '' && header.includes('#')) return undefined;
  return [
    replace(span(at, end), `${old ? '' : ' '}${header}`),
    insert(lineEndAt(source, end), others.map((line) => `\n${line}`).join('')),
  ];
}
