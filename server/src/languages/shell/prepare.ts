/**
 * Turns the body of a RUN instruction into shell text of the same length.
 *
 * BuildKit joins continued lines before the shell sees them, with nothing in between, and drops comment and blank lines
 * on the way (moby/buildkit `frontend/dockerfile/parser/parser.go`). Here the removed pieces are replaced, code unit by
 * code unit, so that offsets stay those of the file: by blanks where a blank changes nothing, by U+0000 inside a word or
 * a quoted string. A shell script cannot contain U+0000, so whoever reads a word's text may drop it.
 */

/** Stands for a removed code unit where a blank would change the meaning. */
export const GAP = '\0';

const TAB = 9;
const LF = 10;
const CR = 13;
const SPACE = 32;
const DOUBLE = 34;
const HASH = 35;
const DOLLAR = 36;
const SINGLE = 39;
const OPEN = 40;
const CLOSE = 41;
const BACKSLASH = 92;
const BACKTICK = 96;
const BRACE_OPEN = 123;
const BRACE_CLOSE = 125;

const isBlank = (c: number): boolean => c === SPACE || c === TAB || c === CR || c === 11 || c === 12;

/** Characters that end a shell word: `& ; | < > ( )`, blanks and line ends. */
const endsWord = (c: number): boolean =>
  isBlank(c) || c === LF || c === 38 || c === 59 || c === 124 || c === 60 || c === 62 || c === OPEN || c === CLOSE;

/** How the text up to some offset leaves the shell: which quotes and substitutions are open. */
interface QuoteState {
  readonly open: number[];
  comment: boolean;
  escaped: boolean;
  previous: number;
}

function closeTop(state: QuoteState, opener: number): void {
  if (state.open[state.open.length - 1] === opener) state.open.pop();
}

function stepQuoted(state: QuoteState, c: number, top: number): void {
  if (top === SINGLE) {
    if (c === SINGLE) state.open.pop();
    return;
  }
  if (c === BACKSLASH) state.escaped = true;
  else if (c === DOUBLE) state.open.pop();
  else stepExpansion(state, c);
}

function stepExpansion(state: QuoteState, c: number): void {
  if (c === BACKTICK) {
    if (state.open.includes(BACKTICK)) state.open.length = state.open.lastIndexOf(BACKTICK);
    else state.open.push(BACKTICK);
  } else if (state.previous === DOLLAR && (c === OPEN || c === BRACE_OPEN)) state.open.push(c);
}

function stepBare(state: QuoteState, c: number): void {
  if (c === BACKSLASH) state.escaped = true;
  else if (c === SINGLE || c === DOUBLE) state.open.push(c);
  else if (c === HASH && endsWord(state.previous)) state.comment = true;
  else if (c === OPEN) state.open.push(OPEN);
  else if (c === CLOSE) closeTop(state, OPEN);
  else if (c === BRACE_CLOSE) closeTop(state, BRACE_OPEN);
  else stepExpansion(state, c);
}

function advance(state: QuoteState, text: string, from: number, to: number): void {
  for (let i = from; i < to; i++) {
    const c = text.charCodeAt(i);
    if (state.comment) return;
    if (state.escaped) state.escaped = false;
    else {
      const top = state.open[state.open.length - 1];
      if (top === SINGLE || top === DOUBLE) stepQuoted(state, c, top);
      else stepBare(state, c);
    }
    state.previous = c;
  }
}

function lineEnd(text: string, from: number): number {
  const at = text.indexOf('\n', from);
  return at < 0 ? text.length : at;
}

/** The offset of the escape character that continues the line `[from, end)`, or -1. */
function continuation(text: string, from: number, end: number, escape: number): number {
  let at = end - 1;
  while (at >= from && isBlank(text.charCodeAt(at))) at--;
  if (at < from || text.charCodeAt(at) !== escape) return -1;
  return at > from && text.charCodeAt(at - 1) === escape ? -1 : at;
}

