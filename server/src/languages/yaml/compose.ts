import type { CST } from 'yaml';
import { addHalfTyped, type HalfTyped, halfTypedLines } from './half-typed';
import {
  emptyScalar,
  finishMapping,
  mark,
  markStart,
  newMapping,
  newScalar,
  newSequence,
  type Parent,
  pushEntry,
  remember,
  setValue,
} from './make';
import { composeEnd, isBlock, markEnd, NO_PROPS, type Props, readProps } from './props';
import type { RawAlias, RawEntry, RawMapping, RawMark, RawNode, RawScalar, RawSequence } from './raw';
import { cut, lastContent, note, noteToken, type Reading, wordEnd } from './reading';
import { scalarText } from './scalar-text';

/** Aliases may stand for this many nodes in a document; Compose gives up at the same number. */
const MAX_ALIASED = 100_000;
/** YAML allows no longer one on the line of its colon. */
const MAX_KEY = 1024;

/** Turns a document's tokens into nodes; whatever is wrong is noted, and what is right is still there. */
export function composeDocument(on: Reading, document: CST.Document): RawNode | undefined {
  const { start, value, end, offset } = document;
  const props = readProps(on, start, 'doc-start', value ?? end?.[0], offset, 0, true, false);
  if (props.found && value && isBlock(value) && !props.newline) {
    note(on, 'syntax', 'This cannot start on the line of "---"', value.offset, value.offset + 1);
  }
  const root = composeOptional(on, value, props, undefined, 0);
  composeEnd(on, end, false);
  return root;
}

/** A value that may be absent: then there is a node only if an anchor or a tag announces one. */
function composeOptional(
  on: Reading,
  token: CST.Token | null | undefined,
  props: Readonly<Props>,
  parent: Parent,
  slot: number,
): RawNode | undefined {
  if (token) return composeNode(on, token, props, parent, slot);
  return props.anchor || props.tag ? emptyScalar(on, markEnd(props), props, parent, slot) : undefined;
}

function composeNode(
  on: Reading,
  token: CST.Token,
  props: Readonly<Props>,
  parent: Parent,
  slot: number,
): RawNode | undefined {
  switch (token.type) {
    case 'alias':
      return composeAlias(on, token, props, parent, slot);
    case 'scalar':
    case 'single-quoted-scalar':
    case 'double-quoted-scalar':
    case 'block-scalar':
      return composeScalar(on, token, props, parent, slot);
    case 'block-map':
      return composeBlockMap(on, token, props, parent, slot);
    case 'block-seq':
      return composeBlockSequence(on, token, props, parent, slot);
    case 'flow-collection':
      return token.start.source === '{'
        ? composeFlowMapping(on, token, props, parent, slot)
        : composeFlowSequence(on, token, props, parent, slot);
    case 'error':
      note(on, 'syntax', errorMessage(token), token.offset, token.offset + Math.max(1, token.source.length));
      return undefined;
    default:
      note(on, 'syntax', 'This is not understood', token.offset, token.offset + 1);
      return undefined;
  }
}

const errorMessage = (token: CST.ErrorToken): string =>
  token.message.includes('block-seq-ind') ? 'A list must start on a line of its own' : 'This is not understood';

function composeAlias(
  on: Reading,
  token: CST.FlowScalar,
  props: Readonly<Props>,
  parent: Parent,
  slot: number,
): RawAlias {
  const start = token.offset;
  const end = start + token.source.length;
  if (props.anchor || props.tag) note(on, 'syntax', 'An alias can have no anchor and no tag', start, end);
  composeEnd(on, token.end, true);
  return newAlias(on, token.source.slice(1), start, end, mark(props.anchor, 1), mark(props.tag, 0), parent, slot);
}

