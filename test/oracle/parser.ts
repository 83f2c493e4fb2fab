import { cut, isSpace, parseBool, Refusal, splitN, trimSpace, trimSpaceLeft } from './go';
import { EMPTY_ENV, lex } from './lexer';

export interface Heredoc {
  readonly name: string;
  /** Variables in the content are replaced, as no part of the word was quoted. */
  readonly expand: boolean;
  readonly chomp: boolean;
  readonly content: string;
}

/** One instruction as the parser leaves it, before its own rules are applied. */
export interface Node {
  readonly keyword: string;
  /** The text with its lines joined. */
  readonly original: string;
  readonly flags: readonly string[];
  /** ENV and LABEL: three entries a pair (name, value, separator). ONBUILD: the trigger's keyword and arguments. */
  readonly args: readonly string[];
  readonly json: boolean;
  readonly heredocs: readonly Heredoc[];
  readonly startLine: number;
  readonly endLine: number;
  /** It could not be split; its rules cannot be applied. */
  readonly broken: boolean;
}

export interface Problem {
  readonly line: number;
  readonly message: string;
}

export interface Parsed {
  readonly nodes: readonly Node[];
  readonly problems: readonly Problem[];
  readonly escape: string;
}

interface Arguments {
  readonly args: readonly string[];
  readonly json: boolean;
  /** ONBUILD: whether the trigger may hold here-documents. */
  readonly triggerHeredocs?: boolean;
}

interface Split extends Arguments {
  readonly keyword: string;
  readonly flags: readonly string[];
}

const MAX_LINE = 65535;
const HEREDOC_KEYWORDS = new Set(['add', 'copy', 'run']);
const BLANKS = /[\t\v\f\r ]+/;

/** Joins lines, reads directives and here-documents and splits instructions. */
export function parseDockerfile(text: string): Parsed {
  return new Parser(text).run();
}

class Parser {
  private readonly lines: readonly string[];
  private readonly nodes: Node[] = [];
  private readonly problems: Problem[] = [];
  private readonly seen = new Set<string>();
  private at = 0;
  private inDirectives = true;
  private escape = '\\';

  constructor(text: string) {
    const lines = text.replace(/^\uFEFF/, '').split('\n');
    if (lines.at(-1) === '') lines.pop();
    this.lines = lines;
  }

  run(): Parsed {
    this.checkDirective();
    while (this.at < this.lines.length && !this.tooLong()) this.instruction();
    if (this.nodes.length === 0) this.refuse(this.at, 'file with no instructions');
    return { nodes: this.nodes, problems: this.problems, escape: this.escape };
  }

  private refuse(line: number, message: string): void {
    this.problems.push({ line: Math.max(line, 1), message });
  }

  private tooLong(): boolean {
    if (Buffer.byteLength(this.lines[this.at] ?? '') <= MAX_LINE) return false;
    this.refuse(this.at + 1, `dockerfile line greater than max allowed size of ${MAX_LINE}`);
    this.at = this.lines.length;
    return true;
  }

  /** One line, and all lines that continue it. */
  private instruction(): void {
    const startLine = this.at + 1;
    const first = trimSpaceLeft(trimNewline(this.lines[this.at++] ?? ''));
    this.directive(first, startLine);
    let [text, ended] = this.cutContinuation(isComment(first) ? '' : first);
    if (ended && text === '') return;
    while (!ended && this.at < this.lines.length && !this.tooLong()) {
      const line = trimNewline(this.lines[this.at++] ?? '');
      if (isComment(line) || trimSpaceLeft(line) === '') continue;
      const [part, last] = this.cutContinuation(line);
      text += part;
      ended = last;
    }
    this.add(text, startLine);
  }

