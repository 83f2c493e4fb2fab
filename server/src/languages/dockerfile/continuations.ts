import { MemoMap } from '../../core/memo';
import type { Span } from '../../core/span';
import { lineAt, lineSpan } from '../../core/text';
import type { DockerfileDocument } from './model';
import { type Instruction, KEYWORDS } from './nodes';

/** A continued line that begins with the keyword of an instruction: the line above continues by mistake. */
export interface Swallowed {
  readonly keyword: Span;
  readonly keywordText: string;
  /** The escape character that makes it part of the instruction above. */
  readonly escape: Span;
  /** From the end of what is to stay on the line above to the end of that line. */
  readonly tail: Span;
}

const NAMES: ReadonlySet<string> = new Set(KEYWORDS);
const KNOWN = new MemoMap<Instruction, Swallowed | null>();

/**
 * The first line of an instruction, behind its first, that looks like an instruction of its own: a keyword at the indentation and in
 * the letter case of the instruction's, outside quotes, with something behind it.
 */
export function swallowedInstruction(document: DockerfileDocument, instruction: Instruction): Swallowed | undefined {
  const known = KNOWN.get(instruction);
  if (known !== undefined) return known ?? undefined;
  const found = find(document, instruction);
  KNOWN.set(instruction, found ?? null);
  return found;
}

function find(document: DockerfileDocument, instruction: Instruction): Swallowed | undefined {
  const { source } = document;
  const { raw } = instruction;
  const last = lineAt(source, raw.headEnd);
  if (instruction.onbuild || last === raw.firstLine || raw.keywordText === '') return undefined;
  const indent = raw.span.start - (source.lineStarts[raw.firstLine] ?? 0);
  const inside = new Set(raw.comments.map((comment) => comment.line));
  let quote = '';
  let previous: Span | undefined;
  for (let line = raw.firstLine; line <= last; line++) {
    if (inside.has(line)) continue;
    const at = lineSpan(source, line);
    const text = source.text.slice(at.start, at.end);
    if (text.trim() === '') continue;
    const keyword = quote === '' && previous ? keywordOf(text, indent, raw.keywordText) : undefined;
    if (keyword !== undefined && previous) {
      const start = at.start + indent;
      return { keyword: { start, end: start + keyword.length }, keywordText: keyword, ...cutOf(source.text, previous) };
    }
    quote = quoteBehind(text, quote, document.escape);
    previous = at;
  }
  return undefined;
}

function keywordOf(text: string, indent: number, like: string): string | undefined {
  const word = /^([ \t]*)([A-Za-z]{3,11})[ \t]+\S/.exec(text);
  const name = word?.[2];
  if (!word || name === undefined || (word[1] ?? '').length !== indent || !NAMES.has(name.toUpperCase()))
    return undefined;
  const upper = like === like.toUpperCase();
  return name === (upper ? name.toUpperCase() : name.toLowerCase()) ? name : undefined;
}

function cutOf(text: string, line: Span): { escape: Span; tail: Span } {
  let end = line.end;
  while (end > line.start && /[ \t]/.test(text[end - 1] ?? '')) end--;
  const escape = { start: end - 1, end };
  let start = end - 1;
  while (start > line.start && /[ \t&|;]/.test(text[start - 1] ?? '')) start--;
  return { escape, tail: { start, end: line.end } };
}

/** The quote that is open behind a line, when `quote` is open before it. */
function quoteBehind(text: string, quote: string, escape: string): string {
  let open = quote;
  for (let at = 0; at < text.length; at++) {
    const c = text[at] ?? '';
    if (c === escape && open !== "'") at++;
    else if (open === '' && (c === '"' || c === "'")) open = c;
    else if (c === open) open = '';
  }
  return open;
}

/** A keyword that only makes sense as the rest of a command: its line was to belong to the instruction above. */
export const looksContinued = (keyword: string): boolean => /^(?:&&|\|\|?|;|--|-\w|[<>)}\]])/.test(keyword);
