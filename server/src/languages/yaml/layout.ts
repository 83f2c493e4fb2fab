import { lineAt, lineSpan, type SourceText } from '../../core/text';
import type { YamlDocument, YamlEntry, YamlItem, YamlNode, YamlProblemCode, YamlSequence } from './nodes';
import { walk } from './query';

/** How lists are written: how far the dash stands to the right of its key, and how far behind the dash its content begins. */
export interface ListStyle {
  readonly indent: number;
  readonly step: number;
}

const DEFAULT_STEP = 2;
const steps = new WeakMap<YamlDocument, number>();
const lists = new WeakMap<YamlDocument, ListStyle>();

/** How many columns a mapping stands to the right of its key, in most places of a document; 2 when there is none. */
export function indentStep(document: YamlDocument): number {
  const known = steps.get(document);
  if (known !== undefined) return known;
  const counts = new Map<number, number>();
  walk(document.root, (node) => {
    if (node.kind !== 'mapping' || node.flow) return;
    const [entry] = node.entries;
    if (entry && node.holder?.kind === 'entry' && !node.holder.mapping.flow) {
      count(counts, columnOf(document.source, entry.span.start) - columnOf(document.source, node.holder.span.start));
    }
  });
  const step = most(counts) ?? DEFAULT_STEP;
  steps.set(document, step);
  return step;
}

/** How most lists of a document are written; where there is none, the dash is indented as `indentStep` says. */
export function listStyle(document: YamlDocument): ListStyle {
  const known = lists.get(document);
  if (known) return known;
  const indents = new Map<number, number>();
  const gaps = new Map<number, number>();
  walk(document.root, (node) => {
    if (node.kind !== 'sequence' || node.flow) return;
    const [item] = node.items;
    if (item && node.holder?.kind === 'entry') {
      count(indents, columnOf(document.source, item.span.start) - columnOf(document.source, node.holder.span.start));
    }
    const gap = itemStep(node);
    if (gap !== undefined) count(gaps, gap);
  });
  const style = { indent: most(indents) ?? indentStep(document), step: most(gaps) ?? DEFAULT_STEP };
  lists.set(document, style);
  return style;
}

/** How far behind its dash the content of a list begins; undefined when no item tells. */
export function itemStep(sequence: YamlSequence): number | undefined {
  const { source } = sequence.document;
  for (const { span, value } of sequence.items) {
    if (value && valueStart(value) > span.start && lineAt(source, valueStart(value)) === lineAt(source, span.start)) {
      return valueStart(value) - span.start;
    }
  }
  return undefined;
}

/** Where a value begins, its anchor and tag included. */
export const valueStart = (node: YamlNode): number =>
  Math.min(node.span.start, node.anchor?.span.start ?? node.span.start, node.tag?.span.start ?? node.span.start);

/** Where the marks of a value end: behind them (or behind the colon or dash) a value can be put. */
export function marksEnd(holder: YamlEntry | YamlItem, value: YamlNode | undefined): number {
  const sign = holder.kind === 'entry' ? (holder.colon ?? holder.key.span.end) : holder.span.start;
  return Math.max(sign + 1, value?.anchor?.span.end ?? 0, value?.tag?.span.end ?? 0);
}

function count(counts: Map<number, number>, value: number): void {
  if (value >= 0 && value <= 8) counts.set(value, (counts.get(value) ?? 0) + 1);
}

/** What was counted most; the first of equals. */
function most(counts: ReadonlyMap<number, number>): number | undefined {
  let best: number | undefined;
  let times = 0;
  for (const [value, n] of counts) {
    if (n > times) {
      best = value;
      times = n;
    }
  }
  return best;
}

export const lineStartAt = (source: SourceText, offset: number): number =>
  source.lineStarts[lineAt(source, offset)] ?? 0;

/** The end of the line that holds `offset`, without its line end. */
export const lineEndAt = (source: SourceText, offset: number): number => lineSpan(source, lineAt(source, offset)).end;

/** The column of an offset as YAML counts: a byte order mark is none. */
export function columnOf(source: SourceText, offset: number): number {
  const start = lineStartAt(source, offset);
  return offset - start - (start === 0 && source.text.charCodeAt(0) === 0xfeff ? 1 : 0);
}

/** Whether nothing but blanks stands before `offset` on its line. */
export function startsLine(source: SourceText, offset: number): boolean {
  for (let at = lineStartAt(source, offset); at < offset; at++) {
    const code = source.text.charCodeAt(at);
    if (code !== 32 && !(at === 0 && code === 0xfeff)) return false;
  }
  return true;
}

export const isBlankLine = (source: SourceText, line: number): boolean => {
  if (line < 0 || line >= source.lineStarts.length) return false;
  const { start, end } = lineSpan(source, line);
  return /^[ \t]*$/.test(source.text.slice(start, end));
};

/** The column of the comment that a line consists of; undefined for every other line. Ask only where no block of text is. */
export function commentColumn(source: SourceText, line: number): number | undefined {
  if (line < 0 || line >= source.lineStarts.length) return undefined;
  const { start, end } = lineSpan(source, line);
  const match = /^[ \t]*(?=#)/.exec(source.text.slice(start, end));
  return match?.[0].length;
}

const BROKEN: ReadonlySet<YamlProblemCode> = new Set([
  'syntax',
  'tab-indentation',
  'unclosed-quote',
  'unclosed-bracket',
  'missing-space-after-colon',
  'bad-indentation',
  'bad-separator',
]);

/** Whether a document's structure is what it seems to be, so that lines can be moved. */
export const isSound = (document: YamlDocument): boolean =>
  !document.refused && !document.problems.some(({ code }) => BROKEN.has(code));
