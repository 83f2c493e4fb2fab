import type { Fix } from '../../core/finding';
import type { Span } from '../../core/span';
import { fix, shown } from '../yaml/fixes';
import type { YamlItem, YamlMapping, YamlSequence } from '../yaml/nodes';
import { sortEntries, sortItems } from '../yaml/sort';
import type { Value } from './tree';

/** A key, or the text of an item. */
export interface Named {
  readonly name: string;
}

type Compare = (a: Named, b: Named) => number;

/** Something that stands behind what it should stand before, as a rule reports it. */
export interface Unsorted {
  readonly span: Span;
  /** What it is called, and what it belongs before. */
  readonly data: { readonly name: string; readonly other: string };
  readonly fixes: readonly Fix[];
}

const textOf = ({ value }: YamlItem): string | undefined => (value?.kind === 'scalar' ? value.text : undefined);

/** The first member of what is written that belongs further up. Lists that hold more than texts, or a variable for a name, are left alone. */
export function unsorted(value: Value | undefined, compare: Compare): Unsorted | undefined {
  const container = value?.kind === 'map' || value?.kind === 'list' ? value.node : undefined;
  const members = container ? membersOf(container) : [];
  for (const [index, member] of members.entries()) {
    const previous = members[index - 1];
    if (!container || !previous || compare(member, previous) >= 0) continue;
    const other = members.find((each) => compare(member, each) < 0) ?? previous;
    return {
      span: member.span,
      data: { name: shown(member.name), other: shown(other.name) },
      fixes: sortFixes(container, compare),
    };
  }
  return undefined;
}

function membersOf(container: YamlMapping | YamlSequence): readonly (Named & { readonly span: Span })[] {
  if (container.kind === 'mapping') return container.entries.map(({ name, key }) => ({ name, span: key.span }));
  const members = container.items.flatMap((item) => {
    const name = textOf(item);
    return name === undefined || !item.value ? [] : [{ name, span: item.value.span }];
  });
  const isPlain = members.length === container.items.length && members.every(({ name }) => !name.startsWith('$'));
  const keys = new Set(members.map(({ name }) => keyOf(name)));
  return isPlain && keys.size === members.length ? members : [];
}

/** Of `A=1` the name. */
const keyOf = (name: string): string => (name.includes('=') ? name.slice(0, name.indexOf('=')) : name);

/** By the letters of names, in the order of their code points. */
export const byName: Compare = (a, b) => {
  const [left, right] = [keyOf(a.name), keyOf(b.name)];
  return left === right ? 0 : left < right ? -1 : 1;
};

/** By the first number of a port, then by letters. */
export const byNumber: Compare = (a, b) => numberIn(a.name) - numberIn(b.name) || byName(a, b);

const numberIn = (name: string): number => {
  const parts = name.split(':');
  return Number.parseInt(parts.at(-2) ?? parts.at(-1) ?? '', 10) || 0;
};

/** Puts all members in order, where that changes nothing else. */
function sortFixes(container: YamlMapping | YamlSequence, compare: Compare): readonly Fix[] {
  const edits = () =>
    container.kind === 'mapping'
      ? sortEntries(container, compare)
      : sortItems(container, (a, b) => compare({ name: textOf(a) ?? '' }, { name: textOf(b) ?? '' }));
  return edits() ? [fix('Sort them', 'safe', edits)] : [];
}
