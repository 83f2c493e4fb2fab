import type { Span } from '../../core/span';
import type { YamlScalar } from '../yaml/nodes';
import { isOpen, textSpan } from './security';

/** Runs that people type into an example: no token of a service holds them. */
const TYPED = /0123456789|1234567890|abcdefghij|[x*]{6}|your[-_]?|changeme|placeholder/i;

/** What finds secrets in a text. */
export interface SecretFinders {
  readonly tokens: (text: string) => readonly { readonly start: number; readonly end: number; readonly kind: string }[];
  readonly passwords: (text: string) => readonly { readonly start: number; readonly end: number }[];
}

export interface ClearSecret {
  readonly span: Span;
  /** `a GitHub token`, `a password` */
  readonly kind: string;
}

/** Tokens and keys of known formats, and passwords in addresses, in the text of a value. */
export function clearSecretsIn(scalar: YamlScalar, find: SecretFinders): readonly ClearSecret[] {
  const { text } = scalar;
  const found: ClearSecret[] = [];
  for (const { start, end, kind } of find.tokens(text)) {
    if (!TYPED.test(text.slice(start, end))) found.push({ span: placed(scalar, start, end), kind });
  }
  for (const { start, end } of find.passwords(text)) {
    if (!isOpen(text.slice(start, end))) found.push({ span: placed(scalar, start, end), kind: 'a password' });
  }
  return found;
}

/** Blocks of text are indented: a token in one is looked for in the file's own text. */
function placed(scalar: YamlScalar, start: number, end: number): Span {
  const { document, span, style, text } = scalar;
  if (style !== 'literal' && style !== 'folded') return textSpan(scalar, start, end);
  const written = document.source.text.slice(span.start, span.end);
  const at = written.indexOf(text.slice(start, end));
  return at < 0 ? span : { start: span.start + at, end: span.start + at + (end - start) };
}

/** `changeme`, `<password>`: words that stand where a secret will be. */
export const isPlaceholder = (value: string): boolean =>
  TYPED.test(value) || /change[-_ ]?(?:me|it)|replace|todo/i.test(value);

/** `INSERT_TOKEN_HERE`, `REPLACE_WITH_KEY`: capitals that tell what to write there. */
export const isStandIn = (value: string): boolean =>
  /^(?:INSERT|ENTER|REPLACE|PUT|YOUR|MY|ADD)[-_ ][A-Z_ -]+$/.test(value);
