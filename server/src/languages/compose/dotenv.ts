import { type Span, span } from '../../core/span';
import { interpolate, type Lookup, NO_VARIABLES } from './interpolate';

/** One variable of a `.env` file. */
export interface DotenvVariable {
  readonly name: string;
  readonly nameSpan: Span;
  /** As Compose reads it; undefined for a name without a value, and when a variable in it is not known. */
  readonly value: string | undefined;
  /** The value with its quotes; empty where there is none. */
  readonly valueSpan: Span;
  /** `A` alone on a line: the environment's value is handed on. */
  readonly inherited: boolean;
}

export interface DotenvProblem {
  readonly message: string;
  readonly span: Span;
}

export interface Dotenv {
  /** In the order of the file; of equal names the last counts. */
  readonly variables: readonly DotenvVariable[];
  /** Compose stops at the first; here the other lines are read all the same. */
  readonly problems: readonly DotenvProblem[];
  readonly get: (name: string) => DotenvVariable | undefined;
}

/** A line without a name is no mistake, and says nothing. */
const NAME = /^[A-Za-z0-9_.[\]-]*$/;

/** Reads a `.env` file as compose-go does. `around` gives variables that are known before it. Never throws. */
export function parseDotenv(text: string, around: Lookup = NO_VARIABLES): Dotenv {
  const reader = new Reader(text, around);
  reader.read();
  const { variables, problems, byName } = reader;
  return { variables, problems, get: (name) => byName.get(name) };
}

class Reader {
  readonly variables: DotenvVariable[] = [];
  readonly problems: DotenvProblem[] = [];
  readonly byName = new Map<string, DotenvVariable>();
  readonly #text: string;
  readonly #around: Lookup;
  #at = 0;

  constructor(text: string, around: Lookup) {
    this.#text = text;
    this.#around = around;
    if (text.charCodeAt(0) === 0xfeff) this.#at = 1;
  }

  read(): void {
    while (this.#skipBlank()) this.#statement();
  }

  /** To the next thing that is neither blank nor a comment; false at the end. */
  #skipBlank(): boolean {
    for (; this.#at < this.#text.length; this.#at++) {
      const c = this.#text[this.#at] ?? '';
      if (c === '#') this.#at = this.#lineEnd(this.#at);
      else if (!/\s/.test(c)) return true;
    }
    return false;
  }

  #lineEnd(from: number): number {
    const end = this.#text.indexOf('\n', from);
    return end < 0 ? this.#text.length : end;
  }

  #statement(): void {
    const end = this.#lineEnd(this.#at);
    const line = this.#text.slice(this.#at, end);
    const exported = /^export[ \t]+/.exec(line)?.[0].length ?? 0;
    const start = this.#at + exported;
    const separator = separatorIn(line, exported);
    const name = line.slice(exported, separator < 0 ? line.length : separator).trim();
    const nameSpan = span(start, start + name.length);
    if (!NAME.test(name)) {
      this.#problem(`"${name}" is no name of a variable`, start, end);
      this.#at = end;
    } else if (separator < 0) {
      this.#add({
        name,
        nameSpan,
        value: undefined,
        valueSpan: span(start + name.length, start + name.length),
        inherited: true,
      });
      this.#at = end;
    } else this.#value(name, nameSpan, this.#at + separator + 1, end);
  }

  #problem(message: string, start: number, end: number): void {
    this.problems.push({ message, span: span(start, Math.max(end, start + 1)) });
  }

  #value(name: string, nameSpan: Span, from: number, lineEnd: number): void {
    let start = from;
    while (start < lineEnd && /[ \t]/.test(this.#text[start] ?? '')) start++;
    const quote = this.#text[start];
    if (quote === '"' || quote === "'") this.#quoted(name, nameSpan, start, quote, lineEnd);
    else {
      const raw = this.#text.slice(start, lineEnd);
      const comment = raw.startsWith('#') && start > from ? 0 : raw.indexOf(' #');
      const written = (comment < 0 ? raw : raw.slice(0, comment)).trimEnd();
      const value = this.#expand(written, start, lineEnd);
      this.#add({ name, nameSpan, value, valueSpan: span(start, start + written.length), inherited: false });
      this.#at = lineEnd;
    }
  }

  #quoted(name: string, nameSpan: Span, start: number, quote: '"' | "'", lineEnd: number): void {
    const end = closingQuote(this.#text, start, quote);
    if (end < 0) {
      this.#problem('The closing quote is missing', start, lineEnd);
      this.#at = lineEnd;
      return;
    }
    const inside = this.#text.slice(start + 1, end);
    const value = quote === "'" ? inside : this.#expand(unescape(inside), start, end);
    this.#add({ name, nameSpan, value, valueSpan: span(start, end + 1), inherited: false });
    this.#at = end + 1;
  }

  #expand(written: string, start: number, end: number): string | undefined {
    const { text, invalid } = interpolate(written, (name) => this.#around(name) ?? this.byName.get(name)?.value);
    const [first] = invalid;
    if (first) this.#problem(`"${first.text}" is no way to put a variable in`, start, end);
    return text;
  }

  #add(variable: DotenvVariable): void {
    if (variable.name === '') return;
    this.variables.push(variable);
    this.byName.set(variable.name, variable);
  }
}

/** Where the name ends: at the first `=` or `:`. */
function separatorIn(line: string, from: number): number {
  for (let at = from; at < line.length; at++) if (line[at] === '=' || line[at] === ':') return at;
  return -1;
}

function closingQuote(text: string, open: number, quote: string): number {
  for (let at = open + 1; at < text.length; at++) {
    if (text[at] === '\\') at++;
    else if (text[at] === quote) return at;
  }
  return -1;
}

const ESCAPES: Readonly<Record<string, string>> = {
  n: '\n',
  r: '\r',
  t: '\t',
  a: '\x07',
  b: '\b',
  f: '\f',
  v: '\v',
  $: '$$',
};

const unescape = (text: string): string =>
  text.replace(/\\(.)/g, (whole, c: string) => ESCAPES[c] ?? (c === '"' || c === '\\' || c === "'" ? c : whole));