/** An alias of what stands above under its name. */
export function newAlias(
  on: Reading,
  name: string,
  start: number,
  end: number,
  anchor: RawMark | undefined,
  tag: RawMark | undefined,
  parent: Parent,
  slot: number,
): RawAlias {
  const target = name === '' ? undefined : on.anchors.get(name);
  const circle = target !== undefined && holds(target, parent);
  if (name === '') note(on, 'syntax', 'The name is missing after "*"', start, end);
  else if (target === undefined) note(on, 'unknown-anchor', `There is no anchor "&${cut(name)}" above`, start, end);
  else if (circle) note(on, 'alias-cycle', `"*${cut(name)}" stands inside the value that it repeats`, start, end);
  const size = target && !circle ? target.size : 1;
  countAliased(on, size, start, end);
  return {
    kind: 'alias',
    start,
    end,
    anchor,
    tag,
    parent,
    slot,
    size,
    name,
    target: circle ? undefined : target,
  };
}

/** Whether `parent`, or what holds it, is `node`. */
function holds(node: RawNode, parent: Parent): boolean {
  for (let at = parent; at; at = at.parent) if (at === node) return true;
  return false;
}

function countAliased(on: Reading, size: number, start: number, end: number): void {
  const before = on.aliased;
  on.aliased += size;
  if (before <= MAX_ALIASED && on.aliased > MAX_ALIASED) {
    note(on, 'too-many-aliases', 'Aliases blow this document up; it will be refused', start, end);
  }
}

function composeScalar(
  on: Reading,
  token: CST.FlowScalar | CST.BlockScalar,
  props: Readonly<Props>,
  parent: Parent,
  slot: number,
): RawScalar {
  const { text, style, end, problems, unclosed } = scalarText(token, on.length, parent === undefined);
  if (unclosed) {
    note(
      on,
      'unclosed-quote',
      `The closing ${style === 'single' ? "'" : '"'} is missing`,
      token.offset,
      token.offset + 1,
    );
    if (token.source.includes('\n')) on.openQuote = true;
  }
  for (const problem of problems) note(on, 'syntax', problem.message, problem.start, problem.end);
  if (token.type === 'block-scalar') noteTabs(on, token);
  else composeEnd(on, token.end, true);
  return remember(on, newScalar(style, text, token.offset, end, props, parent, slot));
}

/** A line below a block scalar that is indented with tabs: the package takes the tabs for the scalar's last line. */
function noteTabs(on: Reading, token: CST.BlockScalar): void {
  const { source } = token;
  const line = source.lastIndexOf('\n') + 1;
  if (line === source.length || !source.includes('\t', line) || source.slice(line).trim() !== '') return;
  const props = token.props.reduce((sum, prop) => sum + ('source' in prop ? prop.source.length : 0), 0);
  const offset = token.offset + props + line;
  const next = on.text.charCodeAt(offset + source.length - line);
  if (Number.isNaN(next) || next === 10 || next === 13) return;
  on.tabs.push({ type: 'space', offset, indent: 0, source: source.slice(line) });
}

function composeBlockMap(
  on: Reading,
  token: CST.BlockMap,
  props: Readonly<Props>,
  parent: Parent,
  slot: number,
): RawMapping {
  const mapping = remember(on, newMapping(false, token.offset, props, parent, slot));
  composeEntries(on, mapping, token, false);
  const first = mapping.entries[0];
  const last = mapping.entries[mapping.entries.length - 1];
  if (first) mapping.start = first.start;
  mapping.end = last ? last.end : mapping.start;
  finishMapping(on, mapping);
  return mapping;
}

/** With `moved` they stand too far to the right, which was said already. */
function composeEntries(on: Reading, mapping: RawMapping, token: CST.BlockMap, moved: boolean): void {
  let offset = token.offset;
  let garbage = false;
  for (const item of token.items) {
    const colon = item.sep?.some((part) => part.type === 'map-value-ind') === true;
    if (!garbage || colon) offset = composeEntry(on, mapping, token, item, offset, moved);
    garbage = item.value?.type === 'error';
  }
}

type MapItem = CST.BlockMap['items'][number];