/** The first offset at or behind `from` that is neither in a comment line nor in a blank line. */
function skipDroppedLines(text: string, from: number): number {
  let start = from;
  while (start < text.length) {
    const end = lineEnd(text, start);
    let at = start;
    while (at < end && isBlank(text.charCodeAt(at))) at++;
    if (at < end && text.charCodeAt(at) !== HASH) return start;
    start = Math.min(text.length, end + 1);
  }
  return text.length;
}

/** Operators of two characters, which a blank in between would tear apart: their second half is moved to the first. */
const OPERATOR_PAIRS = new Set(['&&', '||', ';;', '|&', '>>', '<<', '>&', '<&', '&>', '>|', '<>', '$(', '${']);

const inQuotes = (state: QuoteState): boolean => {
  const top = state.open[state.open.length - 1];
  return top === SINGLE || top === DOUBLE;
};

/** What stands for the removed `[from, to)`. */
function filler(text: string, state: QuoteState, from: number, to: number): string {
  const blank = from === 0 || to >= text.length || endsWord(state.previous) || endsWord(text.charCodeAt(to));
  const harmless = state.comment || (blank && !inQuotes(state) && !state.escaped);
  return (harmless || to >= text.length ? ' ' : GAP).repeat(to - from);
}

/** Whether the removed `[from, to)` lies within an operator. */
function tearsOperator(text: string, state: QuoteState, from: number, to: number): boolean {
  if (from === 0 || state.comment || state.escaped || inQuotes(state)) return false;
  return OPERATOR_PAIRS.has(String.fromCharCode(state.previous) + text.charAt(to));
}

/**
 * Shell text of exactly the length of `text`, the body of a RUN instruction as it stands in the file (behind the
 * keyword and its flags). `escape` is the Dockerfile's escape character. What follows the first line that is not
 * continued (here-document bodies) is left as it is. Offsets into the result are offsets into `text`.
 * Any input is accepted; time is linear in its length.
 */
export function prepareRun(text: string, escape: '\\' | '`'): string {
  const escapeCode = escape.charCodeAt(0);
  const pieces: string[] = [];
  const state: QuoteState = { open: [], comment: false, escaped: false, previous: SPACE };
  let copied = 0;
  let gap = -1;
  let lineStart = 0;
  const fill = () => {
    if (tearsOperator(text, state, gap, copied)) {
      pieces.push(text.charAt(copied));
      advance(state, text, copied, copied + 1);
      copied++;
      gap++;
    }
    pieces.push(filler(text, state, gap, copied));
  };
  while (lineStart < text.length) {
    const end = lineEnd(text, lineStart);
    const at = continuation(text, lineStart, end, escapeCode);
    if (at < 0) break;
    if (gap < 0 || at > copied) {
      if (gap >= 0) fill();
      advance(state, text, copied, at);
      pieces.push(text.slice(copied, at));
      gap = at;
    }
    copied = skipDroppedLines(text, Math.min(text.length, end + 1));
    lineStart = copied;
  }
  if (gap < 0) return text;
  fill();
  pieces.push(text.slice(copied));
  return pieces.join('');
}

/** The text as the shell gets it: without the marks of removed code units. */
export const withoutGaps = (text: string): string => (text.includes(GAP) ? text.replaceAll(GAP, '') : text);

/**
 * Prepared text from inside a quoted word, made fit to be parsed as a script itself: marks beside a blank or an operator
 * become blanks. The length stays.
 */
export function bareGaps(text: string): string {
  if (!text.includes(GAP)) return text;
  return text.replace(/\0+/g, (gap, at: number) => {
    const before = at === 0 ? SPACE : text.charCodeAt(at - 1);
    const after = at + gap.length >= text.length ? SPACE : text.charCodeAt(at + gap.length);
    return endsWord(before) || endsWord(after) ? ' '.repeat(gap.length) : gap;
  });
}
