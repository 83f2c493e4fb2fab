import type { Edit } from '../../core/finding';
import type { YamlEntry, YamlMapping } from '../yaml/nodes';
import { isMerge } from '../yaml/query';
import { sortEntries } from '../yaml/sort';

const before = (a: string, b: string): boolean => a < b;

/** The first key that belongs further up, and the one that it belongs before. */
export function firstUnsorted({ entries }: YamlMapping): { entry: YamlEntry; other: YamlEntry } | undefined {
  for (const [index, entry] of entries.entries()) {
    const previous = entries[index - 1];
    if (!previous || isMerge(entry) || isMerge(previous) || !before(entry.name, previous.name)) continue;
    const other = entries.find((each) => !isMerge(each) && before(entry.name, each.name));
    if (other) return { entry, other };
  }
  return undefined;
}

/** Puts the entries of a mapping in the order of their keys, each with its comments; undefined where that could change what it says. */
export function sortKeys(mapping: YamlMapping): readonly Edit[] | undefined {
  if (mapping.entries.some(isMerge)) return undefined;
  return sortEntries(mapping, (a, b) => (a.name === b.name ? 0 : before(a.name, b.name) ? -1 : 1));
}
