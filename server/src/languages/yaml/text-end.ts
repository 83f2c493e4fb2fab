import type { Span } from '../../core/span';
import { lineEndAt } from './layout';
import type { YamlNode, YamlStream } from './nodes';

/** How a file ends. `good` also stands for a file without content, and for one whose last lines belong to a value. */
export type TextEnd =
  | { readonly kind: 'good' }
  | {
      readonly kind: 'missing' | 'extra';
      /** The last character of what is no comment. */
      readonly span: Span;
      /** Where the line end is missing, or what stands behind it. */
      readonly at: Span;
      /** A line end would become a part of the block of text that ends there. */
      readonly inText: boolean;
    };

const GOOD: TextEnd = { kind: 'good' };

/** Whether a file ends with one line end. */
export function endOf(stream: YamlStream): TextEnd {
  const { source } = stream;
  const { text } = source;
  const end = contentEnd(text, text.length);
  const code = codeEnd(stream, end);
  if (code === 0) return GOOD;
  const span = { start: lastCharacter(text, code), end: code };
  const header = code === end ? lastHeader(stream, end) : undefined;
  const rest = /^[ \t]*(\r\n|\r|\n)?/.exec(text.slice(end, lineEndAt(source, end) + 2));
  if (rest?.[1] === undefined) {
    const at = { start: text.length, end: text.length };
    return { kind: 'missing', span, at, inText: header?.includes('-') === false };
  }
  const at = { start: end + rest[0].length, end: text.length };
  // `|+` keeps the empty lines below it.
  return at.start === at.end || header?.includes('+') ? GOOD : { kind: 'extra', span, at, inText: false };
}

/** Behind the last character before an offset that is no blank. */
function contentEnd(text: string, offset: number): number {
  let end = offset;
  while (end > 0 && ' \t\r\n\ufeff'.includes(text.charAt(end - 1))) end--;
  return end;
}

/** Likewise, without the comments at the end of the file. */
function codeEnd({ source, comments }: YamlStream, end: number): number {
  let code = end;
  for (const { span, alone } of comments.toReversed()) {
    if (!alone || span.end < code) break;
    code = contentEnd(source.text, span.start);
  }
  return code;
}

/** Where the character before an offset begins. */
const lastCharacter = (text: string, end: number): number =>
  end > 1 && /[\ud800-\udbff][\udc00-\udfff]/.test(text.slice(end - 2, end)) ? end - 2 : end - 1;

/** `|2-` of the block of text that the last character of a file belongs to. */
function lastHeader({ source, documents }: YamlStream, end: number): string | undefined {
  let node: YamlNode | undefined = documents.at(-1)?.root;
  while (node && (node.kind === 'mapping' || node.kind === 'sequence')) {
    node = (node.kind === 'mapping' ? node.entries : node.items).at(-1)?.value;
  }
  if (node?.kind !== 'scalar' || (node.style !== 'literal' && node.style !== 'folded')) return undefined;
  const { start } = node.span;
  return node.span.end < end ? undefined : source.text.slice(start, lineEndAt(source, start)).replace(/#.*$/, '');
}
