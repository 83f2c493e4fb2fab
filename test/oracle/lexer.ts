import { isSpace, Refusal } from './go';

/** A variable's value, `unknown` when it is set from outside, or undefined when it is not set. */
export type Value = { readonly text: string } | 'unknown' | undefined;

export interface Env {
  get(name: string): Value;
}

export const EMPTY_ENV: Env = { get: () => undefined };

export interface LexOptions {
  readonly escape: string;
  /** Quotes stay in the result. */
  readonly rawQuotes?: boolean;
  /** Escape characters stay in the result. */
  readonly rawEscapes?: boolean;
  /** Quotes are plain characters. */
  readonly skipQuotes?: boolean;
  /** A variable that is not set stays as it is written. */
  readonly keepUnset?: boolean;
}

export interface Lexed {
  readonly text: string;
  readonly words: readonly string[];
  /** False when the text depends on a value that only the build knows. */
  readonly known: boolean;
}

const SPECIAL = new Set(['@', '*', '#', '?', '-', '$', '!', '0']);

/**
 * Replaces variables and splits words as BuildKit's shell lexer does.
 * @throws Refusal for a mistake in quotes or substitutions
 */
export function lex(source: string, env: Env, options: LexOptions): Lexed {
  return new Lexer(source, env, options).run();
}

/** Collects words. The text of the unfinished word is shared with nested substitutions, as it is in BuildKit. */
class Words {
  readonly finished: string[] = [];
  private inWord = false;

  constructor(private readonly shared: { text: string }) {}

  add(ch: string): void {
    if (!isSpace(ch)) {
      this.addRaw(ch);
    } else if (this.inWord && this.shared.text !== '') {
      this.finished.push(this.shared.text);
      this.shared.text = '';
      this.inWord = false;
    }
  }

  addRaw(text: string): void {
    this.shared.text += text;
    this.inWord = true;
  }

  end(): readonly string[] {
    if (this.shared.text !== '') this.finished.push(this.shared.text);
    this.shared.text = '';
    this.inWord = false;
    return this.finished;
  }
}

class Lexer {
  private readonly chars: readonly string[];
  private readonly shared = { text: '' };
  private at = 0;
  private known = true;
  private rawEscapes: boolean;

  constructor(
    source: string,
    private readonly env: Env,
    private readonly options: LexOptions,
  ) {
    this.chars = [...source];
    this.rawEscapes = options.rawEscapes ?? false;
  }

  run(): Lexed {
    const { text, words } = this.until(undefined, this.rawEscapes);
    return { text, words, known: this.known };
  }

  private peek(): string | undefined {
    return this.chars[this.at];
  }

  private next(): string | undefined {
    return this.chars[this.at++];
  }

  private until(stop: string | undefined, rawEscapes: boolean): { text: string; words: readonly string[] } {
    const before = this.rawEscapes;
    this.rawEscapes = rawEscapes;
    try {
      return this.collect(stop);
    } finally {
      this.rawEscapes = before;
    }
  }

  private collect(stop: string | undefined): { text: string; words: readonly string[] } {
    let text = '';
    this.shared.text = '';
    const words = new Words(this.shared);
    for (let ch = this.peek(); ch !== undefined; ch = this.peek()) {
      if (ch === stop) {
        this.next();
        return { text, words: words.end() };
      }
      const special = this.special(ch);
      if (special !== undefined) {
        text += special;
        if (ch === '$') for (const c of special) words.add(c);
        else words.addRaw(special);
        continue;
      }
      this.next();
      if (ch !== this.options.escape) {
        words.add(ch);
        text += ch;
        continue;
      }
      if (this.rawEscapes) {
        words.addRaw(ch);
        text += ch;
      }
      const escaped = this.next();
      if (escaped === undefined) break;
      words.addRaw(escaped);
      text += escaped;
    }
    if (stop !== undefined) throw new Refusal(`unexpected end of statement while looking for matching ${stop}`);
    return { text, words: words.end() };
  }

  private special(ch: string): string | undefined {
    if (ch === '$') return this.dollar();
    if (ch === '<') return this.lessThan();
    if (this.options.skipQuotes) return undefined;
    if (ch === "'") return this.singleQuoted();
    return ch === '"' ? this.doubleQuoted() : undefined;
  }

  /** Spaces between `<<` and the word of a here-document belong to the word. */
  private lessThan(): string {
    this.next();
    if (this.peek() !== '<') return '<';
    this.next();
    let spaces = '';
    for (let ch = this.peek(); ch === '\t' || ch === '\r' || ch === ' '; ch = this.peek()) {
      spaces += ch;
      this.next();
    }
    return `<<${spaces}`;
  }

  private singleQuoted(): string {
    this.next();
    let text = '';
    for (let ch = this.next(); ch !== "'"; ch = this.next()) {
      if (ch === undefined) {
        throw new Refusal('unexpected end of statement while looking for matching single-quote');
      }
      text += ch;
    }
    return this.options.rawQuotes ? `'${text}'` : text;
  }

  private doubleQuoted(): string {
    this.next();
    let text = '';
    for (let ch = this.peek(); ch !== '"'; ch = this.peek()) {
      if (ch === undefined) {
        throw new Refusal('unexpected end of statement while looking for matching double-quote');
      }
      text += ch === '$' ? this.dollar() : this.quotedChar();
    }
    this.next();
    return this.options.rawQuotes ? `"${text}"` : text;
  }

  /** In double quotes the escape character only escapes `"`, `$` and itself. */
  private quotedChar(): string {
    const ch = this.next() ?? '';
    if (ch !== this.options.escape) return ch;
    const raw = this.rawEscapes ? ch : '';
    const following = this.peek();
    if (following === undefined) return raw;
    if (following === '"' || following === '$' || following === this.options.escape) {
      this.next();
      return raw + following;
    }
    return raw + ch;
  }