  private add(text: string, startLine: number): void {
    const lineEnd = this.at;
    try {
      const split = splitInstruction(text, this.escape);
      const heredocs = mayHoldHeredocs(split) && text.includes('<<') ? this.heredocs(text) : [];
      const { keyword, flags, args, json } = split;
      const endLine = this.at;
      this.nodes.push({ keyword, original: text, flags, args, json, heredocs, startLine, endLine, broken: false });
    } catch (problem) {
      if (!(problem instanceof Refusal)) throw problem;
      this.refuse(startLine, problem.message);
      const keyword = /^\S*/.exec(trimSpace(text))?.[0] ?? '';
      const empty = { flags: [], args: [], json: false, heredocs: [], broken: true };
      this.nodes.push({ keyword, original: text, startLine, endLine: lineEnd, ...empty });
    }
  }

  private heredocs(text: string): Heredoc[] {
    return heredocWords(text).map((heredoc) => ({ ...heredoc, content: this.heredocContent(heredoc) }));
  }

  private heredocContent(heredoc: HeredocWord): string {
    let content = '';
    while (this.at < this.lines.length && !this.tooLong()) {
      const line = this.lines[this.at++] ?? '';
      const possibleEnd = heredoc.chomp ? trimNewline(line).replace(/^\t+/, '') : trimNewline(line);
      if (possibleEnd === heredoc.name) return content;
      content += `${line}\n`;
    }
    throw new Refusal('unterminated heredoc');
  }

  private cutContinuation(line: string): [text: string, ended: boolean] {
    const escape = this.escape === '\\' ? '\\\\' : this.escape;
    const continuation = new RegExp(`([^${escape}])${escape}[ \\t]*$|^${escape}[ \\t]*$`, 'u');
    if (!continuation.test(line)) return [line, true];
    return [line.replace(continuation, (_whole, kept: string | undefined) => kept ?? ''), false];
  }

  private directive(line: string, number: number): void {
    const found = this.inDirectives ? readDirective(line) : undefined;
    if (!found) {
      this.inDirectives = false;
      return;
    }
    if (this.seen.has(found.name)) this.refuse(number, `only one ${found.name} parser directive can be used`);
    else if (found.name === 'escape') this.setEscape(found.value, number);
    this.seen.add(found.name);
  }

  private setEscape(value: string, number: number): void {
    if (value === '`' || value === '\\') this.escape = value;
    else this.refuse(number, `invalid escape token '${value}' does not match \` or \\`);
  }

  /** The settings of build checks are read by a scan of their own that does not forgive leading blanks. */
  private checkDirective(): void {
    const start = this.lines[0]?.startsWith('#!') ? 1 : 0;
    for (let i = start; i < this.lines.length; i++) {
      const found = readDirective(trimCarriageReturn(this.lines[i] ?? ''));
      if (!found) return;
      if (found.name !== 'check') continue;
      const message = refusedCheck(cut(found.value, ' ')[0]);
      if (message) this.refuse(i + 1, `failed to parse check options: ${message}`);
      return;
    }
  }
}

function trimNewline(line: string): string {
  return line.replace(/[\r\n]+$/, '');
}

function trimCarriageReturn(line: string): string {
  return line.endsWith('\r') ? line.slice(0, -1) : line;
}

function isComment(line: string): boolean {
  return trimSpaceLeft(line).startsWith('#');
}

function readDirective(line: string): { name: string; value: string } | undefined {
  if (!line.startsWith('#')) return undefined;
  const match = /^([a-zA-Z][a-zA-Z0-9]*)[\t\n\f\r ]*=[\t\n\f\r ]*(.+?)[\t\n\f\r ]*$/.exec(trimSpaceLeft(line.slice(1)));
  const name = (match?.[1] ?? '').toLowerCase();
  if (name !== 'syntax' && name !== 'escape' && name !== 'check') return undefined;
  return { name, value: match?.[2] ?? '' };
}

function refusedCheck(text: string): string | undefined {
  if (trimSpace(text) === '') return undefined;
  for (const part of splitN(trimSpace(text), ';', 3)) {
    const [key, value] = cut(part, '=');
    const name = trimSpace(key);
    if (value === undefined || (name !== 'skip' && name !== 'experimental' && name !== 'error')) {
      return `invalid check option "${part}"`;
    }
    if (name === 'error' && parseBool(trimSpace(value)) === undefined) return `failed to parse check option "${part}"`;
  }
  return undefined;
}

