import type { Edit } from '../../core/finding';
import { lineAt, lineSpan } from '../../core/text';
import { columnOf, isBlankLine, isSound, startsLine, valueStart } from './layout';
import type { YamlDocument, YamlMapping, YamlNode, YamlSequence } from './nodes';
import { walk } from './query';

/** A block that begins on a line of its own: the root, or what stands below a key. */
export interface Indented {
  readonly block: YamlMapping | YamlSequence;
  /** Where it begins, counted from 0. */
  readonly column: number;
  /** How far that is to the right of its key; for the root the same as `column`. */
  readonly offset: number;
}

/** The blocks of a document whose indentation somebody chose, in the order of the text. What begins behind a dash has no choice. */
export function indentedBlocks(document: YamlDocument): readonly Indented[] {
  const found: Indented[] = [];
  if (!isSound(document)) return found;
  walk(document.root, (node) => {
    const indented = indentedOf(node);
    if (indented) found.push(indented);
  });
  return found;
}

function indentedOf(node: YamlNode): Indented | undefined {
  if ((node.kind !== 'mapping' && node.kind !== 'sequence') || node.flow) return undefined;
  const { holder, document } = node;
  const { source } = document;
  if (!startsLine(source, node.span.start)) return undefined;
  const column = columnOf(source, node.span.start);
  if (!holder) return { block: node, column, offset: column };
  // `? key` has a colon on a line of its own.
  if (holder.kind === 'item' || holder.key === node || source.text.startsWith('?', holder.span.start)) return undefined;
  return { block: node, column, offset: column - columnOf(source, valueStart(holder.key)) };
}

/** Moves the lines of the blocks of one document. */
export class BlockMover {
  readonly #document: YamlDocument;
  /** The columns of comments that have a line for themselves, by line. */
  readonly #comments: ReadonlyMap<number, number>;

  constructor(document: YamlDocument) {
    this.#document = document;
    this.#comments = new Map(
      document.comments.flatMap(({ line, alone, span }) =>
        alone ? [[line, columnOf(document.source, span.start)] as const] : [],
      ),
    );
  }

  /**
   * Moves a block by some columns with the comments in it, directly above it and below it. Undefined where a line cannot move as far, or where
   * the empty lines below belong to a value (`|+`).
   */
  move(indented: Indented, by: number): readonly Edit[] | undefined {
    const { source } = this.#document;
    // Readers do not agree on the columns of a line that has blanks behind a byte order mark.
    if (!indented.block.holder && source.text.startsWith('\ufeff ')) return undefined;
    const { start, end } = indented.block.span;
    if (/[|>][0-9]?\+/.test(source.text.slice(start, end))) return undefined;
    const edits: Edit[] = [];
    for (const line of this.#linesOf(indented)) {
      const text = this.#textOf(line);
      const blanks = text.length - text.replace(/^ +/, '').length;
      const comment = this.#comments.get(line);
      if (comment !== undefined && comment < indented.column) continue;
      const isBlank = text.trim() === '';
      if (text === '' || (isBlank && !/^ +$/.test(text))) continue;
      if (by < 0 && blanks < -by && !isBlank) return undefined;
      // At the start of the file it would be a byte order mark.
      if (text.charAt(blanks) === '\ufeff') return undefined;
      edits.push(this.#edit(line, by, blanks));
    }
    return edits;
  }

  #edit(line: number, by: number, blanks: number): Edit {
    const at = this.#startOf(line);
    return by > 0
      ? { span: { start: at, end: at }, text: ' '.repeat(by) }
      : { span: { start: at, end: at + Math.min(blanks, -by) }, text: '' };
  }

  #linesOf({ block, column }: Indented): readonly number[] {
    const { source } = this.#document;
    const isBeside = (line: number): boolean => (this.#comments.get(line) ?? -1) >= column || isBlankLine(source, line);
    let first = lineAt(source, block.span.start);
    let last = lineAt(source, block.span.end);
    const top = block.holder ? lineAt(source, block.holder.span.start) + 1 : lineAt(source, this.#document.span.start);
    while (first > top && isBeside(first - 1)) first--;
    while (isBeside(last + 1)) last++;
    return Array.from({ length: last - first + 1 }, (_, i) => first + i);
  }

  #startOf(line: number): number {
    const { source } = this.#document;
    const start = source.lineStarts[line] ?? source.text.length;
    return start === 0 && source.text.charCodeAt(0) === 0xfeff ? 1 : start;
  }

  #textOf(line: number): string {
    return this.#document.source.text.slice(this.#startOf(line), lineSpan(this.#document.source, line).end);
  }
}
