import { touches } from '../../core/span';
import type {
  YamlAlias,
  YamlDocument,
  YamlEntry,
  YamlItem,
  YamlMapping,
  YamlNode,
  YamlScalar,
  YamlSequence,
} from './nodes';

/** Keys and indices that lead from a node to another. */
export type YamlPath = readonly (string | number)[];

/** A node that is no alias. */
export type YamlTarget = Exclude<YamlNode, YamlAlias>;

/** What a node stands for: an alias is its target. */
export const deref = (node: YamlNode | undefined): YamlTarget | undefined =>
  node?.kind === 'alias' ? node.target : node;

export function asMapping(node: YamlNode | undefined): YamlMapping | undefined {
  const target = deref(node);
  return target?.kind === 'mapping' ? target : undefined;
}

export function asSequence(node: YamlNode | undefined): YamlSequence | undefined {
  const target = deref(node);
  return target?.kind === 'sequence' ? target : undefined;
}

export function asScalar(node: YamlNode | undefined): YamlScalar | undefined {
  const target = deref(node);
  return target?.kind === 'scalar' ? target : undefined;
}

/** Whether an entry is a merge: `<<` without quotes, or with its own tag. */
export function isMerge({ key }: YamlEntry): boolean {
  if (key.kind !== 'scalar' || key.text !== '<<') return false;
  return key.tag ? key.tag.name === '!!merge' || key.tag.name === '!' : key.style === 'plain';
}

/** Merges of merges are followed this far. */
const MAX_MERGES = 64;
/** A mapping has no more entries than this once its merges are expanded. */
const MAX_ENTRIES = 10_000;

/**
 * The entries of a mapping as go-yaml reads them: of equal keys the last, merged ones behind its own. An entry that was merged is the one that
 * stands in the other mapping, so that its `mapping` and its ranges tell where it was written. Own entries win over merged ones, a later `<<`
 * over an earlier, and in a list of mappings the first.
 */
export const entriesOf = (mapping: YamlMapping): readonly YamlEntry[] => entriesWithin(mapping, MAX_MERGES);

function entriesWithin(mapping: YamlMapping, depth: number): readonly YamlEntry[] {
  if (mapping.expanded) return mapping.expanded;
  const own = new Map<string, YamlEntry>();
  const merges: YamlEntry[] = [];
  for (const entry of mapping.entries) {
    if (isMerge(entry)) merges.push(entry);
    else own.set(entry.name, entry);
  }
  if (merges.length === 0 && own.size === mapping.entries.length) {
    mapping.expanded = mapping.entries;
    return mapping.entries;
  }
  if (depth > 0) for (const merge of merges.reverse()) addMerged(own, merge.value, depth - 1);
  const entries = [...own.values()];
  mapping.expanded = entries;
  return entries;
}

function addMerged(entries: Map<string, YamlEntry>, value: YamlNode | undefined, depth: number): void {
  const target = deref(value);
  const sources = target?.kind === 'sequence' ? target.items.map((item) => deref(item.value)) : [target];
  for (const source of sources) {
    if (source?.kind !== 'mapping') continue;
    for (const entry of entriesWithin(source, depth)) {
      if (entries.size >= MAX_ENTRIES) return;
      if (!entries.has(entry.name)) entries.set(entry.name, entry);
    }
  }
}

/** The entry of a mapping (or of what an alias stands for) with this key: the one that counts, merged ones included. */
export function entryOf(node: YamlNode | undefined, key: string): YamlEntry | undefined {
  const mapping = asMapping(node);
  if (!mapping) return undefined;
  const { entries } = mapping;
  let merges = false;
  for (let i = entries.length - 1; i >= 0; i--) {
    const entry = entries[i];
    if (entry === undefined) continue;
    if (isMerge(entry)) merges = true;
    else if (entry.name === key) return entry;
  }
  return merges ? entriesOf(mapping).find(({ name }) => name === key) : undefined;
}

/** The value under a key, through aliases and merges. */
export const get = (node: YamlNode | undefined, key: string): YamlTarget | undefined =>
  deref(entryOf(node, key)?.value);