function mayHoldHeredocs(split: Split): boolean {
  if (split.triggerHeredocs !== undefined) return split.triggerHeredocs;
  return HEREDOC_KEYWORDS.has(split.keyword.toLowerCase()) && !split.json;
}

type HeredocWord = Omit<Heredoc, 'content'>;

/** The here-documents that a joined line opens. Always read with the backslash, whatever the escape directive says. */
function heredocWords(line: string): HeredocWord[] {
  let words: readonly string[] = [];
  try {
    words = lex(line, EMPTY_ENV, { escape: '\\', rawQuotes: true, rawEscapes: true, keepUnset: true }).words;
  } catch (problem) {
    if (!(problem instanceof Refusal)) throw problem;
  }
  return words.map(readHeredocWord).filter((word) => word !== undefined);
}

/** Reads a word such as `<<EOF`, `3<<-"END"`. */
export function readHeredocWord(word: string): HeredocWord | undefined {
  const match = /^(\d*)<<(-?)[\t\n\f\r ]*([^<]*)$/.exec(word);
  const rest = match?.[3] ?? '';
  if (rest === '') return undefined;
  const words = lex(rest, EMPTY_ENV, { escape: '\\', keepUnset: true }).words;
  const raw = lex(rest, EMPTY_ENV, { escape: '\\', keepUnset: true, rawQuotes: true }).words;
  const name = words[0];
  if (name === undefined || words.length !== 1) return undefined;
  if (raw.length !== 1) throw new Refusal(`internal lexing of heredoc produced inconsistent results: ${rest}`);
  return { name, chomp: match?.[2] === '-', expand: countQuotes(name) === countQuotes(raw[0] ?? '') };
}

