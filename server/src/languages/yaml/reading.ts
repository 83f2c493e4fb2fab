import type { CST } from 'yaml';
import type { YamlProblemCode } from './nodes';
import type { RawAlias, RawNode, RawProblem } from './raw';

/** Problems that are noted before the same ones of a line are thrown together. */
const MAX_NOTED = 2_000;

/** What is known while a document is read. */
export interface Reading {
  readonly text: string;
  /** Where the document's own text ends; a repaired text is longer. */
  readonly length: number;
  readonly problems: RawProblem[];
  readonly anchors: Map<string, Exclude<RawNode, RawAlias>>;
  /** Blanks with tabs where indentation is meant. */
  readonly tabs: CST.SourceToken[];
  /** Opening quotes whose closing ones were not found before the end of the text. */
  openQuote: boolean;
  aliased: number;
}

export const newReading = (text: string, length: number): Reading => ({
  text,
  length,
  problems: [],
  anchors: new Map(),
  tabs: [],
  openQuote: false,
  aliased: 0,
});

export function note(
  on: Reading,
  code: YamlProblemCode,
  message: string,
  start: number,
  end: number,
  related?: RawNode,
): void {
  if (on.problems.length >= MAX_NOTED) return;
  on.problems.push({
    code,
    message,
    start,
    end,
    related: related && { start: related.start, end: related.end },
  });
}

export function noteToken(on: Reading, message: string, token: CST.SourceToken): void {
  note(on, 'syntax', message, token.offset, token.offset + Math.max(1, token.source.length));
}

export function unexpected(token: CST.SourceToken): string {
  return token.source.length === 1 ? `"${token.source}" cannot stand here` : 'This cannot stand here';
}

/** A name as a message shows it. */
export const cut = (name: string): string => {
  const line = name.split('\n', 1)[0] ?? '';
  return line.length > 40 ? `${line.slice(0, 40)}…` : line;
};

/** The end of the word at `offset`. */
export function wordEnd(text: string, offset: number): number {
  let end = offset;
  while (end < text.length && end < offset + 40 && !' \t\r\n:,#'.includes(text.charAt(end))) end++;
  return Math.max(end, offset + 1);
}

/** The end of the text before `offset`, without blanks. */
export function lastContent(text: string, offset: number, least: number): number {
  let end = Math.min(offset, text.length);
  while (end > least && ' \t\r\n'.includes(text.charAt(end - 1))) end--;
  return end;
}
