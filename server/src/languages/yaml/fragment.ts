import { lineAt, lineSpan, type SourceText } from '../../core/text';
import { columnOf, commentColumn, isBlankLine, isSound, type ListStyle, valueStart } from './layout';
import type { YamlEntry, YamlMapping, YamlNode, YamlScalar, YamlSequence } from './nodes';
import { doubleQuoted, isPlainSafe, quoteIfNeeded } from './quote';
import { parseStream } from './stream';
import { yaml12 } from './values';

/** A piece of YAML that is to be put into a file: the only document of its text, indented from column 0. */
export interface Fragment {
  readonly source: SourceText;
  readonly root: YamlNode;
}

/** Reads a piece of YAML; undefined when it is not one. */
export function fragmentOf(text: string): Fragment | undefined {
  const { documents, source } = parseStream(text.replace(/\r\n?/g, '\n').replace(/\n+$/, ''));
  const [document] = documents;
  if (documents.length !== 1 || !document?.root || !isSound(document)) return undefined;
  return { source, root: document.root };
}

/** Whether it fits behind a colon or dash, on the same line. */
export const isInline = ({ source, root }: Fragment): boolean =>
  source.lineStarts.length === 1 && (root.kind === 'scalar' || root.kind === 'alias' || root.flow);

/** A mapping or list with lines of its own. */
export const isBlock = ({ root }: Fragment): boolean =>
  (root.kind === 'mapping' || root.kind === 'sequence') && !root.flow;

/** The lines of a fragment, moved to `column` and to a file's own step and list style. */
export function reindented(fragment: Fragment, column: number, step: number, list: ListStyle): string[] {
  const { source, root } = fragment;
  const shifts = source.lineStarts.map(() => column);
  place(source, root, column, shifts, step, list);
  return source.lineStarts.map((_, line) => {
    const { start, end } = lineSpan(source, line);
    const text = source.text.slice(start, end);
    if (text.trim() === '') return '';
    const indent = text.length - text.trimStart().length;
    const shift = shifts[likeLine(source, line)] ?? column;
    return ' '.repeat(Math.max(0, indent + shift)) + text.slice(indent);
  });
}

/** Sets how far the lines of a node move, whose first column moves by `shift`. */
function place(
  source: SourceText,
  node: YamlNode,
  shift: number,
  shifts: number[],
  step: number,
  list: ListStyle,
): void {
  fill(source, node, shift, shifts);
  if (node.kind === 'mapping' && !node.flow) {
    for (const entry of node.entries) placeValue(source, entry, shift, shifts, step, list);
  } else if (node.kind === 'sequence' && !node.flow) {
    for (const { value } of node.items) if (value) place(source, value, shift, shifts, step, list);
  }
}

function placeValue(
  source: SourceText,
  entry: YamlEntry,
  shift: number,
  shifts: number[],
  step: number,
  list: ListStyle,
): void {
  const { value } = entry;
  if (value?.kind !== 'mapping' && value?.kind !== 'sequence') return;
  if (value.flow) return;
  const key = columnOf(source, entry.span.start);
  const column = columnOf(source, value.span.start);
  const wanted = value.kind === 'mapping' ? step : list.indent;
  place(source, value, key + shift + wanted - column, shifts, step, list);
}

function fill(source: SourceText, node: YamlNode, shift: number, shifts: number[]): void {
  const last = lineAt(source, node.span.end);
  for (let line = lineAt(source, valueStart(node)); line <= last; line++) shifts[line] = shift;
}

/** The line whose shift a line takes: a comment moves with the next line at its column. */
function likeLine(source: SourceText, line: number): number {
  const column = commentColumn(source, line);
  if (column === undefined) return line;
  for (let next = line + 1; next < source.lineStarts.length; next++) {
    if (isBlankLine(source, next) || commentColumn(source, next) !== undefined) continue;
    const start = lineSpan(source, next).start;
    const text = source.text.slice(start, lineSpan(source, next).end);
    return text.length - text.trimStart().length === column ? next : line;
  }
  return line;
}

