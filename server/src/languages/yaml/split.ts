import type { SourceText } from '../../core/text';

/** A part of a stream that is one document. */
export interface Part {
  readonly start: number;
  readonly end: number;
  /** The `---` line above it, without its line end; -1 without one. When content stands on that line, the three dashes alone. */
  readonly separatorStart: number;
  readonly separatorEnd: number;
  /** Content stands behind the `---`. */
  readonly inline: boolean;
  /** What kubectl refuses: a line that begins with `---` and goes on, content behind `...`. */
  readonly bad: BadSeparator | undefined;
}

export interface BadSeparator {
  readonly message: string;
  readonly start: number;
  readonly end: number;
}

type Opening = Omit<Part, 'end'>;

/** Splits a stream where kubectl does, at lines of `---`; further where YAML does, at `---` with content and behind `...`. */
export function splitStream({ text, lineStarts }: SourceText): readonly Part[] {
  const parts: Part[] = [];
  const bom = text.charCodeAt(0) === 0xfeff ? 1 : 0;
  const last = lineStarts.length - 1;
  let current: Opening = { start: 0, separatorStart: -1, separatorEnd: -1, inline: false, bad: undefined };
  for (let line = 0; line <= last; line++) {
    const at = line === 0 ? bom : (lineStarts[line] ?? 0);
    const sign = signAt(text, at);
    if (sign === 0) continue;
    const next = lineStarts[line + 1] ?? text.length;
    const end = lineEnd(text, at, next);
    if (!isBlank(text.charCodeAt(at + 3))) {
      if (sign === DASH && !current.bad) current = { ...current, bad: notSeparator(at, end) };
    } else if (sign === DASH) {
      if (at > bom) parts.push({ ...current, end: at });
      current = opened(text, at, end, next);
    } else {
      const content = contentAfter(text, lineStarts, line + 1);
      if (content < 0) continue;
      parts.push({ ...current, end: next });
      current = unopened(next, content, lineEnd(text, content, endOfLineAt(text, content)));
    }
  }
  parts.push({ ...current, end: text.length });
  return parts;
}

const DASH = 45;
const DOT = 46;

/** The sign that stands three times at `at`, when it is one that can end a document; else 0. */
function signAt(text: string, at: number): number {
  const sign = text.charCodeAt(at);
  if (sign !== DASH && sign !== DOT) return 0;
  return text.charCodeAt(at + 1) === sign && text.charCodeAt(at + 2) === sign ? sign : 0;
}

/** A blank, a line end or the end of the text. */
const isBlank = (code: number): boolean => Number.isNaN(code) || code === 32 || code === 9 || isEol(code);

const isEol = (code: number): boolean => code === 10 || code === 13;

/** Where the line ends that `next` follows, without its line end. */
function lineEnd(text: string, at: number, next: number): number {
  let end = next;
  while (end > at && isEol(text.charCodeAt(end - 1))) end--;
  return end;
}

function endOfLineAt(text: string, at: number): number {
  let end = at;
  while (end < text.length && !isEol(text.charCodeAt(end))) end++;
  return end;
}

function skipBlanks(text: string, from: number): number {
  let at = from;
  while (text.charCodeAt(at) === 32 || text.charCodeAt(at) === 9) at++;
  return at;
}

function opened(text: string, at: number, end: number, next: number): Opening {
  const content = skipBlanks(text, at + 3);
  if (content >= end || text.charAt(content) === '#') {
    return { start: next, separatorStart: at, separatorEnd: end, inline: false, bad: undefined };
  }
  const bad = { message: 'Nothing but a comment can stand after "---"', start: content, end };
  return { start: at + 3, separatorStart: at, separatorEnd: at + 3, inline: true, bad };
}

function unopened(start: number, content: number, end: number): Opening {
  const bad = { message: 'A "---" line is missing above this', start: content, end };
  return { start, separatorStart: -1, separatorEnd: -1, inline: false, bad };
}

const notSeparator = (start: number, end: number): BadSeparator => ({
  message: 'A line that begins with "---" can hold nothing else but a comment',
  start,
  end,
});

/** Where content stands behind a `...`, before the next `---` or `...`, that is no comment and no directive; -1 when there is none. */
function contentAfter(text: string, lineStarts: readonly number[], from: number): number {
  for (let line = from; line < lineStarts.length; line++) {
    const at = lineStarts[line] ?? 0;
    if (signAt(text, at) !== 0 && isBlank(text.charCodeAt(at + 3))) return -1;
    const content = skipBlanks(text, at);
    const first = text.charCodeAt(content);
    const isDirective = first === 37 && content === at;
    if (!Number.isNaN(first) && !isEol(first) && first !== 35 && !isDirective) return content;
  }
  return -1;
}
