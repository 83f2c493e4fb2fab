import type { CST } from 'yaml';
import type { Props } from './props';
import type { RawAlias, RawEntry, RawMapping, RawMark, RawNode, RawScalar, RawSequence } from './raw';
import { cut, note, type Reading } from './reading';

export type Parent = RawMapping | RawSequence | undefined;

export const mark = (token: CST.SourceToken | undefined, skip: number): RawMark | undefined =>
  token && { name: token.source.slice(skip), start: token.offset, end: token.offset + token.source.length };

export function emptyScalar(on: Reading, at: number, props: Readonly<Props>, parent: Parent, slot: number): RawScalar {
  return remember(on, newScalar('plain', '', at, at, props, parent, slot));
}

export function newScalar(
  style: RawScalar['style'],
  text: string,
  start: number,
  end: number,
  props: Readonly<Props>,
  parent: Parent,
  slot: number,
): RawScalar {
  return {
    kind: 'scalar',
    start,
    end,
    anchor: mark(props.anchor, 1),
    tag: mark(props.tag, 0),
    parent,
    slot,
    size: 1,
    style,
    text,
  };
}

/** Makes a node known under its anchor, before what it holds is read. */
export function remember<N extends Exclude<RawNode, RawAlias>>(on: Reading, node: N): N {
  if (node.anchor) on.anchors.set(node.anchor.name, node);
  return node;
}

export function newMapping(
  flow: boolean,
  start: number,
  props: Readonly<Props>,
  parent: Parent,
  slot: number,
): RawMapping {
  return {
    kind: 'mapping',
    start,
    end: start,
    anchor: mark(props.anchor, 1),
    tag: mark(props.tag, 0),
    parent,
    slot,
    size: 1,
    flow,
    entries: [],
  };
}

export function newSequence(
  flow: boolean,
  start: number,
  props: Readonly<Props>,
  parent: Parent,
  slot: number,
): RawSequence {
  return {
    kind: 'sequence',
    start,
    end: start,
    anchor: mark(props.anchor, 1),
    tag: mark(props.tag, 0),
    parent,
    slot,
    size: 1,
    flow,
    items: [],
  };
}

export function pushEntry(
  on: Reading,
  mapping: RawMapping,
  key: RawNode,
  colon: number,
  value: RawNode | undefined,
  start: number,
  end: number,
): RawEntry {
  const name = key.kind === 'scalar' ? key.text : on.text.slice(key.start, key.end);
  const entry: RawEntry = { key, name, colon, value, start, end };
  mapping.entries.push(entry);
  return entry;
}

export function setValue(entry: RawEntry, value: RawNode | undefined): void {
  entry.value = value;
  if (value) entry.end = Math.max(entry.end, value.end);
}

export const markStart = (node: RawNode): number =>
  Math.min(node.start, node.anchor?.start ?? node.start, node.tag?.start ?? node.start);

export function countEntries(mapping: RawMapping): void {
  for (const { key, value } of mapping.entries) mapping.size += key.size + (value?.size ?? 1);
}

/** Counts what it holds, and looks for keys that stand in it twice. */
export function finishMapping(on: Reading, mapping: RawMapping): void {
  const { entries } = mapping;
  countEntries(mapping);
  if (entries.length < 2) return;
  const seen = new Map<string, RawEntry>();
  for (const entry of entries) {
    const { key } = entry;
    if (key.kind !== 'scalar' || (entry.colon < 0 && !mapping.flow) || isMergeKey(key)) continue;
    const first = seen.get(entry.name);
    if (first) {
      const message = `The key "${cut(entry.name)}" stands here twice; only the last one counts`;
      note(on, 'duplicate-key', message, key.start, key.end, first.key);
    } else seen.set(entry.name, entry);
  }
}

/** Whether a key is YAML's merge key: `<<` without quotes. */
const isMergeKey = (key: RawScalar): boolean => key.style === 'plain' && key.text === '<<';