function composeEntry(
  on: Reading,
  mapping: RawMapping,
  token: CST.BlockMap,
  item: MapItem,
  offset: number,
  moved: boolean,
): number {
  const { start, key, sep, value } = item;
  const keyProps = readProps(on, start, 'explicit-key-ind', key ?? sep?.[0], offset, token.indent, true, false);
  const explicit = keyProps.found;
  if (!explicit && !keyProps.anchor && !keyProps.tag && !sep) return keyProps.end;
  if (!moved) checkKeyPlace(on, token, key, keyProps);
  const rawKey = composeKey(on, mapping, item, keyProps);
  const valueProps = readProps(
    on,
    sep ?? [],
    'map-value-ind',
    value,
    Math.max(rawKey.end, keyProps.end),
    token.indent,
    !key || key.type === 'block-scalar',
    false,
  );
  const entryStart = explicit ? explicit.offset : markStart(rawKey);
  const colon = valueProps.found;
  if (!colon) {
    if (!explicit) noteMissingColon(on, mapping, rawKey);
    else pushEntry(on, mapping, rawKey, -1, undefined, entryStart, rawKey.end);
    return valueProps.end;
  }
  if (!explicit && colon.offset - rawKey.start > MAX_KEY) {
    note(on, 'syntax', 'A key can have 1,024 characters at most', rawKey.start, rawKey.end);
  }
  const entry = pushEntry(on, mapping, rawKey, colon.offset, undefined, entryStart, colon.offset + 1);
  if (!explicit && value?.type === 'block-map' && !valueProps.newline) {
    composeMapOnKeyLine(on, mapping, entry, token, value, valueProps, moved);
  } else {
    setValue(entry, composeOptional(on, value, valueProps, mapping, mapping.entries.length - 1));
  }
  return Math.max(entry.end, valueProps.end);
}

/** The key of an entry that is not in the mapping yet. Half-typed lines above it become entries of their own. */
function composeKey(on: Reading, mapping: RawMapping, item: MapItem, props: Readonly<Props>): RawNode {
  const { key, sep } = item;
  const lines = !props.found && key ? halfTypedLines(key) : undefined;
  if (lines) {
    addHalfTypedLines(on, mapping, lines, props);
    return lastLine(lines, mapping);
  }
  if (!props.found && (props.newlineAfterProp >= 0 || spansLines(key))) {
    const at = key?.offset ?? props.start;
    note(on, 'syntax', 'A key must stand on one line', at, at + 1);
  }
  const slot = mapping.entries.length;
  const composed = composeOptional(on, key, props, mapping, slot);
  if (composed) return composed;
  const colon = props.found ? undefined : sep?.find((part) => part.type === 'map-value-ind');
  return emptyScalar(on, key?.offset ?? colon?.offset ?? props.end, props, mapping, slot);
}

function checkKeyPlace(
  on: Reading,
  token: CST.BlockMap,
  key: CST.Token | null | undefined,
  props: Readonly<Props>,
): void {
  if (props.found) {
    if (props.found.indent !== token.indent) noteIndentation(on, props.found.offset);
  } else if (key?.type === 'block-seq') {
    note(on, 'bad-indentation', 'A list item cannot stand among the keys of a mapping', key.offset, key.offset + 1);
  } else if (key && 'indent' in key && key.indent !== token.indent) {
    noteIndentation(on, props.anchor || props.tag ? props.start : key.offset);
  }
}

function noteIndentation(on: Reading, offset: number): void {
  note(
    on,
    'bad-indentation',
    'This stands in another column than the keys beside it',
    offset,
    wordEnd(on.text, offset),
  );
}

/** `a: 1` with `b: 2` indented below it, or `a: b: c` on one line. What follows at the key's own column is read as if it stood beside it. */
function composeMapOnKeyLine(
  on: Reading,
  mapping: RawMapping,
  entry: RawEntry,
  token: CST.BlockMap,
  value: CST.BlockMap,
  props: Readonly<Props>,
  moved: boolean,
): void {
  const beside = value.items.findIndex((item, i) => i > 0 && isAtColumn(item, token.indent));
  const inside = beside < 0 ? value.items : value.items.slice(0, beside);
  const lines = inside[0]?.key ? halfTypedLines(inside[0].key) : undefined;
  if (lines) composeIndented(on, mapping, entry, value, inside, lines, props, moved);
  else {
    const colon = inside[0]?.sep?.find((part) => part.type === 'map-value-ind');
    const at = colon?.offset ?? value.offset;
    note(on, 'syntax', 'A value with ": " in it must be quoted', at, at + 1);
    const nested = { ...value, items: inside };
    setValue(entry, composeBlockMap(on, nested, props, mapping, mapping.entries.length - 1));
  }
  if (beside >= 0) composeEntries(on, mapping, { ...token, items: value.items.slice(beside) }, moved);
}

