import type { RawDocument, RawMark, RawNode } from '../../../server/src/languages/yaml/raw';

const markText = (mark: RawMark | undefined): string => (mark ? `${mark.name}@${mark.start}-${mark.end}` : '');

/** All that is in a document's tree, a line each: two trees are the same if and only if their lines are. */
export function rawLines({ root, comments, problems, refused, text }: RawDocument): string[] {
  const numbers = new Map<RawNode, number>();
  const lines = [
    `${refused} ${text.length}`,
    ...comments.map(({ start, end }) => `# ${start}-${end}`),
    ...problems.map((problem) => JSON.stringify(problem)),
  ];
  const number = (node: RawNode | undefined): string => (node ? String(numbers.get(node) ?? '?') : '-');
  const add = (node: RawNode): void => {
    numbers.set(node, numbers.size);
    const { kind, start, end, anchor, tag, parent, slot, size } = node;
    const base = `${number(node)} ${kind} ${start}-${end} &${markText(anchor)} !${markText(tag)} ^${number(parent)}.${slot} *${size}`;
    if (node.kind === 'scalar') lines.push(`${base} ${node.style} ${JSON.stringify(node.text)}`);
    else if (node.kind === 'alias') lines.push(`${base} ${node.name} -> ${number(node.target)}`);
    else if (node.kind === 'mapping') {
      lines.push(`${base} ${node.flow}`);
      for (const { key, name, colon, value, start: from, end: to } of node.entries) {
        lines.push(`entry ${JSON.stringify(name)} ${colon} ${from}-${to} ${value !== undefined}`);
        add(key);
        if (value) add(value);
      }
    } else {
      lines.push(`${base} ${node.flow}`);
      for (const { value, start: from, end: to } of node.items) {
        lines.push(`item ${from}-${to} ${value !== undefined}`);
        if (value) add(value);
      }
    }
  };
  if (root) add(root);
  return lines;
}
