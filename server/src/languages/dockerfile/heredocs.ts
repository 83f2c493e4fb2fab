import type { Span } from '../../core/span';
import type { Logical } from './logical';

/** `<<EOF` and its kin on an instruction's line. */
export interface HeredocMark {
  /** The delimiter with quotes and escapes removed. */
  readonly name: string;
  /** `<<-`: leading tabs of the body and of the terminator do not count. */
  readonly chomp: boolean;
  /** False when a part of the delimiter is quoted: variables in the body stay as they are. */
  readonly expand: boolean;
  /** The file descriptor in front (`3<<EOF`), 0 when there is none. */
  readonly descriptor: number;
  /** The whole mark, `<<-"EOF"`. */
  readonly mark: Span;
  /** Where the mark stands in the joined text of the instruction. */
  readonly index: number;
}

interface RawWord {
  readonly text: string;
  readonly start: number;
  readonly end: number;
}

/**
 * Finds the here-documents that an instruction opens (heredocsFromLine and ParseHeredoc in moby/buildkit, parser.go). `text` is the
 * joined text from `from` on. A line whose quotes are not closed opens none.
 */
export function findHeredocs(text: string, from: number, logical: Logical): HeredocMark[] {
  const marks: HeredocMark[] = [];
  for (const word of rawWords(text) ?? []) {
    const match = /^(\d*)<<(-?)\s*([^<]*)$/.exec(word.text);
    const rest = match?.[3];
    if (!match || !rest) continue;
    const name = unquote(rest);
    if (name === undefined || name === '') continue;
    marks.push({
      name,
      chomp: match[2] === '-',
      expand: quotes(name) === quotes(rest.replace(/\\(.)/gs, '$1')),
      descriptor: match[1] ? Number(match[1]) : 0,
      mark: logical.span(from + word.start, from + word.end),
      index: from + word.start,
    });
  }
  return marks;
}

const quotes = (text: string): number => text.split(/['"]/).length - 1;

/** Words as a shell splits them, quotes and escapes kept; blanks behind `<<` belong to the word. Undefined on an open quote. */
function rawWords(text: string): RawWord[] | undefined {
  const words: RawWord[] = [];
  let start = -1;
  let at = 0;
  const close = (end: number): void => {
    if (start >= 0) words.push({ text: text.slice(start, end), start, end });
    start = -1;
  };
  while (at < text.length) {
    const c = text[at];
    if (c === undefined) break;
    if (/\s/.test(c)) {
      close(at++);
      continue;
    }
    if (start < 0) start = at;
    if (c === "'" || c === '"') {
      const end = quoteEnd(text, at, c);
      if (end === undefined) return undefined;
      at = end;
    } else if (c === '\\') {
      at += 2;
    } else if (c === '<' && text[at + 1] === '<') {
      at += 2;
      while (text[at] === ' ' || text[at] === '\t' || text[at] === '\r') at++;
    } else {
      at++;
    }
  }
  close(Math.min(at, text.length));
  return words;
}

function quoteEnd(text: string, open: number, quote: string): number | undefined {
  for (let at = open + 1; at < text.length; at++) {
    if (text[at] === quote) return at + 1;
    if (quote === '"' && text[at] === '\\') at++;
  }
  return undefined;
}

/** A single word with its quotes and escapes removed; undefined when it is more than one word or a quote is open. */
function unquote(text: string): string | undefined {
  let out = '';
  for (let at = 0; at < text.length; at++) {
    const c = text[at];
    if (c === undefined || /\s/.test(c)) return text.slice(at).trim() === '' ? out : undefined;
    if (c === '\\') {
      at++;
      out += text[at] ?? '';
    } else if (c === "'" || c === '"') {
      const end = quoteEnd(text, at, c);
      if (end === undefined) return undefined;
      out += c === "'" ? text.slice(at + 1, end - 1) : text.slice(at + 1, end - 1).replace(/\\(["$\\])/g, '$1');
      at = end - 1;
    } else {
      out += c;
    }
  }
  return out;
}
