import { type CST, Lexer, Parser } from 'yaml';
import type { RawComment } from './raw';

/** Deeper nesting than a person writes; what reads the tree is recursive. */
const MAX_DEPTH = 200;
/** Two megabytes of ordinary YAML have half a million of them, which take a second; JSON without blanks has twice as many. */
const MAX_LEXEMES = 1_200_000;
/** Errors that are kept; the first ones tell what is wrong. */
const MAX_ERRORS = 100;

/** What the `yaml` package's lexer announces a scalar's text with. */
const SCALAR_FOLLOWS = '\x1f';
/** Lexemes that stand for nothing in the text: a document's start, a flow collection's missing end. */
const WITHOUT_TEXT = ['\x02', '\x18', SCALAR_FOLLOWS];

/** A document's text as the concrete syntax tree of the `yaml` package. */
export interface Tokens {
  readonly document: CST.Document | undefined;
  /** A `%` line stands before the content. */
  readonly directive: boolean;
  readonly errors: readonly CST.ErrorToken[];
  readonly comments: readonly RawComment[];
  readonly refused: 'too-deep' | 'too-large' | undefined;
  /** Where reading ended. */
  readonly end: number;
}

/**
 * Reads a document into tokens. Depth and amount are watched while it is read: the package's own functions would run out of stack and of
 * memory. With `untilStray` it stops at the first token that cannot stand where it is, behind which nothing would be understood.
 */
export function readTokens(text: string, untilStray: boolean): Tokens {
  const parser = new Parser();
  const errors: CST.ErrorToken[] = [];
  const comments: RawComment[] = [];
  let document: CST.Document | undefined;
  let directive = false;
  let offset = 0;
  let lexemes = 0;
  let scalar = false;
  const take = (token: CST.Token): boolean => {
    if (token.type === 'document') document ??= token;
    else if (token.type === 'directive') directive ||= document === undefined;
    else if (token.type === 'error') {
      if (errors.length < MAX_ERRORS) errors.push(token);
      return untilStray && isStray(token);
    }
    return false;
  };
  const done = (refused: Tokens['refused']): Tokens => ({
    document,
    directive,
    errors,
    comments,
    refused,
    end: offset,
  });
  for (const lexeme of new Lexer().lex(text)) {
    if (++lexemes > MAX_LEXEMES) return done('too-large');
    if (!scalar && lexeme.charCodeAt(0) === 35) comments.push({ start: offset, end: offset + lexeme.length });
    for (const token of parser.next(lexeme)) if (take(token)) return done(undefined);
    if (parser.stack.length > MAX_DEPTH) return done('too-deep');
    const marks: boolean = !scalar && lexeme.length === 1 && WITHOUT_TEXT.includes(lexeme);
    if (!marks) offset += lexeme.length;
    scalar = marks && lexeme === SCALAR_FOLLOWS;
  }
  for (const token of parser.end()) take(token);
  return done(undefined);
}

/** A bracket, comma or indicator that ends the document for the package, although more follows. */
export const isStray = (token: CST.ErrorToken): boolean =>
  token.source.length === 1 && ']},:?-'.includes(token.source) && token.message.startsWith('Unexpected ');
