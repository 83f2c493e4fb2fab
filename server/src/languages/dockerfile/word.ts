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
  #plain: boolean | undefined;
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
    return this.#isPlain() ? NOTHING : this.#lex().variables;
  }

  get problems(): readonly WordProblem[] {
    return this.#isPlain() ? NOTHING : this.#lex().problems;
  }

  /** The text with quotes removed when it holds no variable, else undefined. */
  get literal(): string | undefined {
    if (this.#isPlain()) return this.raw;
    const { segments, variables } = this.#lex();
    return variables.length > 0 ? undefined : joinText(segments);
  }

  /** What {@link evaluate} makes of it. */
  evaluate(lookup: (name: string) => Known): string | undefined {
    return this.#isPlain() ? this.raw : evaluate(this.#lex().segments, lookup);
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

  /** It says what it means: no quotes, no escapes, no variables. */
  #isPlain(): boolean {
    this.#plain ??= this.#quoting === 'none' || !/[$'"\\`]/.test(this.raw);
    return this.#plain;
  }

  #lex(): Lexed {
    this.#lexed ??= this.#isPlain()
      ? { segments: [{ kind: 'text', text: this.raw }], variables: NOTHING, problems: NOTHING }
      : new Lexer(this, this.#escape, this.#quoting === 'shell').lex();
    return this.#lexed;
  }
}

const NOTHING: readonly never[] = [];

const joinText = (segments: readonly Segment[]): string =>
  segments.map((s) => (s.kind === 'text' ? s.text : '')).join('');

const SPECIAL = '@*#?-$!0';
const isNameCharacter = (code: number): boolean =>
  code < 0x80
    ? (code >= 97 && code <= 122) || (code >= 65 && code <= 90) || (code >= 48 && code <= 57) || code === 95
    : /[\p{L}\p{Nd}]/u.test(String.fromCodePoint(code));
const isDigit = (c: string | undefined): boolean => c !== undefined && c >= '0' && c <= '9';

/** Deeper nesting than this is read as text: no file that a person wrote has it. */
const MAX_DEPTH = 50;

/** Reads one word from its first character to its last. */
class Lexer {
  readonly variables: VariableSegment[] = [];
  readonly problems: WordProblem[] = [];
  readonly #raw: string;
  readonly #escape: EscapeCharacter;
  readonly #quotes: boolean;
  readonly #word: Word;
  #at = 0;

  constructor(word: Word, escape: EscapeCharacter, quotes: boolean) {
    this.#raw = word.raw;
    this.#escape = escape;
    this.#quotes = quotes;
    this.#word = word;
  }

  lex(): Lexed {
    const segments = this.#read(undefined, false, 0);
    if (this.variables.length > 1) this.variables.sort((a, b) => a.span.start - b.span.start);
    return { segments, variables: this.variables, problems: this.problems };
  }

  #read(stop: string | undefined, rawEscapes: boolean, depth: number): Segment[] {
    const out: Segment[] = [];
    let text = '';
    const flush = (): void => {
      if (text !== '') out.push({ kind: 'text', text });
      text = '';
    };
    while (this.#at < this.#raw.length) {
      const c = this.#raw[this.#at] ?? '';
      if (c === stop) {
        flush();
        return out;
      }
      if (c === '$') {
        flush();
        const variable = this.#readDollar(depth);
        if (typeof variable === 'string') text += variable;
        else out.push(variable);
      } else if (this.#quotes && c === "'") {
        text += this.#readSingleQuotes();
      } else if (this.#quotes && c === '"') {
        flush();
        out.push(...this.#readDoubleQuotes(depth));
      } else if (c === this.#escape) {
        if (rawEscapes) text += c;
        this.#at++;
        text += this.#raw[this.#at] ?? '';
        this.#at++;
      } else {
        text += this.#readPlain(stop, this.#quotes);
      }
    }
    flush();
    return out;
  }

  /** The characters up to the next one that means something: at least one. */
  #readPlain(stop: string | undefined, quotes: boolean): string {
    const start = this.#at++;
    for (; this.#at < this.#raw.length; this.#at++) {
      const c = this.#raw[this.#at];
      if (c === '$' || c === stop || c === this.#escape || (quotes && (c === "'" || c === '"'))) break;
    }
    return this.#raw.slice(start, this.#at);
  }

