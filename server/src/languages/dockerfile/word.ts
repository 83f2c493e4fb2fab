import type { Span } from '../../core/span';
import type { EscapeCharacter } from './lines';
import type { Logical } from './logical';

export type Operator = ':-' | '-' | ':+' | '+' | ':?' | '?' | '#' | '##' | '%' | '%%' | '/' | '//';

/** Literal text, quotes and escapes removed. */
export interface TextSegment {
  readonly kind: 'text';
  readonly text: string;
}

/** `$name` or `${name…}`. */
export interface VariableSegment {
  readonly kind: 'variable';
  readonly name: string;
  /** From the `$` to the end of the expression, in the file. */
  readonly span: Span;
  readonly nameSpan: Span;
  readonly braces: boolean;
  readonly operator: Operator | undefined;
  readonly operand: readonly Segment[];
  /** The second half of `${name/pattern/replacement}`. */
  readonly replacement: readonly Segment[];
}

export type Segment = TextSegment | VariableSegment;

export type WordProblemCode = 'bad-substitution' | 'missing-brace' | 'unsupported-modifier' | 'open-quote';

export interface WordProblem {
  readonly code: WordProblemCode;
  readonly span: Span;
  readonly text: string;
}

interface Lexed {
  readonly segments: readonly Segment[];
  readonly variables: readonly VariableSegment[];
  readonly problems: readonly WordProblem[];
}

/** Leads an index of a word's raw text to the file. */
type Locate = (start: number, end: number) => Span;

/** How quotes and `$` are read: `none` takes the text as it is (JSON strings keep their quotes, yet expand variables). */
export type Quoting = 'shell' | 'expand-only' | 'none';

/**
 * A word of an instruction. `raw` is its text in the file with continuations joined, quotes kept. Variables are read as BuildKit's
 * lexer does (frontend/dockerfile/shell/lex.go): `\$` and single quotes keep a `$`, words behind a modifier nest.
 */
export class Word {
  readonly raw: string;
  readonly #logical: Logical;
  readonly #start: number;
  readonly #escape: EscapeCharacter;
  readonly #quoting: Quoting;
  readonly #placed: boolean;
  #span: Span | undefined;
  #lexed: Lexed | undefined;

  /**
   * `start` is where `raw` begins in the joined text of its instruction. A JSON string has a `span` of its own, with its quotes; when it
   * holds escapes its parts cannot be `placed`, and they all get that range.
   */
  constructor(
    raw: string,
    logical: Logical,
    start: number,
    escape: EscapeCharacter,
    quoting: Quoting,
    span?: Span,
    placed = true,
  ) {
    this.raw = raw;
    this.#logical = logical;
    this.#start = start;
    this.#escape = escape;
    this.#quoting = quoting;
    this.#placed = placed;
    this.#span = span;
  }

  /** The word in the file, quotes included. */
  get span(): Span {
    this.#span ??= this.#logical.span(this.#start, this.#start + this.raw.length);
    return this.#span;
  }

  get segments(): readonly Segment[] {
    return this.#lex().segments;
  }

  /** Every variable in it, nested ones included, in order. */
  get variables(): readonly VariableSegment[] {
    return this.#lex().variables;
  }

  get problems(): readonly WordProblem[] {
    return this.#lex().problems;
  }

  /** The text with quotes removed when it holds no variable, else undefined. */
  get literal(): string | undefined {
    const { segments, variables } = this.#lex();
    return variables.length > 0 ? undefined : joinText(segments);
  }

  /** The file's range of `[start, end)` of `raw`. */
  at(start: number, end: number): Span {
    return this.#placed ? this.#logical.span(this.#start + start, this.#start + end) : this.span;
  }

  /** The part `[start, end)` of `raw` as a word of its own. */
  part(start: number, end: number): Word {
    const fixed = this.#placed ? undefined : this.span;
    return new Word(
      this.raw.slice(start, end),
      this.#logical,
      this.#start + start,
      this.#escape,
      this.#quoting,
      fixed,
      this.#placed,
    );
  }

  #lex(): Lexed {
    this.#lexed ??=
      this.#quoting === 'none' || !/[$'"\\`]/.test(this.raw)
        ? { segments: [{ kind: 'text', text: this.raw }], variables: [], problems: [] }
        : lex(this.raw, this.#escape, this.#quoting === 'shell', (start, end) => this.at(start, end));
    return this.#lexed;
  }
}

const joinText = (segments: readonly Segment[]): string =>
  segments.map((s) => (s.kind === 'text' ? s.text : '')).join('');

const SPECIAL = '@*#?-$!0';
const isNameCharacter = (c: string): boolean => /[A-Za-z0-9_]/.test(c) || (c > '\x7f' && /[\p{L}\p{Nd}]/u.test(c));
const isDigit = (c: string | undefined): boolean => c !== undefined && c >= '0' && c <= '9';

/** Deeper nesting than this is read as text: no file that a person wrote has it. */
const MAX_DEPTH = 50;

