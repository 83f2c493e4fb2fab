import type { Span } from './span';

/** A place in a text: line and column count from 0, columns in UTF-16 code units (as in the Language Server Protocol). */
export interface Position {
  readonly line: number;
  readonly column: number;
}

/** A text with its line starts. Lines end at `\n`, `\r\n` or a lone `\r`, as editors count them. */
export interface SourceText {
  readonly text: string;
  /** Offset of the first code unit of each line; the first entry is 0. */
  readonly lineStarts: readonly number[];
  /** The line ending that the text uses most (`\n` when it has none). */
  readonly eol: '\n' | '\r\n';
}

export function sourceText(text: string): SourceText {
  if (!text.includes('\r')) return { text, lineStarts: newlineStarts(text), eol: '\n' };
  const lineStarts = [0];
  let crlf = 0;
  for (let i = 0; i < text.length; i++) {
    const c = text.charCodeAt(i);
    if (c === 10) {
      lineStarts.push(i + 1);
    } else if (c === 13) {
      if (text.charCodeAt(i + 1) === 10) {
        crlf++;
        i++;
      }
      lineStarts.push(i + 1);
    }
  }
  return { text, lineStarts, eol: crlf * 2 > lineStarts.length - 1 ? '\r\n' : '\n' };
}

function newlineStarts(text: string): number[] {
  const starts = [0];
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) starts.push(at + 1);
  return starts;
}

/** The line (from 0) that holds `offset`. Offsets beyond the text belong to the last line. */
export function lineAt(source: SourceText, offset: number): number {
  const { lineStarts } = source;
  let low = 0;
  let high = lineStarts.length - 1;
  while (low < high) {
    const mid = (low + high + 1) >> 1;
    if ((lineStarts[mid] ?? 0) <= offset) low = mid;
    else high = mid - 1;
  }
  return low;
}

export function positionAt(source: SourceText, offset: number): Position {
  const clamped = Math.max(0, Math.min(offset, source.text.length));
  const line = lineAt(source, clamped);
  return { line, column: clamped - (source.lineStarts[line] ?? 0) };
}

/** The offset of a position; a column beyond the line's end is the line's end, a line beyond the text its end. */
export function offsetAt(source: SourceText, at: Position): number {
  if (at.line < 0) return 0;
  const start = source.lineStarts[at.line];
  if (start === undefined) return source.text.length;
  return Math.min(start + Math.max(0, at.column), lineSpan(source, at.line).end);
}

/** The range of a line (from 0) without its line ending. */
export function lineSpan(source: SourceText, line: number): Span {
  const start = source.lineStarts[line] ?? source.text.length;
  let end = source.lineStarts[line + 1] ?? source.text.length;
  if (source.lineStarts[line + 1] !== undefined) {
    end--;
    if (source.text.charCodeAt(end) === 10 && source.text.charCodeAt(end - 1) === 13 && end - 1 >= start) end--;
  }
  return { start, end };
}

/** The range of whole lines that `at` touches, with the last line's ending. */
export function wholeLines(source: SourceText, at: Span): Span {
  const first = lineAt(source, at.start);
  const last = lineAt(source, Math.max(at.start, at.end - 1));
  return { start: source.lineStarts[first] ?? 0, end: source.lineStarts[last + 1] ?? source.text.length };
}

export const slice = (source: { readonly text: string }, at: Span): string => source.text.slice(at.start, at.end);
