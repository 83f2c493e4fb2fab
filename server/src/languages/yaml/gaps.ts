import type { Span } from '../../core/span';
import { lineAt, lineSpan } from '../../core/text';
import { columnOf, isBlankLine, isSound, startsLine } from './layout';
import type { YamlEntry, YamlMapping } from './nodes';

/** The blank lines between an entry and the one above it. */
export interface Gap {
  readonly entry: YamlEntry;
  /** All of them, each with its line end; between comments, too. */
  readonly blanks: readonly Span[];
  /** How many of them stand directly above the entry and the comments that belong to it. */
  readonly above: number;
  /** The start of the entry's first line, or of its first comment. */
  readonly start: number;
}

/** The gaps between the entries of a block, where blank lines are no part of a value. */
export function gapsIn({ document, entries, flow }: YamlMapping): readonly Gap[] {
  if (flow || !isSound(document)) return [];
  const { source } = document;
  const comments = new Map(
    document.comments.flatMap(({ line, alone, span }) =>
      alone ? [[line, columnOf(source, span.start)] as const] : [],
    ),
  );
  return entries.slice(1).flatMap((entry, i) => {
    const previous = entries[i];
    return previous && startsLine(source, entry.span.start) && !keepsLines(previous) ? [gapAbove(entry, comments)] : [];
  });
}

function gapAbove(entry: YamlEntry, comments: ReadonlyMap<number, number>): Gap {
  const { source } = entry.mapping.document;
  const column = columnOf(source, entry.span.start);
  let first = lineAt(source, entry.span.start);
  while (comments.get(first - 1) === column) first--;
  const blanks: Span[] = [];
  let above = 0;
  for (let line = first - 1; isBlankLine(source, line) || comments.has(line); line--) {
    if (comments.has(line)) continue;
    if (blanks.length === first - 1 - line) above++;
    blanks.unshift({ start: lineSpan(source, line).start, end: lineSpan(source, line + 1).start });
  }
  return { entry, blanks, above, start: lineSpan(source, first).start };
}

/** Whether a block of text is in it that keeps the empty lines below it (`|+`). */
const keepsLines = ({ mapping, span }: YamlEntry): boolean =>
  /[|>][0-9]?\+/.test(mapping.document.source.text.slice(span.start, span.end));