function countQuotes(text: string): number {
  return text.replace(/[^'"]/g, '').length;
}

/** Splits a joined line into keyword, flags and arguments. */
function splitInstruction(line: string, escape: string): Split {
  const text = trimSpace(line);
  const blank = BLANKS.exec(text);
  const keyword = blank ? text.slice(0, blank.index) : text;
  const behind = blank ? text.slice(blank.index + blank[0].length) : '';
  const { flags, rest } = takeFlags(behind, escape);
  return { keyword, flags, ...splitArguments(keyword.toLowerCase(), trimSpace(rest), escape) };
}

/**
 * Takes the words that begin with `--` off the front. BuildKit walks over bytes here, so that a part of a non-ASCII letter
 * may count as a blank; the same is done with a string that holds one byte a character.
 */
function takeFlags(text: string, escape: string): { flags: string[]; rest: string } {
  const bytes = Buffer.from(text, 'utf8').toString('latin1');
  const flags: string[] = [];
  let at = 0;
  for (;;) {
    while (at < bytes.length && isSpace(bytes.charAt(at))) at++;
    if (!bytes.startsWith('--', at)) return { flags, rest: fromBytes(bytes.slice(at)) };
    const word = flagWord(bytes, at, escape);
    at = word.end;
    if (word.text === '--' && at < bytes.length) {
      return { flags, rest: fromBytes(bytes.slice(at)) };
    }
    if (word.text !== '--') flags.push(word.text);
  }
}

function fromBytes(bytes: string): string {
  return Buffer.from(bytes, 'latin1').toString('utf8');
}

function flagWord(bytes: string, start: number, escape: string): { text: string; end: number } {
  let text = '';
  let quote = '';
  let at = start;
  for (; at < bytes.length; at++) {
    const ch = bytes.charAt(at);
    if (quote === '' && isSpace(ch)) break;
    if (quote === '' && (ch === "'" || ch === '"')) quote = ch;
    else if (ch === quote) quote = '';
    else if (ch === escape) text += bytes.charAt(++at);
    else text += ch;
  }
  return { text, end: Math.min(at, bytes.length) };
}

function splitArguments(keyword: string, rest: string, escape: string): Arguments {
  switch (keyword) {
    case 'run':
    case 'cmd':
    case 'entrypoint':
    case 'shell':
      return jsonOr(rest, wholeText);
    case 'add':
    case 'copy':
    case 'volume':
      return jsonOr(rest, blankSeparated);
    case 'from':
    case 'expose':
      return { args: blankSeparated(rest), json: false };
    case 'arg':
      return { args: quotedWords(rest, escape), json: false };
    case 'env':
    case 'label':
      return { args: keyValues(rest, keyword.toUpperCase(), escape), json: false };
    case 'maintainer':
    case 'stopsignal':
    case 'user':
    case 'workdir':
      return { args: wholeText(rest), json: false };
    case 'healthcheck':
      return healthcheck(rest);
    case 'onbuild':
      return trigger(rest, escape);
    default:
      return { args: [], json: false };
  }
}

function wholeText(rest: string): string[] {
  return rest === '' ? [] : [rest];
}

function blankSeparated(rest: string): string[] {
  return rest === '' ? [] : rest.split(BLANKS);
}

/** What is not valid JSON is taken in plain form without a word; a list that holds something else than strings is refused. */
function jsonOr(rest: string, otherwise: (rest: string) => string[]): Arguments {
  const list = jsonList(trimSpaceLeft(rest));
  return list ? { args: list, json: true } : { args: otherwise(rest), json: false };
}

function jsonList(text: string): string[] | undefined {
  if (!text.startsWith('[')) return undefined;
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return undefined;
  }
  if (!Array.isArray(value)) return undefined;
  const strings = value.filter((item): item is string => typeof item === 'string');
  if (strings.length === value.length) return strings;
  throw new Refusal('when using JSON array syntax, arrays must be comprised of strings only');
}

/** The type ends at the first blank byte, as flags do. */
function healthcheck(rest: string): Arguments {
  const bytes = Buffer.from(rest, 'utf8').toString('latin1');
  let end = 0;
  while (end < bytes.length && !isSpace(bytes.charAt(end))) end++;
  if (end === 0) return { args: [], json: false };
  let next = end;
  while (next < bytes.length && isSpace(bytes.charAt(next))) next++;
  const { args, json } = jsonOr(fromBytes(bytes.slice(next)), wholeText);
  return { args: [fromBytes(bytes.slice(0, end)), ...args], json };
}

function trigger(rest: string, escape: string): Arguments {
  if (rest === '') return { args: [], json: false };
  const inner = splitInstruction(rest, escape);
  return { args: [inner.keyword, ...inner.args], json: false, triggerHeredocs: mayHoldHeredocs(inner) };
}

/** Words with their quotes and escapes kept: they are taken away when variables are replaced. */
function quotedWords(rest: string, escape: string): string[] {
  const chars = [...rest];
  const words: string[] = [];
  let word = '';
  let quote = '';
  for (let i = 0; i < chars.length; i++) {
    const ch = chars[i] ?? '';
    if (quote === '' && isSpace(ch)) {
      if (word !== '') words.push(word);
      word = '';
      continue;
    }
    if (ch === escape && quote !== "'") {
      if (i + 1 < chars.length) word += ch + (chars[++i] ?? '');
      continue;
    }
    if (quote === '' && (ch === "'" || ch === '"')) quote = ch;
    else if (ch === quote) quote = '';
    word += ch;
  }
  if (word !== '') words.push(word);
  return words;
}

function keyValues(rest: string, keyword: string, escape: string): string[] {
  const words = quotedWords(rest, escape);
  const first = words[0];
  if (first === undefined) return [];
  if (!first.includes('=')) {
    const blank = BLANKS.exec(rest);
    if (!blank) throw new Refusal(`${keyword} must have two arguments`);
    return [rest.slice(0, blank.index), rest.slice(blank.index + blank[0].length), ''];
  }
  return words.flatMap((word) => {
    const [name, value] = cut(word, '=');
    if (value !== undefined) return [name, value, '='];
    throw new Refusal(`Syntax error - can't find = in "${word}". Must be of the form: name=value`);
  });
}
