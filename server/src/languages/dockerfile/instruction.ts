import { Memo } from '../../core/memo';
import type { Span } from '../../core/span';
import { jsonArray } from './json';
import type { EscapeCharacter, HeredocBody, RawInstruction } from './lines';
import { blanksEnd, wordEnd } from './lines';
import { parseMount } from './mounts';
import type { CommandForm, Flag, FromInstruction, Instruction, Pair } from './nodes';
import { type Quoting, Word } from './word';

/** A stretch of an instruction's joined text. */
interface Reader {
  readonly raw: RawInstruction;
  readonly text: string;
  readonly escape: EscapeCharacter;
}

type Base = Pick<
  FromInstruction,
  | 'memo'
  | 'index'
  | 'name'
  | 'keyword'
  | 'keywordText'
  | 'span'
  | 'headEnd'
  | 'body'
  | 'bodyText'
  | 'flags'
  | 'heredocs'
  | 'comments'
  | 'raw'
  | 'onbuild'
>;

/**
 * Gives an instruction its parts: flags, arguments, forms, as BuildKit reads them (parser/split_command.go, line_parsers.go). What is
 * missing is undefined, what is too much is kept; nothing throws.
 */
export function parseInstruction(raw: RawInstruction, index: number, escape: EscapeCharacter): Instruction {
  const reader: Reader = { raw, text: raw.logical.text, escape };
  return parseAt(reader, index, 0, raw.keywordText, false);
}

function parseAt(
  reader: Reader,
  index: number,
  keywordStart: number,
  keywordText: string,
  onbuild: boolean,
): Instruction {
  const { raw, text } = reader;
  const { flags, end } = readFlags(reader, blanksEnd(text, keywordStart + keywordText.length));
  const stop = text.trimEnd().length;
  const from = Math.min(end, Math.max(stop, keywordStart + keywordText.length));
  const base: Base = {
    memo: new Memo(),
    index,
    name: keywordText.toUpperCase(),
    keyword: raw.logical.span(keywordStart, keywordStart + keywordText.length),
    keywordText,
    span: { start: raw.logical.offset(keywordStart), end: raw.span.end },
    headEnd: raw.headEnd,
    body: raw.logical.span(from, Math.max(from, stop)),
    bodyText: text.slice(from, Math.max(from, stop)),
    flags,
    heredocs: raw.heredocs,
    comments: raw.comments,
    raw,
    onbuild,
  };
  return build(base, reader, from, index);
}

function build(base: Base, reader: Reader, from: number, index: number): Instruction {
  switch (base.name) {
    case 'FROM':
      return readFrom(base, plainWords(reader, from, base));
    case 'RUN':
      return Object.assign(base, { kind: 'Run' as const, form: readForm(base, reader, from), mounts: mountsOf(base) });
    case 'CMD':
      return Object.assign(base, { kind: 'Cmd' as const, form: readForm(base, reader, from) });
    case 'ENTRYPOINT':
      return Object.assign(base, { kind: 'Entrypoint' as const, form: readForm(base, reader, from) });
    case 'SHELL':
      return Object.assign(base, { kind: 'Shell' as const, form: readForm(base, reader, from) });
    case 'HEALTHCHECK':
      return readHealthcheck(base, reader, from);
    case 'COPY': {
      const { sources, destination, json } = readTransfer(base, reader, from);
      return Object.assign(base, { kind: 'Copy' as const, sources, destination, json });
    }
    case 'ADD': {
      const { sources, destination, json } = readTransfer(base, reader, from);
      return Object.assign(base, { kind: 'Add' as const, sources, destination, json });
    }
    case 'VOLUME': {
      const json = jsonWords(base, reader, from);
      return Object.assign(base, {
        kind: 'Volume' as const,
        paths: json ?? plainWords(reader, from, base),
        json: json !== undefined,
      });
    }
    case 'ENV': {
      const { pairs, legacy } = readPairs(base, reader, from);
      return Object.assign(base, { kind: 'Env' as const, pairs, legacy });
    }
    case 'LABEL': {
      const { pairs, legacy } = readPairs(base, reader, from);
      return Object.assign(base, { kind: 'Label' as const, pairs, legacy });
    }
    case 'ARG':
      return Object.assign(base, { kind: 'Arg' as const, pairs: quotedWords(reader, from, base).map(readPair) });
    case 'EXPOSE':
      return Object.assign(base, { kind: 'Expose' as const, ports: plainWords(reader, from, base) });
    case 'USER':
      return Object.assign(base, { kind: 'User' as const, value: wholeBody(base, reader, from) });
    case 'WORKDIR':
      return Object.assign(base, { kind: 'Workdir' as const, value: wholeBody(base, reader, from) });
    case 'STOPSIGNAL':
      return Object.assign(base, { kind: 'Stopsignal' as const, value: wholeBody(base, reader, from) });
    case 'MAINTAINER':
      return Object.assign(base, { kind: 'Maintainer' as const, value: wholeBody(base, reader, from) });
    case 'ONBUILD': {
      const keyword = base.bodyText.slice(0, wordEnd(base.bodyText, 0));
      return {
        ...base,
        kind: 'Onbuild',
        trigger: keyword === '' ? undefined : parseAt(reader, index, from, keyword, true),
      };
    }
    default:
      return Object.assign(base, { kind: 'Unknown' as const });
  }
}

