import type { Edit } from '../../../core/finding';
import type { YamlMapping, YamlScalar } from '../nodes';
import type { YamlTarget } from '../query';

/** Replacements of text that make it right. */
export interface Repair {
  readonly how: 'quote' | 'unquote' | 'wrap' | 'replace' | 'rename';
  /** The new text of the token, for a title. */
  readonly result: string;
  readonly edits: readonly Edit[];
  /** There is nothing else that could have been meant. */
  readonly certain: boolean;
}

/** The text of a node as it stands in the file. */
export const sourceOf = (node: YamlTarget): string => node.document.source.text.slice(node.span.start, node.span.end);

/** Quotes around a plain scalar. */
export function quoted(node: YamlScalar): Repair | undefined {
  if (node.style !== 'plain' || node.tag) return undefined;
  const result = `"${sourceOf(node)}"`;
  return { how: 'quote', result, edits: [{ span: node.span, text: result }], certain: true };
}

/** A quoted integer, or quoted `true` and `false`, without its quotes. */
export function unquoted(node: YamlScalar, wanted: 'number' | 'boolean'): Repair | undefined {
  if ((node.style !== 'single' && node.style !== 'double') || node.tag) return undefined;
  const fits = wanted === 'boolean' ? node.text === 'true' || node.text === 'false' : isDecimal(node.text);
  if (!fits) return undefined;
  return { how: 'unquote', result: node.text, edits: [{ span: node.span, text: node.text }], certain: true };
}

/** Written so that nobody can read another number: no leading zero, no base. */
const isDecimal = (text: string): boolean => text.length < 16 && /^-?(?:0|[1-9]\d*)$/.test(text);

/** Another word in place of a scalar, in the quotes that it has. */
export function replaced(
  node: YamlScalar,
  word: string,
  how: 'replace' | 'rename',
  certain: boolean,
): Repair | undefined {
  const mark = { plain: '', single: "'", double: '"', literal: undefined, folded: undefined }[node.style];
  if (mark === undefined) return undefined;
  return { how, result: word, edits: [{ span: node.span, text: `${mark}${word}${mark}` }], certain };
}

/** Characters that mean something in a flow sequence. */
const FLOW = /[[\]{},#&*!|>'"%@`:]/;

/** One value as a list of one. The caller has made sure that the value may be an item. */
export function wrapped(node: YamlScalar | YamlMapping): Repair | undefined {
  if (node.kind === 'mapping') return node.flow ? inBrackets(node, sourceOf(node)) : asItem(node);
  const source = sourceOf(node);
  if (node.style === 'literal' || node.style === 'folded' || source.includes('\n')) return undefined;
  const plain = node.style === 'plain';
  if (plain && /\s/.test(source)) return undefined;
  return inBrackets(node, plain && FLOW.test(source) ? JSON.stringify(source) : source);
}

function inBrackets(node: YamlTarget, source: string): Repair | undefined {
  if (node.anchor || node.tag || source.includes('\n')) return undefined;
  return { how: 'wrap', result: `[${source}]`, edits: [{ span: node.span, text: `[${source}]` }], certain: true };
}

/** A dash before the first key, and all lines behind it two columns further in. */
function asItem(node: YamlMapping): Repair | undefined {
  if (node.anchor || node.tag) return undefined;
  const { text } = node.document.source;
  const edits = [{ span: { start: node.span.start, end: node.span.start }, text: '- ' }];
  for (
    let at = text.indexOf('\n', node.span.start);
    at >= 0 && at + 1 < node.span.end;
    at = text.indexOf('\n', at + 1)
  ) {
    if (!isBlankLine(text, at + 1)) edits.push({ span: { start: at + 1, end: at + 1 }, text: '  ' });
  }
  return { how: 'wrap', result: '- …', edits, certain: true };
}

function isBlankLine(text: string, start: number): boolean {
  let at = start;
  while (text[at] === ' ' || text[at] === '\t' || text[at] === '\r') at++;
  return text[at] === '\n' || at >= text.length;
}
