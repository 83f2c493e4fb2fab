import { newAlias } from './compose';
import { countEntries, type Parent, remember } from './make';
import type { RawEntry, RawMapping, RawMark, RawNode, RawSequence } from './raw';
import type { Reading } from './reading';

/**
 * Puts an entry that was read elsewhere into a mapping, `by` characters further on. Anchors and aliases are resolved anew, in the order in
 * which the composer does it: they may lead out of what was read together.
 */
export function graftEntry(on: Reading, mapping: RawMapping, entry: RawEntry, by: number): RawEntry {
  const slot = mapping.entries.length;
  const key = graftNode(on, entry.key, by, mapping, slot);
  const value = entry.value && graftNode(on, entry.value, by, mapping, slot);
  const grafted = movedEntry(entry, by, key, value);
  mapping.entries.push(grafted);
  return grafted;
}

export const movedEntry = (entry: RawEntry, by: number, key: RawNode, value: RawNode | undefined): RawEntry => ({
  key,
  name: entry.name,
  colon: entry.colon < 0 ? -1 : entry.colon + by,
  value,
  start: entry.start + by,
  end: entry.end + by,
});

export function graftNode(on: Reading, node: RawNode, by: number, parent: Parent, slot: number): RawNode {
  const start = node.start + by;
  const end = node.end + by;
  const anchor = movedMark(node.anchor, by);
  const tag = movedMark(node.tag, by);
  switch (node.kind) {
    case 'alias':
      return newAlias(on, node.name, start, end, anchor, tag, parent, slot);
    case 'scalar': {
      const { style, text } = node;
      return remember(on, { kind: 'scalar', start, end, anchor, tag, parent, slot, size: 1, style, text });
    }
    case 'mapping': {
      const mapping = emptyMapping(on, node, by, parent, slot);
      for (const entry of node.entries) graftEntry(on, mapping, entry, by);
      countEntries(mapping);
      return mapping;
    }
    default:
      return graftSequence(on, node, by, parent, slot);
  }
}

/** A mapping as another one, `by` characters further on, without entries. */
export function emptyMapping(on: Reading, node: RawMapping, by: number, parent: Parent, slot: number): RawMapping {
  return remember(on, {
    kind: 'mapping',
    start: node.start + by,
    end: node.end + by,
    anchor: movedMark(node.anchor, by),
    tag: movedMark(node.tag, by),
    parent,
    slot,
    size: 1,
    flow: node.flow,
    entries: [],
  });
}

function graftSequence(on: Reading, node: RawSequence, by: number, parent: Parent, slot: number): RawSequence {
  const sequence: RawSequence = remember(on, {
    kind: 'sequence',
    start: node.start + by,
    end: node.end + by,
    anchor: movedMark(node.anchor, by),
    tag: movedMark(node.tag, by),
    parent,
    slot,
    size: 1,
    flow: node.flow,
    items: [],
  });
  for (const item of node.items) {
    const value = item.value && graftNode(on, item.value, by, sequence, sequence.items.length);
    sequence.items.push({ value, start: item.start + by, end: item.end + by });
    sequence.size += value?.size ?? 1;
  }
  return sequence;
}

const movedMark = (mark: RawMark | undefined, by: number): RawMark | undefined =>
  mark && { name: mark.name, start: mark.start + by, end: mark.end + by };