/** The value at the end of a path, through aliases and merges. */
export function getPath(node: YamlNode | undefined, path: YamlPath): YamlTarget | undefined {
  let at = deref(node);
  for (const step of path) {
    if (at === undefined) return undefined;
    at = at.kind === 'sequence' ? itemAt(at, step) : get(at, String(step));
  }
  return at;
}

const itemAt = (sequence: YamlSequence, step: string | number): YamlTarget | undefined =>
  typeof step === 'number' ? deref(sequence.items[step]?.value) : undefined;

/** Keys and indices that lead from the document's root to a node, as it is written; a key's path is that of its entry. */
export function pathOf(node: YamlNode | YamlEntry | YamlItem): YamlPath {
  const path: (string | number)[] = [];
  let at: YamlEntry | YamlItem | undefined = node.kind === 'entry' || node.kind === 'item' ? node : node.holder;
  while (at) {
    path.push(at.kind === 'entry' ? at.name : at.index);
    at = at.kind === 'entry' ? at.mapping.holder : at.sequence.holder;
  }
  return path.reverse();
}

/**
 * The innermost thing at an offset: a key or value, the entry whose colon or blanks stand there, the item whose dash does, or the mapping or
 * sequence around.
 */
export function nodeAt(document: YamlDocument, offset: number): YamlNode | YamlEntry | YamlItem | undefined {
  const { root } = document;
  return root && touches(root.span, offset) ? within(root, offset) : undefined;
}

function within(node: YamlNode, offset: number): YamlNode | YamlEntry | YamlItem {
  if (node.kind === 'mapping') {
    const entry = lastBefore(node.entries, offset);
    if (!entry || !touches(entry.span, offset)) return node;
    if (touches(entry.key.span, offset)) return within(entry.key, offset);
    return entry.value && touches(entry.value.span, offset) ? within(entry.value, offset) : entry;
  }
  if (node.kind !== 'sequence') return node;
  const item = lastBefore(node.items, offset);
  if (!item || !touches(item.span, offset)) return node;
  return item.value && touches(item.value.span, offset) ? within(item.value, offset) : item;
}

/** The last of the entries or items that begin at `offset` or before. */
function lastBefore<E extends YamlEntry | YamlItem>(list: readonly E[], offset: number): E | undefined {
  let low = 0;
  let high = list.length;
  while (low < high) {
    const mid = (low + high) >> 1;
    const entry = list[mid];
    if (entry && entry.span.start <= offset) low = mid + 1;
    else high = mid;
  }
  return list[low - 1];
}

/** As many nodes are visited through aliases before a walk ends, and as many aliases are followed one within the other. */
const BUDGET = 100_000;
const MAX_FOLLOWED = 20;

interface Budget {
  left: number;
  followed: number;
}

/** Visits a node and all that it holds, keys included, in the order of the text. `false` leaves out what a node holds. */
export function walk(
  node: YamlNode | undefined,
  visit: (node: YamlNode) => unknown,
  options: { readonly throughAliases?: boolean } = {},
): void {
  if (node) step(node, visit, options.throughAliases === true ? { left: BUDGET, followed: 0 } : undefined);
}

/** Without a budget aliases are not followed, and the text bounds the walk. */
function step(node: YamlNode, visit: (node: YamlNode) => unknown, budget: Budget | undefined): void {
  if (budget && budget.left-- <= 0) return;
  if (visit(node) === false) return;
  if (node.kind === 'mapping') {
    for (const { key, value } of node.entries) {
      step(key, visit, budget);
      if (value) step(value, visit, budget);
    }
  } else if (node.kind === 'sequence') {
    for (const { value } of node.items) if (value) step(value, visit, budget);
  } else if (node.kind === 'alias' && budget) follow(node, visit, budget);
}

function follow({ target }: YamlAlias, visit: (node: YamlNode) => unknown, budget: Budget): void {
  if (!target || budget.followed >= MAX_FOLLOWED) return;
  budget.followed++;
  step(target, visit, budget);
  budget.followed--;
}