function lex(raw: string, escape: EscapeCharacter, quotes: boolean, locate: Locate): Lexed {
  const variables: VariableSegment[] = [];
  const problems: WordProblem[] = [];
  let at = 0;

  const segments = read(undefined, false, 0);
  variables.sort((a, b) => a.span.start - b.span.start);
  return { segments, variables, problems };

  function read(stop: string | undefined, rawEscapes: boolean, depth: number): Segment[] {
    const out: Segment[] = [];
    let text = '';
    const flush = (): void => {
      if (text !== '') out.push({ kind: 'text', text });
      text = '';
    };
    while (at < raw.length) {
      const c = raw[at] ?? '';
      if (c === stop) {
        flush();
        return out;
      }
      if (c === '$') {
        flush();
        const variable = readDollar(depth);
        if (typeof variable === 'string') text += variable;
        else out.push(variable);
      } else if (quotes && c === "'") {
        text += readSingleQuotes();
      } else if (quotes && c === '"') {
        flush();
        out.push(...readDoubleQuotes(depth));
      } else if (c === escape) {
        if (rawEscapes) text += c;
        at++;
        text += raw[at] ?? '';
        at++;
      } else {
        text += c;
        at++;
      }
    }
    flush();
    return out;
  }

  function readSingleQuotes(): string {
    const open = at;
    const close = raw.indexOf("'", open + 1);
    if (close < 0) {
      problems.push({ code: 'open-quote', span: locate(open, open + 1), text: "'" });
      at = raw.length;
      return raw.slice(open + 1);
    }
    at = close + 1;
    return raw.slice(open + 1, close);
  }

  function readDoubleQuotes(depth: number): Segment[] {
    const open = at++;
    const out: Segment[] = [];
    let text = '';
    const flush = (): void => {
      if (text !== '') out.push({ kind: 'text', text });
      text = '';
    };
    while (at < raw.length) {
      const c = raw[at] ?? '';
      if (c === '"') {
        at++;
        flush();
        return out.length > 0 ? out : [{ kind: 'text', text: '' }];
      }
      if (c === '$') {
        flush();
        const variable = readDollar(depth);
        if (typeof variable === 'string') text += variable;
        else out.push(variable);
      } else if (c === escape) {
        const next = raw[at + 1];
        const escaped = next === '"' || next === '$' || next === escape;
        text += escaped ? next : c;
        at += escaped ? 2 : 1;
      } else {
        text += c;
        at++;
      }
    }
    problems.push({ code: 'open-quote', span: locate(open, open + 1), text: '"' });
    flush();
    return out;
  }

  function readName(): string {
    const start = at;
    if (isDigit(raw[at])) {
      while (isDigit(raw[at])) at++;
      return raw.slice(start, at);
    }
    const first = raw[at];
    if (first !== undefined && SPECIAL.includes(first)) {
      at++;
      return first;
    }
    while (at < raw.length && isNameCharacter(String.fromCodePoint(raw.codePointAt(at) ?? 0))) {
      at += (raw.codePointAt(at) ?? 0) > 0xffff ? 2 : 1;
    }
    return raw.slice(start, at);
  }

  /** A variable, or the text that a `$` stands for where it begins none. */
  function readDollar(depth: number): VariableSegment | string {
    const start = at++;
    if (raw[at] !== '{') {
      const nameStart = at;
      const name = readName();
      if (name === '') return '$';
      return add({ name, start, nameStart, braces: false });
    }
    at++;
    const next = raw[at];
    if (next === undefined) return problem('missing-brace', start, at);
    if (next === '{' || next === '}' || next === ':') {
      const close = raw.indexOf('}', at);
      at = close < 0 ? raw.length : close + 1;
      return problem('bad-substitution', start, at);
    }
    const nameStart = at;
    const name = readName();
    return readModifier(start, nameStart, name, depth);
  }

  function readModifier(start: number, nameStart: number, name: string, depth: number): VariableSegment | string {
    const c = raw[at];
    if (c === undefined) return problem('missing-brace', start, at);
    if (c === '}') {
      at++;
      return add({ name, start, nameStart, braces: true });
    }
    const operator = readOperator();
    if (operator === undefined || depth >= MAX_DEPTH) {
      const close = raw.indexOf('}', at);
      at = close < 0 ? raw.length : close + 1;
      return problem('unsupported-modifier', start, at);
    }
    const pattern = operator.startsWith('/');
    const rawEscapes = pattern || operator.startsWith('#') || operator.startsWith('%');
    const operand = read(pattern ? '/' : '}', rawEscapes, depth + 1);
    if (raw[at] === undefined) return problem('missing-brace', start, at);
    at++;
    let replacement: Segment[] = [];
    if (pattern) {
      replacement = read('}', true, depth + 1);
      if (raw[at] === undefined) return problem('missing-brace', start, at);
      at++;
    }
    return add({ name, start, nameStart, braces: true, operator, operand, replacement });
  }

  function readOperator(): Operator | undefined {
    const two = raw.slice(at, at + 2);
    if (two === ':-' || two === ':+' || two === ':?' || two === '##' || two === '%%' || two === '//') {
      at += 2;
      return two;
    }
    const one = raw[at];
    if (one === '-' || one === '+' || one === '?' || one === '#' || one === '%' || one === '/') {
      at++;
      return one;
    }
    return undefined;
  }

  function add(found: {
    name: string;
    start: number;
    nameStart: number;
    braces: boolean;
    operator?: Operator;
    operand?: readonly Segment[];
    replacement?: readonly Segment[];
  }): VariableSegment {
    const variable: VariableSegment = {
      kind: 'variable',
      name: found.name,
      span: locate(found.start, at),
      nameSpan: locate(found.nameStart, found.nameStart + found.name.length),
      braces: found.braces,
      operator: found.operator,
      operand: found.operand ?? [],
      replacement: found.replacement ?? [],
    };
    variables.push(variable);
    return variable;
  }

  function problem(code: WordProblemCode, start: number, end: number): string {
    problems.push({ code, span: locate(start, end), text: raw.slice(start, end) });
    return raw.slice(start, end);
  }
}

