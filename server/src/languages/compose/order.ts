import type { Fix } from '../../core/finding';
import type { Span } from '../../core/span';
import { fix, shown } from '../yaml/fixes';
import type { YamlItem, YamlMapping, YamlSequence } from '../yaml/nodes';
import { sortEntries, sortItems } from '../yaml/sort';
import type { Item, Value } from './tree';

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

/**
 * By a list of names; `x-*` stands for extensions, and what is not in the list follows. `ties` puts those of one place in order: by
 * their letters, if nothing else is said.
 */
export function ordered(names: readonly string[], ties: Compare = byName): Compare {
  const places = new Map(names.map((name, index) => [name, index]));
  const extensions = places.get('x-*');
  const placeOf = ({ name }: Named): number =>
    places.get(name) ?? (name.startsWith('x-') ? extensions : undefined) ?? names.length;
  return (a, b) => placeOf(a) - placeOf(b) || (places.has(a.name) ? 0 : ties(a, b));
}

/** The first port that belongs further up: by the port of the host, else of the container, in the long syntax by that of the container. */
export function unsortedPort(value: Value | undefined): Unsorted | undefined {
  const list = value?.kind === 'list' ? value.node : undefined;
  const ports = value?.kind === 'list' ? value.items.flatMap((item) => portOf(item) ?? []) : [];
  for (const [index, port] of ports.entries()) {
    const previous = ports[index - 1];
    if (!list || !previous || byPort(port, previous) >= 0) continue;
    const other = ports.find((each) => byPort(port, each) < 0) ?? previous;
    // What is not known has no place.
    const isWhole = ports.length === list.items.length;
    const edits = () => sortItems(list, (a, b) => byPort(ports[a.index] ?? port, ports[b.index] ?? port));
    return {
      span: port.span,
      data: { name: shown(port.name), other: shown(other.name) },
      fixes: isWhole && edits() ? [fix('Sort them', 'safe', edits)] : [],
    };
  }
  return undefined;
}

interface PlacedPort extends Named {
  readonly span: Span;
  readonly number: number;
}

function portOf({ value, written }: Item): PlacedPort | undefined {
  const target = value.kind === 'map' ? value.get('target') : value;
  if (target?.kind !== 'scalar' || !written?.value || target.hasVariable || !target.node) return undefined;
  const name = target.node.text;
  const parts = name.split(':');
  const number = Number.parseInt(parts.at(-2) ?? parts.at(-1) ?? '', 10);
  return Number.isNaN(number) ? undefined : { name, span: target.span, number };
}

const byPort = (a: PlacedPort, b: PlacedPort): number => a.number - b.number || byName(a, b);

/** Puts all members in order, where that changes nothing else. */
function sortFixes(container: YamlMapping | YamlSequence, compare: Compare): readonly Fix[] {
  const edits = () =>
    container.kind === 'mapping'
      ? sortEntries(container, compare)
      : sortItems(container, (a, b) => compare({ name: textOf(a) ?? '' }, { name: textOf(b) ?? '' }));
  return edits() ? [fix('Sort them', 'safe', edits)] : [];
}
