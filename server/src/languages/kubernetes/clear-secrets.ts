import type { Span } from '../../core/span';
import { isTyped, passwordsInUrls, secretsIn } from '../secrets';
import type { YamlScalar } from '../yaml/nodes';
import { isOpen, textSpan } from './security';

export interface ClearSecret {
  readonly span: Span;
  /** `a GitHub token`, `a password` */
  readonly kind: string;
}

/** Tokens and keys of known formats, and passwords in addresses, in the text of a value. */
export function clearSecretsIn(scalar: YamlScalar): readonly ClearSecret[] {
  const { text } = scalar;
  const found: ClearSecret[] = [];
  for (const { start, end, kind } of secretsIn(text)) {
    if (!isTyped(text.slice(start, end))) found.push({ span: placed(scalar, start, end), kind });
  }
  for (const { start, end } of passwordsInUrls(text)) {
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
  isTyped(value) || /change[-_ ]?(?:me|it)|replace|todo/i.test(value);

/** `INSERT_TOKEN_HERE`, `REPLACE_WITH_KEY`: capitals that tell what to write there. */
export const isStandIn = (value: string): boolean =>
  /^(?:INSERT|ENTER|REPLACE|PUT|YOUR|MY|ADD)[-_ ][A-Z_ -]+$/.test(value);
