import type { Edit } from '../../core/finding';
import { insertEntry, removeEntry } from '../yaml/edits';
import type { YamlEntry, YamlMapping } from '../yaml/nodes';
import type { UnknownField } from './schema/problem';

/**
 * Moves a block that stands at the wrong level to where it is known; undefined when that cannot be done by moving whole lines. Comments
 * behind its lines go with it, those above stay.
 */
export function moveField(problem: UnknownField): readonly Edit[] | undefined {
  const { entry, holder, others, elsewhere } = problem;
  const entries = [entry, ...others];
  const [target] = elsewhere;
  if (!target || holder.flow || entries.some((each) => each.mapping !== holder)) return undefined;
  if (!target.holder) return wrapEntries(entries, holder, target.path.at(-2));
  if (target.holder.flow || entries.length >= holder.entries.length || entries.length > 1) return undefined;
  const text = blockText(entry);
  if (text === undefined) return undefined;
  const around = target.holder.entries.find(({ span }) => span.start <= entry.span.start && entry.span.end <= span.end);
  const removed = removeEntry(entry, { moved: true });
  const inserted = insertEntry(target.holder, text, around ? { before: around } : {});
  return removed && inserted ? [...removed, ...inserted] : undefined;
}

/** A block with the comments behind its lines, as it would stand in column 0. */
function blockText(entry: YamlEntry): string | undefined {
  const { text } = entry.key.document.source;
  const column = columnAt(text, entry.span.start);
  const lineEnd = endOfLine(text, entry.span.end);
  if (!/^[ \t]*(?:#.*)?$/.test(text.slice(entry.span.end, lineEnd))) return undefined;
  const lines = text.slice(entry.span.start, lineEnd).replaceAll('\r', '').split('\n');
  const out: string[] = [];
  for (const [index, line] of lines.entries()) {
    const indent = line.length - line.trimStart().length;
    if (index > 0 && line.trim() !== '' && indent < column) return undefined;
    out.push(index === 0 ? line : line.slice(Math.min(column, indent)));
  }
  return out.join('\n').trimEnd();
}

/** Writes the missing key above neighbouring entries and indents them. */
function wrapEntries(
  entries: readonly YamlEntry[],
  holder: YamlMapping,
  name: string | number | undefined,
): readonly Edit[] | undefined {
  const [first] = entries;
  const last = entries.at(-1);
  if (!first || !last || typeof name !== 'string') return undefined;
  if (last.index - first.index !== entries.length - 1 || holder.entries.some((entry) => entry.name === name)) {
    return undefined;
  }
  const { text } = holder.document.source;
  const column = columnAt(text, first.span.start);
  const edits: Edit[] = [
    { span: { start: first.span.start, end: first.span.start }, text: `${name}:\n${' '.repeat(column + 2)}` },
  ];
  for (let at = text.indexOf('\n', first.span.start); at >= 0 && at < last.span.end; at = text.indexOf('\n', at + 1)) {
    const start = at + 1;
    if (text.slice(start, endOfLine(text, start)).trim() !== '')
      edits.push({ span: { start, end: start }, text: '  ' });
  }
  return edits;
}

function endOfLine(text: string, offset: number): number {
  const at = text.indexOf('\n', offset);
  const end = at < 0 ? text.length : at;
  return text[end - 1] === '\r' && end > offset ? end - 1 : end;
}

function columnAt(text: string, offset: number): number {
  const start = text.lastIndexOf('\n', offset - 1) + 1;
  return offset - start - (text.charCodeAt(start) === 0xfeff ? 1 : 0);
}