const NOTHING: readonly never[] = [];

const word = (reader: Reader, start: number, end: number, quoting: Quoting = 'shell'): Word =>
  new Word(reader.text.slice(start, end), reader.raw.logical, start, reader.escape, quoting);

/** Words that begin with `--` right behind the keyword; a lone `--` ends them. */
function readFlags(reader: Reader, from: number): { flags: readonly Flag[]; end: number } {
  const { text } = reader;
  if (!text.startsWith('--', from)) return { flags: NOTHING, end: from };
  const flags: Flag[] = [];
  let at = from;
  while (text.startsWith('--', at)) {
    const end = quotedWordEnd(text, at, reader.escape);
    if (end - at === 2) return { flags, end: blanksEnd(text, end) };
    const equals = text.slice(at, end).indexOf('=');
    const nameEnd = equals < 0 ? end : at + equals;
    flags.push({
      name: text.slice(at + 2, nameEnd),
      nameSpan: reader.raw.logical.span(at, nameEnd),
      value: equals < 0 ? undefined : word(reader, nameEnd + 1, end),
      span: reader.raw.logical.span(at, end),
    });
    at = blanksEnd(text, end);
  }
  return { flags, end: at };
}

/** Unicode's blanks, the common ones first. */
const isBlank = (c: string): boolean => c === ' ' || c === '\t' || ((c < '!' || c > '~') && /\s/.test(c));

/** The end of a word in which quotes and escapes hold blanks together (parseWords in line_parsers.go). */
function quotedWordEnd(text: string, from: number, escape: EscapeCharacter): number {
  let at = from;
  let quote = '';
  while (at < text.length) {
    const c = text[at] ?? '';
    if (quote === '' && isBlank(c)) return at;
    if (c === escape && quote !== "'") {
      at += 2;
      continue;
    }
    if (quote === '' && (c === '"' || c === "'")) quote = c;
    else if (c === quote) quote = '';
    at++;
  }
  return Math.min(at, text.length);
}

const bodyEnd = (from: number, base: Base): number => from + base.bodyText.length;

/** Words parted by blanks; quotes mean nothing to the splitting. */
function plainWords(reader: Reader, from: number, base: Base): Word[] {
  const words: Word[] = [];
  const stop = bodyEnd(from, base);
  for (let at = blanksEnd(reader.text, from); at < stop; ) {
    const end = wordEnd(reader.text, at);
    words.push(word(reader, at, end));
    at = blanksEnd(reader.text, end);
  }
  return words;
}

/** Words in which quotes and escapes hold blanks together. */
function quotedWords(reader: Reader, from: number, base: Base): Word[] {
  const words: Word[] = [];
  const stop = bodyEnd(from, base);
  for (let at = blanksEnd(reader.text, from); at < stop; ) {
    const end = Math.min(stop, quotedWordEnd(reader.text, at, reader.escape));
    words.push(word(reader, at, end));
    at = blanksEnd(reader.text, end);
    if (at === end && at < stop) at++;
  }
  return words;
}

const wholeBody = (base: Base, reader: Reader, from: number): Word | undefined =>
  base.bodyText === '' ? undefined : word(reader, from, bodyEnd(from, base));

