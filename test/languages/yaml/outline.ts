import type { YamlNode } from '../../../server/src/languages/yaml/nodes';

/** A tree in a few characters, for comparing: mappings as objects, plain scalars as they are, others with their style. */
export function outline(node: YamlNode | undefined): string {
  if (!node) return '_';
  const marks = [node.anchor && `&${node.anchor.name}`, node.tag?.name].filter((mark) => mark !== undefined);
  const own = inner(node);
  return marks.length > 0 ? `${marks.join(' ')} ${own}` : own;
}

const QUOTES = { plain: '', single: "'", double: '"', literal: '|', folded: '>' };

function inner(node: YamlNode): string {
  switch (node.kind) {
    case 'scalar': {
      const quote = QUOTES[node.style];
      return `${quote}${node.text.replaceAll('\n', '⏎')}${quote}`;
    }
    case 'alias':
      return `*${node.name}${node.target ? '' : '?'}`;
    case 'sequence':
      return `[${node.items.map(({ value }) => outline(value)).join(', ')}]`;
    default:
      return `{${node.entries.map(({ key, value, colon }) => `${outline(key)}${colon === undefined ? '' : ':'} ${outline(value)}`).join(', ')}}`;
  }
}