  #readSingleQuotes(): string {
    const open = this.#at;
    const close = this.#raw.indexOf("'", open + 1);
    if (close < 0) {
      this.problems.push({ code: 'open-quote', span: this.#word.at(open, open + 1), text: "'" });
      this.#at = this.#raw.length;
      return this.#raw.slice(open + 1);
    }
    this.#at = close + 1;
    return this.#raw.slice(open + 1, close);
  }

  #readDoubleQuotes(depth: number): Segment[] {
    const open = this.#at++;
    const out: Segment[] = [];
    let text = '';
    const flush = (): void => {
      if (text !== '') out.push({ kind: 'text', text });
      text = '';
    };
    while (this.#at < this.#raw.length) {
      const c = this.#raw[this.#at] ?? '';
      if (c === '"') {
        this.#at++;
        flush();
        return out.length > 0 ? out : [{ kind: 'text', text: '' }];
      }
      if (c === '$') {
        flush();
        const variable = this.#readDollar(depth);
        if (typeof variable === 'string') text += variable;
        else out.push(variable);
      } else if (c === this.#escape) {
        const next = this.#raw[this.#at + 1];
        const escaped = next === '"' || next === '$' || next === this.#escape;
        text += escaped ? next : c;
        this.#at += escaped ? 2 : 1;
      } else {
        text += this.#readPlain('"', false);
      }
    }
    this.problems.push({ code: 'open-quote', span: this.#word.at(open, open + 1), text: '"' });
    flush();
    return out;
  }

  #readName(): string {
    const start = this.#at;
    if (isDigit(this.#raw[this.#at])) {
      while (isDigit(this.#raw[this.#at])) this.#at++;
      return this.#raw.slice(start, this.#at);
    }
    const first = this.#raw[this.#at];
    if (first !== undefined && SPECIAL.includes(first)) {
      this.#at++;
      return first;
    }
    while (this.#at < this.#raw.length) {
      const code = this.#raw.codePointAt(this.#at) ?? 0;
      if (!isNameCharacter(code)) break;
      this.#at += code > 0xffff ? 2 : 1;
    }
    return this.#raw.slice(start, this.#at);
  }

  /** A variable, or the text that a `$` stands for where it begins none. */
  #readDollar(depth: number): VariableSegment | string {
    const start = this.#at++;
    if (this.#raw[this.#at] !== '{') {
      const nameStart = this.#at;
      const name = this.#readName();
      if (name === '') return '$';
      return this.#add({ name, start, nameStart, braces: false });
    }
    this.#at++;
    const next = this.#raw[this.#at];
    if (next === undefined) return this.#problem('missing-brace', start, this.#at);
    if (next === '{' || next === '}' || next === ':') {
      const close = this.#raw.indexOf('}', this.#at);
      this.#at = close < 0 ? this.#raw.length : close + 1;
      return this.#problem('bad-substitution', start, this.#at);
    }
    const nameStart = this.#at;
    const name = this.#readName();
    return this.#readModifier(start, nameStart, name, depth);
  }

  #readModifier(start: number, nameStart: number, name: string, depth: number): VariableSegment | string {
    const c = this.#raw[this.#at];
    if (c === undefined) return this.#problem('missing-brace', start, this.#at);
    if (c === '}') {
      this.#at++;
      return this.#add({ name, start, nameStart, braces: true });
    }
    const operator = this.#readOperator();
    if (operator === undefined || depth >= MAX_DEPTH) {
      const close = this.#raw.indexOf('}', this.#at);
      this.#at = close < 0 ? this.#raw.length : close + 1;
      return this.#problem('unsupported-modifier', start, this.#at);
    }
    const pattern = operator.startsWith('/');
    const rawEscapes = pattern || operator.startsWith('#') || operator.startsWith('%');
    const operand = this.#read(pattern ? '/' : '}', rawEscapes, depth + 1);
    if (this.#raw[this.#at] === undefined) return this.#problem('missing-brace', start, this.#at);
    this.#at++;
    let replacement: Segment[] = [];
    if (pattern) {
      replacement = this.#read('}', true, depth + 1);
      if (this.#raw[this.#at] === undefined) return this.#problem('missing-brace', start, this.#at);
      this.#at++;
    }
    return this.#add({ name, start, nameStart, braces: true, operator, operand, replacement });
  }

  #readOperator(): Operator | undefined {
    const two = this.#raw.slice(this.#at, this.#at + 2);
    if (two === ':-' || two === ':+' || two === ':?' || two === '##' || two === '%%' || two === '//') {
      this.#at += 2;
      return two;
    }
    const one = this.#raw[this.#at];
    if (one === '-' || one === '+' || one === '?' || one === '#' || one === '%' || one === '/') {
      this.#at++;
      return one;
    }
    return undefined;
  }

  #add(found: {
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
      span: this.#word.at(found.start, this.#at),
      nameSpan: this.#word.at(found.nameStart, found.nameStart + found.name.length),
      braces: found.braces,
      operator: found.operator,
      operand: found.operand ?? [],
      replacement: found.replacement ?? [],
    };
    this.variables.push(variable);
    return variable;
  }

  #problem(code: WordProblemCode, start: number, end: number): string {
    this.problems.push({ code, span: this.#word.at(start, end), text: this.#raw.slice(start, end) });
    return this.#raw.slice(start, end);
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