function jsonWords(base: Base, reader: Reader, from: number): Word[] | undefined {
  return jsonArray(base.bodyText)?.strings?.map((element) => {
    const start = from + element.start;
    const end = from + element.end;
    const plain = reader.text.slice(start + 1, end - 1) === element.value;
    const whole = reader.raw.logical.span(start, end);
    return new Word(element.value, reader.raw.logical, start + 1, reader.escape, 'expand-only', whole, plain);
  });
}

function readForm(base: Base, reader: Reader, from: number): CommandForm | undefined {
  if (base.bodyText === '') return undefined;
  const words = jsonWords(base, reader, from);
  if (words) return { kind: 'exec', span: base.body, words };
  return { kind: 'shell', span: base.body, looksLikeJson: base.bodyText.startsWith('[') };
}

const mountsOf = (base: Base) =>
  base.flags.length === 0 ? NOTHING : base.flags.filter((f) => f.name === 'mount').map(parseMount);

function readFrom(base: Base, words: readonly Word[]): Instruction {
  const [image, as, name, ...rest] = words;
  const isAs = as !== undefined && as.raw.toUpperCase() === 'AS';
  const extra = isAs ? rest : words.slice(1);
  return {
    ...base,
    kind: 'From',
    image,
    as: isAs ? { keyword: as.span, keywordText: as.raw, name } : undefined,
    extra,
  };
}

function readHealthcheck(base: Base, reader: Reader, from: number): Instruction {
  if (base.bodyText === '') return { ...base, kind: 'Healthcheck', type: undefined, form: undefined };
  const end = Math.min(bodyEnd(from, base), wordEnd(reader.text, from));
  const rest = blanksEnd(reader.text, end);
  const inner: Base = {
    ...base,
    body: reader.raw.logical.span(Math.min(rest, bodyEnd(from, base)), bodyEnd(from, base)),
    bodyText: reader.text.slice(rest, bodyEnd(from, base)),
  };
  return { ...base, kind: 'Healthcheck', type: word(reader, from, end), form: readForm(inner, reader, rest) };
}

function readTransfer(
  base: Base,
  reader: Reader,
  from: number,
): { sources: Word[]; destination: Word | undefined; json: boolean } {
  const json = jsonWords(base, reader, from);
  const words = json ?? transferWords(base, reader, from);
  return { sources: words.slice(0, -1), destination: words[words.length - 1], json: json !== undefined };
}

/** A here-document's mark may hold blanks (`<< EOF`), so it stays one word. */
function transferWords(base: Base, reader: Reader, from: number): Word[] {
  if (base.heredocs.length === 0) return plainWords(reader, from, base);
  const words: Word[] = [];
  const stop = bodyEnd(from, base);
  for (let at = blanksEnd(reader.text, from); at < stop; ) {
    const mark = base.heredocs.find((h) => h.index === at);
    const end = mark ? at + markLength(mark) : wordEnd(reader.text, at);
    words.push(word(reader, at, end, mark ? 'none' : 'shell'));
    at = blanksEnd(reader.text, Math.max(end, at + 1));
  }
  return words;
}

const markLength = (mark: HeredocBody): number => mark.mark.end - mark.mark.start;

function readPairs(base: Base, reader: Reader, from: number): { pairs: Pair[]; legacy: boolean } {
  const words = quotedWords(reader, from, base);
  const first = words[0];
  if (!first) return { pairs: [], legacy: false };
  if (first.raw.includes('=')) return { pairs: words.map(readPair), legacy: false };
  const keyEnd = wordEnd(reader.text, from);
  const valueStart = blanksEnd(reader.text, keyEnd);
  const stop = bodyEnd(from, base);
  const key = word(reader, from, keyEnd);
  const value = valueStart < stop ? word(reader, valueStart, stop) : undefined;
  const span: Span = { start: key.span.start, end: (value ?? key).span.end };
  return { pairs: [{ key, value, span }], legacy: true };
}

function readPair(pair: Word): Pair {
  const equals = pair.raw.indexOf('=');
  if (equals < 0) return { key: pair, value: undefined, span: pair.span };
  return { key: pair.part(0, equals), value: pair.part(equals + 1, pair.raw.length), span: pair.span };
}