/** Whether a variable's name can be an ordinary one; `$1`, `$@`, `$?` are special parameters, never set in a build. */
export const isOrdinaryName = (name: string): boolean => /^[\p{L}_][\p{L}\p{Nd}_]*$/u.test(name);

/** What is known of a variable: its value, that it is not set, or nothing. */
export type Known = { readonly value: string } | 'unset' | 'unknown';

/**
 * The text of a word with its variables replaced, as BuildKit would; undefined when a value in it is not known (or an error such as
 * `${x:?}` would stop the build). An unset variable is the empty text.
 */
export function evaluate(segments: readonly Segment[], lookup: (name: string) => Known): string | undefined {
  let out = '';
  for (const segment of segments) {
    const text = segment.kind === 'text' ? segment.text : evaluateVariable(segment, lookup);
    if (text === undefined) return undefined;
    out += text;
  }
  return out;
}

function evaluateVariable(variable: VariableSegment, lookup: (name: string) => Known): string | undefined {
  const known = lookup(variable.name);
  const operand = (): string | undefined => evaluate(variable.operand, lookup);
  if (known === 'unknown') return undefined;
  const value = known === 'unset' ? undefined : known.value;
  switch (variable.operator) {
    case undefined:
      return value ?? '';
    case ':-':
      return value ? value : operand();
    case '-':
      return value ?? operand();
    case ':+':
      return value ? operand() : '';
    case '+':
      return value === undefined ? '' : operand();
    case ':?':
      return value ? value : undefined;
    case '?':
      return value;
    default:
      return value === undefined ? '' : evaluatePattern(variable, variable.operator, value, lookup);
  }
}

const MAX_PATTERN_TEXT = 2000;

function evaluatePattern(
  variable: VariableSegment,
  operator: '#' | '##' | '%' | '%%' | '/' | '//',
  value: string,
  lookup: (name: string) => Known,
): string | undefined {
  const pattern = evaluate(variable.operand, lookup);
  if (pattern === undefined || value.length > MAX_PATTERN_TEXT || pattern.length > 200) return undefined;
  if (operator === '/' || operator === '//') {
    const replacement = evaluate(variable.replacement, lookup);
    return replacement === undefined ? undefined : replacePattern(value, pattern, replacement, operator === '//');
  }
  const cuts = Array.from({ length: value.length + 1 }, (_, i) => i);
  const fits = (cut: number): boolean =>
    operator.startsWith('#') ? globMatches(pattern, value.slice(0, cut)) : globMatches(pattern, value.slice(cut));
  const shortFirst = operator === '#' || operator === '%%';
  const cut = (shortFirst ? cuts : cuts.reverse()).find(fits);
  if (cut === undefined) return value;
  return operator.startsWith('#') ? value.slice(cut) : value.slice(0, cut);
}

function replacePattern(value: string, pattern: string, replacement: string, all: boolean): string {
  let out = '';
  let at = 0;
  while (at < value.length) {
    let end = value.length;
    while (end > at && !globMatches(pattern, value.slice(at, end))) end--;
    if (end === at) {
      out += value[at++];
      continue;
    }
    out += replacement;
    at = end;
    if (!all) break;
  }
  return out + value.slice(at);
}

/** `*` and `?` with `\` escapes, the whole text; linear in the product of both lengths, without regular expressions. */
export function globMatches(pattern: string, text: string): boolean {
  let p = 0;
  let t = 0;
  let star = -1;
  let mark = 0;
  while (t < text.length) {
    const c = pattern[p];
    const literal = c === '\\' ? pattern[p + 1] : c;
    if (c === '*') {
      star = p++;
      mark = t;
    } else if (c === '?' || (c !== undefined && literal === text[t])) {
      p += c === '\\' ? 2 : 1;
      t++;
    } else if (star >= 0) {
      p = star + 1;
      t = ++mark;
    } else {
      return false;
    }
  }
  while (pattern[p] === '*') p++;
  return p >= pattern.length;
}
