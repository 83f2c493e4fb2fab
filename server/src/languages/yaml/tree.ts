import { isMap, isNode, isPair, isScalar, isSeq, LineCounter, type Node, parseDocument } from 'yaml';
import { type Span, span } from '../../core/span';

/** Keys and indices that lead from the root to a node. */
export type YamlPath = readonly (string | number)[];

/** A YAML (or JSON) document with the places of its keys and values. */
export interface YamlTree {
  /** Plain data; `undefined` when the text has none. Aliases are resolved, a bounded number of them. */
  readonly value: unknown;
  readonly errors: readonly { readonly message: string; readonly span: Span }[];
  readonly valueSpan: (path: YamlPath) => Span | undefined;
  readonly keySpan: (path: YamlPath) => Span | undefined;
}

/** Guards against alias bombs: more aliases than this are refused. */
const MAX_ALIASES = 100;

/** Deeper nesting than a person writes; the parser is recursive. */
const MAX_DEPTH = 200;

/**
 * Parses the first document of a text. Never throws: what is broken is in `errors`, with its place, and the rest is in `value`.
 */
export function parseYaml(text: string): YamlTree {
  if (nesting(text) > MAX_DEPTH) {
    return broken('The file is nested too deeply', span(0, Math.min(1, text.length)));
  }
  const document = parseDocument(text, { lineCounter: new LineCounter(), prettyErrors: false, uniqueKeys: true });
  const errors = document.errors.map((error) => ({
    message: firstSentence(error.message),
    span: span(error.pos[0], Math.max(error.pos[0] + 1, error.pos[1])),
  }));
  const find = (path: YamlPath): { key: Node | undefined; value: Node | undefined } | undefined => {
    let at: { key: Node | undefined; value: Node | undefined } = {
      key: undefined,
      value: document.contents ?? undefined,
    };
    for (const step of path) {
      const next = child(at.value, step);
      if (!next) return undefined;
      at = next;
    }
    return at;
  };
  return {
    value: toData(() => document.toJS({ maxAliasCount: MAX_ALIASES }), errors),
    errors,
    valueSpan: (path) => rangeOf(find(path)?.value) ?? rangeOf(find(path)?.key),
    keySpan: (path) => rangeOf(find(path)?.key) ?? rangeOf(find(path)?.value),
  };
}

const broken = (message: string, at: Span): YamlTree => ({
  value: undefined,
  errors: [{ message, span: at }],
  valueSpan: () => undefined,
  keySpan: () => undefined,
});

/** The deepest nesting of brackets, or of indentation, that the text can reach. */
function nesting(text: string): number {
  let depth = 0;
  let deepest = 0;
  for (const c of text) {
    if (c === '[' || c === '{') deepest = Math.max(deepest, ++depth);
    else if (c === ']' || c === '}') depth--;
  }
  return Math.max(deepest, /(?:- ){200}/.test(text) ? MAX_DEPTH + 1 : 0);
}

function toData(read: () => unknown, errors: { message: string; span: Span }[]): unknown {
  try {
    return read();
  } catch (error) {
    errors.push({ message: firstSentence(error instanceof Error ? error.message : String(error)), span: span(0, 1) });
    return undefined;
  }
}

const firstSentence = (message: string): string => (message.split('\n')[0] ?? message).replace(/[.:]\s*$/, '');

function child(
  node: Node | undefined,
  step: string | number,
): { key: Node | undefined; value: Node | undefined } | undefined {
  if (isMap(node)) {
    const pair = node.items.find(
      (item) => isPair(item) && isScalar(item.key) && String(item.key.value) === String(step),
    );
    if (!pair) return undefined;
    return { key: isNode(pair.key) ? pair.key : undefined, value: isNode(pair.value) ? pair.value : undefined };
  }
  if (isSeq(node) && typeof step === 'number') {
    const item = node.items[step];
    return isNode(item) ? { key: undefined, value: item } : undefined;
  }
  return undefined;
}

function rangeOf(node: Node | undefined): Span | undefined {
  const range = node?.range;
  return range ? span(range[0], Math.max(range[1], range[0])) : undefined;
}