/** A node of a fragment on one line, as it must be written inside brackets; undefined when that cannot be. */
export function flowText(node: YamlNode, json: boolean): string | undefined {
  const marks = [node.anchor && `&${node.anchor.name} `, node.tag && `${node.tag.name} `].join('');
  if (json && marks !== '') return undefined;
  const own = flowOwn(node, json);
  return own === undefined ? undefined : marks + own;
}

function flowOwn(node: YamlNode, json: boolean): string | undefined {
  switch (node.kind) {
    case 'scalar':
      return flowScalar(node, json);
    case 'alias':
      return json ? undefined : `*${node.name}`;
    case 'sequence':
      return flowSequence(node, json);
    default:
      return flowMapping(node, json);
  }
}

function flowSequence(node: YamlSequence, json: boolean): string | undefined {
  const items: string[] = [];
  for (const { value } of node.items) {
    const text = value ? flowText(value, json) : 'null';
    if (text === undefined) return undefined;
    items.push(text);
  }
  return `[${items.join(', ')}]`;
}

function flowMapping(node: YamlMapping, json: boolean): string | undefined {
  const entries = flowEntries(node, json);
  return entries && `{${entries.join(', ')}}`;
}

/** The entries of a mapping as they are written inside braces. */
export function flowEntries(node: YamlMapping, json: boolean): string[] | undefined {
  const entries: string[] = [];
  for (const { key, value, name } of node.entries) {
    const left = json ? doubleQuoted(name) : flowText(key, false);
    const right = value ? flowText(value, json) : 'null';
    if (left === undefined || right === undefined || (json && key.kind !== 'scalar')) return undefined;
    entries.push(`${left}${left.startsWith('*') ? ' ' : ''}: ${right}`);
  }
  return entries;
}

function flowScalar(node: YamlScalar, json: boolean): string {
  const { style, text } = node;
  if (style === 'plain' && isNumberStop(text)) return text;
  if (json) return jsonText(node);
  if (style === 'plain') {
    if (text === '') return 'null';
    return isPlainSafe(text, true) ? text : quoteIfNeeded(text, { flow: true });
  }
  const { source } = node.document;
  const written = source.text.slice(node.span.start, node.span.end);
  return style === 'literal' || style === 'folded' || written.includes('\n') ? doubleQuoted(text) : written;
}

/** A tab stop of a snippet that stands for a number, a boolean or null: in quotes it would become a string. */
const isNumberStop = (text: string): boolean => {
  const held = /^\$\{\d+:([^{}]*)\}$/.exec(text)?.[1];
  return held !== undefined && (JSON_NUMBER.test(held) || /^(?:true|false|null)$/.test(held));
};

const JSON_NUMBER = /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][-+]?\d+)?$/;

/** `true`, `null` and numbers as JSON has them; everything else is a string in double quotes. */
function jsonText(node: YamlScalar): string {
  if (node.style !== 'plain') return doubleQuoted(node.text);
  const { kind } = yaml12(node);
  if (kind === 'null') return 'null';
  if (kind === 'bool') return node.text.toLowerCase();
  return JSON_NUMBER.test(node.text) ? node.text : doubleQuoted(node.text);
}

/** The text of a fragment's line, from the first line's content on. */
export const fragmentLines = ({ source }: Fragment): string[] =>
  source.lineStarts.map((_, line) => {
    const { start, end } = lineSpan(source, line);
    return source.text.slice(start, end);
  });

/** Whether a node's braces and brackets look like JSON: its keys are in double quotes, or those around it. */
export function isJson(node: YamlNode): boolean {
  for (let at: YamlNode | undefined = node; at; at = at.parent) {
    if (at.kind !== 'mapping' && at.kind !== 'sequence') continue;
    if (!at.flow) return false;
    if (at.kind === 'mapping' && at.entries.length > 0) {
      return at.entries.every(({ key }) => key.kind === 'scalar' && key.style === 'double');
    }
  }
  return false;
}