const isAtColumn = ({ key }: MapItem, indent: number): boolean =>
  key !== undefined && key !== null && 'indent' in key && key.indent === indent;

/** The value is the first line; the keys below were indented by mistake. */
function composeIndented(
  on: Reading,
  mapping: RawMapping,
  entry: RawEntry,
  value: CST.BlockMap,
  items: CST.BlockMap['items'],
  lines: readonly HalfTyped[],
  props: Readonly<Props>,
  moved: boolean,
): void {
  const [line, next] = lines;
  const [first, ...others] = items;
  const last = lines[lines.length - 1];
  if (!line || !next || !last || first?.key?.type !== 'scalar') return;
  const end = line.start + line.text.length;
  const slot = mapping.entries.length - 1;
  setValue(entry, remember(on, newScalar('plain', line.text, line.start, end, props, mapping, slot)));
  if (!moved) {
    const message = 'This is indented, but the line above has a value already';
    note(on, 'bad-indentation', message, next.start, next.start + next.text.length);
  }
  for (const half of lines.slice(1, -1)) addHalf(on, mapping, half);
  const key = { ...first.key, source: last.text, offset: last.start };
  composeEntries(on, mapping, { ...value, items: [{ ...first, start: [], key }, ...others] }, true);
}

function addHalfTypedLines(
  on: Reading,
  mapping: RawMapping,
  lines: readonly HalfTyped[],
  props: Readonly<Props>,
): void {
  if (props.anchor || props.tag) note(on, 'syntax', 'A key must stand on one line', props.start, props.start + 1);
  for (const line of lines.slice(0, -1)) addHalf(on, mapping, line);
}

function addHalf(on: Reading, mapping: RawMapping, line: HalfTyped): void {
  const problem = addHalfTyped(mapping, line);
  note(on, problem.code, problem.message, problem.start, problem.end);
}

function lastLine(lines: readonly HalfTyped[], mapping: RawMapping): RawScalar {
  const line = lines[lines.length - 1];
  const start = line?.start ?? 0;
  const text = line?.text ?? '';
  return newScalar('plain', text, start, start + text.length, NO_PROPS, mapping, mapping.entries.length);
}

/** A key without a colon: `por`, or `image:nginx`. */
function noteMissingColon(on: Reading, mapping: RawMapping, key: RawNode): void {
  if (key.kind === 'scalar' && key.style === 'plain' && !key.anchor && !key.tag && key.text !== '') {
    addHalf(on, mapping, { text: on.text.slice(key.start, key.end), start: key.start });
    return;
  }
  pushEntry(on, mapping, key, -1, undefined, key.start, key.end);
  note(on, 'syntax', 'A ":" is missing after the key', key.start, Math.max(key.start + 1, key.end));
}

function spansLines(key: CST.Token | null | undefined): boolean {
  if (!key) return false;
  switch (key.type) {
    case 'alias':
    case 'scalar':
    case 'single-quoted-scalar':
    case 'double-quoted-scalar':
      return key.source.includes('\n') || key.end?.some((part) => part.type === 'newline') === true;
    case 'flow-collection':
      return key.items.some(
        (item) =>
          item.start.some((part) => part.type === 'newline') ||
          item.sep?.some((part) => part.type === 'newline') === true ||
          spansLines(item.key) ||
          spansLines(item.value),
      );
    case 'block-seq':
      // Said already.
      return false;
    default:
      return true;
  }
}

