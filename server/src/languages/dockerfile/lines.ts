import type { Span } from '../../core/span';
import type { SourceText } from '../../core/text';
import { type DirectiveName, matchDirective } from './directives';
import { findHeredocs, type HeredocMark } from './heredocs';
import { JSON_OR_SHELL, jsonArray } from './json';
import { Logical } from './logical';

export type EscapeCharacter = '\\' | '`';

/** A `#` line. `span` runs from the `#` to the end of the line. */
export interface Comment {
  readonly span: Span;
  readonly line: number;
  /** Text behind the `#`, trimmed. */
  readonly text: string;
  /** It stands between the continued lines of an instruction. */
  readonly inside: boolean;
}

/** A parser directive in the zone at the top of the file where BuildKit reads them. */
export interface Directive {
  readonly name: DirectiveName;
  readonly value: string;
  readonly span: Span;
  readonly nameSpan: Span;
  readonly valueSpan: Span;
  /** An earlier directive has the same name: BuildKit refuses the file. */
  readonly duplicate: boolean;
}

/** The body of a here-document as the file holds it. */
export interface HeredocBody extends HeredocMark {
  /** The body's lines with their endings, without the terminator line. */
  readonly body: Span;
  /** The delimiter on its closing line; undefined when the file ends first. */
  readonly terminator: Span | undefined;
}

/** An instruction as BuildKit's line logic finds it, before its words are looked at. */
export interface RawInstruction {
  /** From the first character of the keyword to the end of the last line, heredoc bodies included. */
  readonly span: Span;
  /** The end of the last line of the instruction proper, before any heredoc body. */
  readonly headEnd: number;
  /** The joined text of its lines, each offset of which leads back into the file. */
  readonly logical: Logical;
  readonly keyword: Span;
  readonly keywordText: string;
  /** Where the arguments begin in the joined text. */
  readonly argumentsStart: number;
  readonly firstLine: number;
  readonly lastLine: number;
  /** Blank lines among its continued lines. */
  readonly emptyLines: readonly Span[];
  /** The last line ends in the escape character, and then the file ends. */
  readonly openEnd: Span | undefined;
  readonly comments: readonly Comment[];
  readonly heredocs: readonly HeredocBody[];
}

export interface Lines {
  readonly escape: EscapeCharacter;
  readonly directives: readonly Directive[];
  readonly invalidEscape: Directive | undefined;
  readonly comments: readonly Comment[];
  readonly instructions: readonly RawInstruction[];
}

const NOTHING: readonly never[] = [];

const SPACE = 32;
const TAB = 9;
const CR = 13;
const HASH = 35;

const isBlank = (c: number): boolean => c === SPACE || (c >= TAB && c <= CR) || c === 0x85 || c === 0xa0;

interface Line {
  readonly start: number;
  /** Without `\n` and any `\r` before it. */
  readonly end: number;
  /** The start of the next line. */
  readonly next: number;
}

/**
 * Splits a file into instructions with BuildKit's line logic (moby/buildkit, frontend/dockerfile/parser): continuations, comments
 * and blank lines within them, parser directives, here-documents. Linear in the text's length; every text has a result.
 */