  private dollar(): string {
    this.next();
    if (this.peek() !== '{') {
      const name = this.name();
      return name === '' ? '$' : this.plain(name, `$${name}`);
    }
    this.next();
    const first = this.peek();
    if (first === undefined) throw new Refusal("syntax error: missing '}'");
    if (first === '{' || first === '}' || first === ':') throw new Refusal('syntax error: bad substitution');
    const name = this.name();
    const operator = this.next();
    if (operator === '}') return this.plain(name, `\${${name}}`);
    if (operator === '/') return this.replacement(name);
    return this.modified(name, operator);
  }

  private plain(name: string, written: string): string {
    const value = this.lookUp(name);
    if (value === undefined) return this.options.keepUnset ? written : '';
    return value === 'unknown' ? '' : value.text;
  }

  private lookUp(name: string): Value {
    const value = this.env.get(name);
    if (value === 'unknown') this.known = false;
    return value;
  }

  private modified(name: string, first: string | undefined): string {
    const nullIsUnset = first === ':';
    const operator = nullIsUnset ? this.next() : first;
    const written = (nullIsUnset ? ':' : '') + (operator ?? '');
    const pattern = operator === '#' || operator === '%';
    const isOperator = operator !== undefined && '+-?#%'.includes(operator);
    // Behind a colon any character gets as far as its word; without one an unknown character is refused at once.
    if ((!nullIsUnset && !isOperator) || (nullIsUnset && pattern)) throw unsupported(written);
    const word = this.word('}', pattern, "syntax error: missing '}'");
    const value = this.lookUp(name);
    if (value === undefined && this.options.keepUnset) return `\${${name}${written}${word}}`;
    if (!isOperator) throw unsupported(written);
    if (pattern) return trim(operator, word, value);
    if (value === 'unknown') return '';
    const present = value !== undefined && !(nullIsUnset && value.text === '');
    if (operator === '-') return present ? value.text : word;
    if (operator === '+') return present ? word : '';
    if (present) return value.text;
    const state = value === undefined ? 'unset' : 'empty';
    throw new Refusal(`${name}: ${word === '' ? `is not allowed to be ${state}` : word}`);
  }

  private replacement(name: string): string {
    const all = this.peek() === '/';
    if (all) this.next();
    const pattern = this.word('/', true, "syntax error: missing '/' in ${}");
    const text = this.word('}', true, "syntax error: missing '}'");
    const value = this.lookUp(name);
    if (value === undefined && this.options.keepUnset) return `\${${name}/${pattern}/${text}}`;
    const regex = patternToRegex(pattern, true, false, all ? 'gu' : 'u');
    return value === undefined || value === 'unknown' ? '' : value.text.replace(regex, () => text);
  }

  private word(stop: string, rawEscapes: boolean, atEnd: string): string {
    try {
      return this.until(stop, rawEscapes).text;
    } catch (problem) {
      if (this.peek() === undefined) throw new Refusal(atEnd);
      throw problem;
    }
  }

  private name(): string {
    const first = this.peek();
    if (first === undefined) return '';
    if (/^\p{Nd}$/u.test(first)) return this.takeWhile(/^\p{Nd}$/u);
    if (SPECIAL.has(first)) return this.next() ?? '';
    return this.takeWhile(/^[\p{L}\p{Nd}_]$/u);
  }

  private takeWhile(accepted: RegExp): string {
    let text = '';
    for (let ch = this.peek(); ch !== undefined && accepted.test(ch); ch = this.peek()) {
      text += ch;
      this.next();
    }
    return text;
  }
}

function unsupported(modifier: string): Refusal {
  return new Refusal(`unsupported modifier (${modifier}) in substitution`);
}

/** `${name#pattern}` and `${name%pattern}`; a doubled operator takes the longest match. */
function trim(operator: string | undefined, word: string, value: Value): string {
  const greedy = word.startsWith(operator ?? '');
  const pattern = greedy ? word.slice(1) : word;
  const text = value === undefined || value === 'unknown' ? '' : value.text;
  if (operator === '#') return text.replace(patternToRegex(pattern, greedy, true, 'u'), '');
  const backwards = reverse(text).replace(patternToRegex(reversePattern(pattern), greedy, true, 'u'), '');
  return reverse(backwards);
}

function reverse(text: string): string {
  return [...text].reverse().join('');
}

/** Turns the pattern round and keeps each escape in front of what it escapes. */
function reversePattern(pattern: string): string {
  return (pattern.match(/\\[\s\S]|[\s\S]/gu) ?? []).reverse().join('');
}

/** Only `*`, `?` and escapes are special in these patterns. */
function patternToRegex(pattern: string, greedy: boolean, anchored: boolean, flags: string): RegExp {
  const chars = [...pattern];
  let out = anchored ? '^' : '';
  for (let i = 0; i < chars.length; i++) {
    const ch = chars[i] ?? '';
    if (ch === '*') out += greedy ? '.*' : '.*?';
    else if (ch === '?') out += '.';
    else if (ch !== '\\') out += ch.replace(/[[\]{}.+()|^$/]/, '\\$&');
    else if (chars[i + 1] !== '}' && chars[i + 1] !== '/') {
      const escaped = chars[++i];
      if (escaped !== '*' && escaped !== '?' && escaped !== '\\') {
        throw new Refusal(`invalid pattern (${pattern}) in substitution: invalid escape '\\${escaped ?? ''}'`);
      }
      out += `\\${escaped}`;
    }
  }
  return new RegExp(out, flags);
}
