/**
 * Variables in the values of a Compose file, as compose-go's template package puts them in: `$A`, `${A}`, `${A:-x}`, `${A-x}`, `${A:?x}`,
 * `${A?x}`, `${A:+x}`, `${A+x}`, and `$$` for a dollar sign. `$1`, `$(x)` and a lone `$` stay as they are.
 */

/** What is known of a variable: its value; undefined when the environment may have one, or none. */
export type Lookup = (name: string) => string | undefined;

/** Nothing is known. */
export const NO_VARIABLES: Lookup = () => undefined;

export type Operator = '' | ':-' | '-' | ':?' | '?' | ':+' | '+';

/** One use of a variable. Offsets are places in the text that was interpolated. */
export interface VariableUse {
  readonly name: string;
  /** From the `$` to the end. */
  readonly start: number;
  readonly end: number;
  readonly nameStart: number;
  readonly nameEnd: number;
  readonly braced: boolean;
  readonly operator: Operator;
  /** What stands behind the operator, as written. */
  readonly word: string;
  /** Inside the default of another. */
  readonly nested: boolean;
}

/** `${` that begins no valid template: Compose refuses the file. */
export interface InvalidTemplate {
  readonly start: number;
  /** Behind the closing brace, or at the end of the line. */
  readonly end: number;
  readonly text: string;
}

/** A stretch of the result and where it comes from; `literal` stretches are as long in both. */
export interface Segment {
  readonly from: number;
  readonly to: number;
  readonly outFrom: number;
  readonly outTo: number;
  readonly literal: boolean;
}

export interface Interpolation {
  /** The text that Compose goes on with; undefined when a variable in it is not known. */
  readonly text: string | undefined;
  readonly variables: readonly VariableUse[];
  readonly invalid: readonly InvalidTemplate[];
  readonly segments: readonly Segment[];
}

/** Defaults in defaults are followed this deep; below, nothing is known. */
const MAX_DEPTH = 40;
/** Longer texts are not looked at more closely. */
const MAX_LENGTH = 200_000;

/** Puts variables into a text. Never throws; what is broken is among `invalid` and stays as it is. */
export function interpolate(text: string, lookup: Lookup): Interpolation {
  if (!text.includes('$') || text.length > MAX_LENGTH) {
    const segments = [{ from: 0, to: text.length, outFrom: 0, outTo: text.length, literal: true }];
    return { text, variables: [], invalid: [], segments };
  }
  const run = new Run(text, lookup);
  const result = run.substitute(0, text.length, 0);
  return { text: result, variables: run.variables, invalid: run.invalid, segments: run.segments };
}

/** Whether a text holds a variable that would be put in; `$$` and `$(` are none. */
export const hasVariable = (text: string): boolean =>
  text.includes('$') && interpolate(text, NO_VARIABLES).variables.length > 0;

const isNameStart = (c: string | undefined): boolean => c !== undefined && /^[A-Za-z_]$/.test(c);
const isNamePart = (c: string | undefined): boolean => c !== undefined && /^[A-Za-z0-9_]$/.test(c);

class Run {
  readonly variables: VariableUse[] = [];
  readonly invalid: InvalidTemplate[] = [];
  readonly segments: Segment[] = [];
  readonly #text: string;
  readonly #lookup: Lookup;

  constructor(text: string, lookup: Lookup) {
    this.#text = text;
    this.#lookup = lookup;
  }

  /** The text between two offsets with its variables put in; undefined when one is not known. */
  substitute(start: number, end: number, depth: number): string | undefined {
    let out = '';
    let known = true;
    let at = start;
    while (at < end) {
      const dollar = this.#text.indexOf('$', at);
      const stop = dollar < 0 || dollar >= end ? end : dollar;
      if (stop > at) out = this.#literal(out, at, stop, depth);
      if (stop === end) break;
      const used = this.#dollar(stop, end, depth);
      if (used.text === undefined) known = false;
      const before = out.length;
      out += used.text ?? '';
      if (depth === 0) {
        this.segments.push({ from: stop, to: used.end, outFrom: before, outTo: out.length, literal: false });
      }
      at = used.end;
    }
    return known ? out : undefined;
  }