function composeBlockSequence(
  on: Reading,
  token: CST.BlockSequence,
  props: Readonly<Props>,
  parent: Parent,
  slot: number,
): RawSequence {
  const sequence = remember(on, newSequence(false, token.offset, props, parent, slot));
  const last = Math.max(props.anchor?.offset ?? -1, props.tag?.offset ?? -1);
  if (last >= 0 && props.newlineAfterProp < last) {
    note(on, 'syntax', 'A list must start on a line of its own', token.offset, token.offset + 1);
  }
  let offset = token.offset;
  for (const { start, value } of token.items) {
    const itemProps = readProps(on, start, 'seq-item-ind', value, offset, token.indent, true, false);
    const dash = itemProps.found;
    if (!dash && !itemProps.anchor && !itemProps.tag && !value) continue;
    if (!dash) noteMissingDash(on, value, itemProps);
    const node = composeOptional(on, value, itemProps, sequence, sequence.items.length);
    const itemStart = dash ? dash.offset : (node?.start ?? itemProps.start);
    const end = Math.max(node?.end ?? 0, dash ? dash.offset + 1 : itemStart);
    sequence.items.push({ value: node, start: itemStart, end });
    sequence.size += node?.size ?? 1;
    offset = Math.max(end, itemProps.end);
    sequence.end = end;
  }
  return sequence;
}

function noteMissingDash(on: Reading, value: CST.Token | undefined, props: Readonly<Props>): void {
  const at = value?.offset ?? props.start;
  if (value?.type === 'block-seq') {
    note(on, 'bad-indentation', 'This stands in another column than the items beside it', at, at + 1);
  } else note(on, 'syntax', 'A "-" is missing before this item', at, wordEnd(on.text, at));
}

function composeFlowSequence(
  on: Reading,
  token: CST.FlowCollection,
  props: Readonly<Props>,
  parent: Parent,
  slot: number,
): RawSequence {
  const sequence = remember(on, newSequence(true, token.offset, props, parent, slot));
  const before = on.problems.length;
  let offset = token.offset + 1;
  token.items.forEach((item, i) => {
    const itemProps = flowProps(on, token, item, i, offset);
    if (!itemProps) return;
    const at = sequence.items.length;
    const pair = item.sep !== undefined || itemProps.found !== undefined;
    const value = pair
      ? flowPair(on, token, item, itemProps, sequence, at)
      : composeOptional(on, item.value, itemProps, sequence, at);
    if (item.value && !pair) noteBlockInFlow(on, item.value);
    const end = value?.end ?? itemProps.end;
    sequence.items.push({ value, start: value ? markStart(value) : itemProps.start, end });
    sequence.size += value?.size ?? 1;
    offset = Math.max(end, itemProps.end);
  });
  const last = sequence.items[sequence.items.length - 1];
  sequence.end = flowEnd(on, token, offset, last?.end ?? 0, before);
  return sequence;
}

/** `[a: b]` holds a mapping of one entry. */
function flowPair(
  on: Reading,
  token: CST.FlowCollection,
  item: CST.CollectionItem,
  props: Readonly<Props>,
  parent: RawSequence,
  slot: number,
): RawMapping {
  const mapping = newMapping(true, props.start, NO_PROPS, parent, slot);
  if (!props.found && spansLines(item.key)) {
    note(on, 'syntax', 'A key must stand on one line', props.start, props.start + 1);
  }
  composeFlowEntry(on, mapping, token, item, props);
  const entry = mapping.entries[0];
  if (entry) {
    mapping.start = entry.start;
    mapping.end = entry.end;
  }
  finishMapping(on, mapping);
  return mapping;
}

function composeFlowMapping(
  on: Reading,
  token: CST.FlowCollection,
  props: Readonly<Props>,
  parent: Parent,
  slot: number,
): RawMapping {
  const mapping = remember(on, newMapping(true, token.offset, props, parent, slot));
  const before = on.problems.length;
  let offset = token.offset + 1;
  token.items.forEach((item, i) => {
    const itemProps = flowProps(on, token, item, i, offset);
    if (itemProps) offset = composeFlowEntry(on, mapping, token, item, itemProps);
  });
  const last = mapping.entries[mapping.entries.length - 1];
  mapping.end = flowEnd(on, token, offset, last?.end ?? 0, before);
  finishMapping(on, mapping);
  return mapping;
}