export function splitLines(source: SourceText): Lines {
  const { text } = source;
  const directives: Directive[] = [];
  const comments: Comment[] = [];
  const instructions: RawInstruction[] = [];
  let escape: EscapeCharacter = '\\';
  let invalidEscape: Directive | undefined;
  let inDirectives = true;
  let lineNumber = -1;
  let position = text.charCodeAt(0) === 0xfeff ? 1 : 0;

  const nextLine = (): Line | undefined => {
    if (position >= text.length) return undefined;
    const start = position;
    const newline = text.indexOf('\n', start);
    const stop = newline < 0 ? text.length : newline;
    let end = stop;
    while (end > start && text.charCodeAt(end - 1) === CR) end--;
    position = newline < 0 ? text.length : newline + 1;
    lineNumber++;
    return { start, end, next: position };
  };

  const skipBlanks = (line: Line): number => {
    let at = line.start;
    while (at < line.end && isBlank(text.charCodeAt(at))) at++;
    return at;
  };

  const readDirective = (from: number, line: Line): boolean => {
    const match = matchDirective(text.slice(from, line.end));
    if (!match) return false;
    const directive: Directive = {
      name: match.name,
      value: match.value,
      span: { start: from, end: line.end },
      nameSpan: { start: from + match.nameStart, end: from + match.nameStart + match.name.length },
      valueSpan: { start: from + match.valueStart, end: from + match.valueStart + match.value.length },
      duplicate: directives.some((d) => d.name === match.name),
    };
    directives.push(directive);
    if (directive.name === 'escape') {
      if (directive.value === '\\' || directive.value === '`') escape = directive.value;
      else invalidEscape = directive;
    }
    return true;
  };

  const commentAt = (from: number, line: Line, inside: boolean): Comment => ({
    span: { start: from, end: line.end },
    line: lineNumber,
    text: text.slice(from + 1, line.end).trim(),
    inside,
  });

  /** Where the content before a continuation character ends; undefined when the line does not continue. */
  const continuation = (from: number, line: Line): number | undefined => {
    let at = line.end;
    while (at > from && (text.charCodeAt(at - 1) === SPACE || text.charCodeAt(at - 1) === TAB)) at--;
    if (at <= from || text[at - 1] !== escape) return undefined;
    // A doubled escape character at the end is an escaped one, so the line ends there.
    if (at - 2 >= from && text[at - 2] === escape) return undefined;
    return at - 1;
  };

  for (let line = nextLine(); line; line = nextLine()) {
    const from = skipBlanks(line);
    if (inDirectives && text.charCodeAt(from) === HASH && from < line.end && readDirective(from, line)) continue;
    inDirectives = false;
    if (from >= line.end) continue;
    if (text.charCodeAt(from) === HASH) {
      comments.push(commentAt(from, line, false));
      continue;
    }
    const firstLine = lineNumber;
    let inner: Comment[] | undefined;
    let emptyLines: Span[] | undefined;
    const logical = new Logical(text);
    let openEnd: Span | undefined;
    let cut = continuation(from, line);
    logical.add(from, cut ?? line.end);
    let headEnd = line.end;
    while (cut !== undefined) {
      openEnd = { start: cut, end: cut + 1 };
      const more = nextLine();
      if (!more) break;
      const content = skipBlanks(more);
      if (content < more.end && text.charCodeAt(content) === HASH) {
        const comment = commentAt(content, more, true);
        inner ??= [];
        inner.push(comment);
        comments.push(comment);
        headEnd = more.end;
        continue;
      }
      if (content >= more.end) {
        emptyLines ??= [];
        emptyLines.push({ start: more.start, end: more.next });
        continue;
      }
      openEnd = undefined;
      cut = continuation(more.start, more);
      // Behind a line that holds the escape character alone the keyword is still to come, and BuildKit trims what stands before it.
      const begin = logical.isEmpty ? Math.min(content, cut ?? more.end) : more.start;
      logical.add(begin, cut ?? more.end);
      headEnd = more.end;
    }
    const head = readKeyword(logical);
    const heredocs = readHeredocs(logical, head);
    const last = heredocs[heredocs.length - 1];
    instructions.push({
      span: { start: from, end: last ? (last.terminator?.end ?? last.body.end) : headEnd },
      headEnd,
      logical,
      keyword: logical.span(0, head.keyword.length),
      keywordText: head.keyword,
      argumentsStart: head.argumentsStart,
      firstLine,
      lastLine: lineNumber,
      emptyLines: emptyLines ?? NOTHING,
      openEnd,
      comments: inner ?? NOTHING,
      heredocs,
    });
  }
  return { escape, directives, invalidEscape, comments, instructions };

  function readHeredocs(logical: Logical, head: Head): readonly HeredocBody[] {
    if (!head.mayHoldHeredoc || !logical.text.includes('<<', head.heredocsFrom)) return NOTHING;
    const form = logical.text.slice(head.heredocsFrom);
    if (JSON_OR_SHELL.has(head.command) && jsonArray(skipFlags(form)) !== undefined) return NOTHING;
    return findHeredocs(form, head.heredocsFrom, logical).map((mark) => {
      const start = position;
      let end = start;
      for (let line = nextLine(); line; line = nextLine()) {
        let at = line.start;
        if (mark.chomp) while (text.charCodeAt(at) === TAB) at++;
        if (line.end - at === mark.name.length && text.startsWith(mark.name, at)) {
          return { ...mark, body: { start, end }, terminator: { start: at, end: line.end } };
        }
        end = line.next;
      }
      return { ...mark, body: { start, end }, terminator: undefined };
    });
  }
}

interface Head {
  readonly keyword: string;
  readonly argumentsStart: number;
  /** The instruction that takes the arguments: the trigger of an ONBUILD, else the keyword, in capitals. */
  readonly command: string;
  readonly mayHoldHeredoc: boolean;
  readonly heredocsFrom: number;
}

const HEREDOC_INSTRUCTIONS = new Set(['RUN', 'COPY', 'ADD']);

function readKeyword(logical: Logical): Head {
  const { text } = logical;
  const first = wordEnd(text, 0);
  const keyword = text.slice(0, first);
  const argumentsStart = blanksEnd(text, first);
  let command = keyword.toUpperCase();
  let heredocsFrom = argumentsStart;
  if (command === 'ONBUILD') {
    const trigger = wordEnd(text, argumentsStart);
    command = text.slice(argumentsStart, trigger).toUpperCase();
    heredocsFrom = blanksEnd(text, trigger);
  }
  return { keyword, argumentsStart, command, mayHoldHeredoc: HEREDOC_INSTRUCTIONS.has(command), heredocsFrom };
}

/** The blanks that part a keyword from its arguments; a no-break space is none of them (reWhitespace in parser.go). */
const isSeparator = (c: number): boolean => c === SPACE || c === TAB || c === 11 || c === 12 || c === CR;

/** The end of the word that begins at `from`. */
export function wordEnd(text: string, from: number): number {
  let at = from;
  while (at < text.length && !isSeparator(text.charCodeAt(at))) at++;
  return at;
}

/** The end of the blanks that begin at `from`. */
export function blanksEnd(text: string, from: number): number {
  let at = from;
  while (at < text.length && isSeparator(text.charCodeAt(at))) at++;
  return at;
}

const skipFlags = (text: string): string => text.replace(/^(?:--\S+\s+)*/, '');