  #literal(out: string, from: number, to: number, depth: number): string {
    const result = out + this.#text.slice(from, to);
    if (depth === 0) this.segments.push({ from, to, outFrom: out.length, outTo: result.length, literal: true });
    return result;
  }

  #dollar(at: number, end: number, depth: number): { readonly text: string | undefined; readonly end: number } {
    const next = at + 1 < end ? this.#text[at + 1] : undefined;
    if (next === '$') return { text: '$', end: at + 2 };
    if (next === '{') return this.#braced(at, end, depth);
    if (!isNameStart(next)) return { text: '$', end: at + 1 };
    const nameEnd = this.#nameEnd(at + 1, end);
    const name = this.#text.slice(at + 1, nameEnd);
    this.#note(
      { name, start: at, end: nameEnd, nameStart: at + 1, nameEnd, braced: false, operator: '', word: '' },
      depth,
    );
    return { text: this.#lookup(name), end: nameEnd };
  }

  #note(use: Omit<VariableUse, 'nested'>, depth: number): void {
    this.variables.push({ ...use, nested: depth > 0 });
  }

  #nameEnd(from: number, end: number): number {
    let at = from;
    while (at < end && isNamePart(this.#text[at])) at++;
    return at;
  }

  #braced(at: number, end: number, depth: number): { readonly text: string | undefined; readonly end: number } {
    const nameStart = at + 2;
    const nameEnd = isNameStart(this.#text[nameStart]) ? this.#nameEnd(nameStart, end) : nameStart;
    const close = closingBrace(this.#text, at + 1, end);
    const operator = operatorAt(this.#text, nameEnd);
    if (nameEnd === nameStart || close < 0 || (operator === '' && nameEnd !== close))
      return this.#invalid(at, close, end);
    const name = this.#text.slice(nameStart, nameEnd);
    const wordStart = nameEnd + operator.length;
    const word = this.#text.slice(wordStart, close);
    const use = { name, start: at, end: close + 1, nameStart, nameEnd, braced: true, operator, word };
    this.#note(use, depth);
    return { text: this.#valueOf(name, operator, wordStart, close, depth), end: close + 1 };
  }

  #valueOf(name: string, operator: Operator, start: number, end: number, depth: number): string | undefined {
    const value = this.#lookup(name);
    // The words of all are looked at, so that variables and mistakes in them are known.
    const word = depth < MAX_DEPTH ? this.substitute(start, end, depth + 1) : undefined;
    switch (operator) {
      case ':-':
        return value === undefined || value === '' ? word : value;
      case '-':
        return value === undefined ? word : value;
      case ':+':
        return value === undefined ? undefined : value === '' ? '' : word;
      case '+':
        return value === undefined ? undefined : word;
      default:
        return value;
    }
  }

  #invalid(at: number, close: number, end: number): { readonly text: string; readonly end: number } {
    const line = this.#text.indexOf('\n', at);
    const lineEnd = line < 0 || line > end ? end : line;
    const stop = close < 0 || close >= lineEnd ? lineEnd : close + 1;
    this.invalid.push({ start: at, end: stop, text: this.#text.slice(at, stop) });
    return { text: this.#text.slice(at, stop), end: stop };
  }
}

/** Where the brace at `open` is closed, on its line; -1 when it is not. Where braces do not match, Compose takes the last of the line. */
function closingBrace(text: string, open: number, end: number): number {
  let depth = 0;
  let last = -1;
  for (let at = open; at < end; at++) {
    const c = text[at];
    if (c === '\n') return last;
    if (c === '{') depth++;
    if (c !== '}') continue;
    last = at;
    if (--depth === 0) return at;
  }
  return last;
}

function operatorAt(text: string, at: number): Operator {
  const two = text.slice(at, at + 2);
  if (two === ':-' || two === ':?' || two === ':+') return two;
  const one = text[at];
  return one === '-' || one === '?' || one === '+' ? one : '';
}