/** What stands before an item; undefined when nothing follows it. */
function flowProps(
  on: Reading,
  token: CST.FlowCollection,
  item: CST.CollectionItem,
  index: number,
  offset: number,
): Props | undefined {
  const { start, key, sep, value } = item;
  const next = key ?? sep?.[0] ?? value;
  const props = readProps(on, start, 'explicit-key-ind', next, offset, token.indent, false, true);
  const empty = !props.found && !props.anchor && !props.tag && !sep && !value && !key;
  const { comma } = props;
  if (index === 0 && comma) noteToken(on, 'There is one "," too many', comma);
  else if (empty && comma && index < token.items.length - 1) noteToken(on, 'There is one "," too many', comma);
  else if (!empty && index > 0 && !comma) {
    const at = next?.offset ?? props.start;
    note(on, 'syntax', 'A "," is missing before this', at, at + 1);
  }
  return empty ? undefined : props;
}

function composeFlowEntry(
  on: Reading,
  mapping: RawMapping,
  token: CST.FlowCollection,
  item: CST.CollectionItem,
  props: Readonly<Props>,
): number {
  const { key, sep, value } = item;
  const slot = mapping.entries.length;
  const rawKey = composeOptional(on, key, props, mapping, slot) ?? emptyScalar(on, props.end, props, mapping, slot);
  if (key) noteBlockInFlow(on, key);
  const valueProps = readProps(on, sep ?? [], 'map-value-ind', value, rawKey.end, token.indent, false, true);
  const colon = valueProps.found;
  if (!colon && value) noteMissingFlowColon(on, value);
  const start = props.found ? props.found.offset : markStart(rawKey);
  const end = colon ? colon.offset + 1 : rawKey.end;
  const entry = pushEntry(on, mapping, rawKey, colon?.offset ?? -1, undefined, start, end);
  if (colon || value) setValue(entry, composeOptional(on, value, valueProps, mapping, slot));
  if (value) noteBlockInFlow(on, value);
  return Math.max(entry.end, valueProps.end);
}

function noteMissingFlowColon(on: Reading, value: CST.Token): void {
  if ('source' in value && value.source.startsWith(':')) {
    note(on, 'missing-space-after-colon', 'A space is missing after ":"', value.offset, value.offset + 1);
  } else note(on, 'syntax', 'A "," or ":" is missing before this', value.offset, value.offset + 1);
}

function noteBlockInFlow(on: Reading, value: CST.Token): void {
  if (value.type === 'block-seq') {
    note(on, 'syntax', 'A list with "-" cannot stand inside brackets', value.offset, value.offset + 1);
  } else if (value.type === 'block-map') {
    const at = lastWord(value);
    note(on, 'syntax', 'A "," is missing before this', at, wordEnd(on.text, at));
  }
}

/** Inside brackets, a mapping without its own begins where a comma is missing: `1 "b"` is the key of `{"a": 1 "b": 2}`. */
function lastWord(value: CST.BlockMap): number {
  const key = value.items[0]?.key;
  if (key?.type !== 'scalar') return value.offset;
  const blank = Math.max(key.source.lastIndexOf(' '), key.source.lastIndexOf('\n'), key.source.lastIndexOf('\t'));
  return key.offset + blank + 1;
}

/** Where a flow collection ends. When its bracket is missing, that is all that is said of it: the rest follows from it. */
function flowEnd(on: Reading, token: CST.FlowCollection, offset: number, held: number, before: number): number {
  const [first, ...rest] = token.end;
  const closing = token.start.source === '{' ? '}' : ']';
  if (first?.source === closing) {
    composeEnd(on, rest, true);
    return first.offset + 1;
  }
  const inside = on.problems.splice(before);
  const cause = inside.find(({ code }) => code === 'unclosed-quote' || code === 'unclosed-bracket');
  if (cause) on.problems.push(cause);
  else note(on, 'unclosed-bracket', `The closing "${closing}" is missing`, token.offset, token.offset + 1);
  return Math.max(held, lastContent(on.text, offset, token.offset + 1));
}
