import { closest } from '../../../core/nearest';
import type { YamlEntry, YamlMapping } from '../../yaml/nodes';
import { deref, entriesOf, type YamlPath, type YamlTarget } from '../../yaml/query';
import type { Elsewhere } from './problem';
import { isNull } from './scalars';
import type { ObjectType, ValueType } from './types';

/** A node with the definition that judges it, and the way to it. */
export interface Spot {
  readonly node: YamlTarget;
  readonly type: ValueType;
  readonly step: string | number;
  readonly parent: Spot | undefined;
}

export function spotPath(spot: Spot | undefined, ...rest: readonly (string | number)[]): YamlPath {
  const path: (string | number)[] = [...rest].reverse();
  for (let at = spot; at?.parent; at = at.parent) path.push(at.step);
  return path.reverse();
}

/** The field of `owner` that was meant by `name`: spelled alike, not there yet, and of a shape that the value has. */
export function similarField(
  name: string,
  value: YamlTarget | undefined,
  owner: ObjectType,
  taken: ReadonlySet<string>,
): string | undefined {
  const free = [...owner.fields.values()].filter((field) => !taken.has(field.name));
  const lower = name.toLowerCase();
  const sameLetters = free.find((field) => field.name.toLowerCase() === lower);
  if (sameLetters) return sameLetters.name;
  const fitting = free.filter((field) => value === undefined || fits(value, field.type)).map((field) => field.name);
  return (
    closest(name, fitting) ??
    closest(
      name,
      free.map((field) => field.name),
    )
  );
}

/**
 * Where else in the document a field of this name and shape would be right: in an object further out, in a neighbour, or in what the
 * object holds.
 */
export function findElsewhere(entry: YamlEntry, holder: Spot): readonly Elsewhere[] {
  if (holder.node.kind !== 'mapping' || holder.node.entries.length > MAX_HELD) return [];
  const value = deref(entry.value);
  const above = findAbove(entry, value, holder);
  const inside = findBelow(entry, value, holder, 'below');
  if (above.length > 0 || inside.length > 0) return [...above, ...inside];
  // A word or a number has its field in many places; a block has not.
  const parent = value?.kind === 'scalar' ? undefined : objectAround(holder);
  return parent ? findBelow(entry, value, parent, 'beside', holder) : [];
}

/** The nearest object around a spot, past lists. */
function objectAround(spot: Spot): Spot | undefined {
  let at = spot.parent;
  while (at && at.node.kind !== 'mapping') at = at.parent;
  return at;
}

function findAbove(entry: YamlEntry, value: YamlTarget | undefined, holder: Spot): readonly Elsewhere[] {
  for (let at = objectAround(holder); at; at = objectAround(at)) {
    const place = placeIn(at, entry.name, value);
    if (place) return [{ path: spotPath(at, entry.name), relation: 'above', holder: place }];
  }
  return [];
}

/** The mapping of a spot, when it could take the field as it is. */
function placeIn(spot: Spot, name: string, value: YamlTarget | undefined): YamlMapping | undefined {
  if (spot.node.kind !== 'mapping' || spot.type.kind !== 'object') return undefined;
  const field = spot.type.fields.get(name);
  if (!field || has(spot.node, name)) return undefined;
  return value === undefined || fits(value, field.type) ? spot.node : undefined;
}

/** Levels that are searched below an object. */
const MAX_LEVELS = 2;

/** What the object holds already, level by level; where nothing does, the one field that would have to be written around it. */
function findBelow(
  entry: YamlEntry,
  value: YamlTarget | undefined,
  from: Spot,
  relation: 'below' | 'beside',
  except?: Spot,
): readonly Elsewhere[] {
  let level: readonly Spot[] = [from];
  for (let depth = 0; depth < MAX_LEVELS; depth++) {
    level = level.flatMap((spot) => heldObjects(spot, entry)).filter((spot) => spot.node !== except?.node);
    const found = level.flatMap((spot) => {
      const holder = placeIn(spot, entry.name, value);
      return holder ? [{ path: spotPath(spot, entry.name), relation, holder }] : [];
    });
    if (found.length > 0) return found;
  }
  return relation === 'below' ? unwritten(entry, value, from) : [];
}

/** No object has more fields; what does is not worth the time. */
const MAX_HELD = 500;

/** Objects that a mapping holds as values of its fields; of a list the item above `entry`, or the first one. */
function heldObjects(spot: Spot, entry: YamlEntry): readonly Spot[] {
  const { node, type } = spot;
  if (node.kind !== 'mapping' || type.kind !== 'object' || node.entries.length > MAX_HELD) return [];
  return entriesOf(node).flatMap((held): readonly Spot[] => {
    const field = type.fields.get(held.name);
    const value = deref(held.value);
    if (!field || !value || held === entry) return [];
    const inner: Spot = { node: value, type: field.type, step: held.name, parent: spot };
    if (value.kind === 'mapping') return [inner];
    if (value.kind !== 'sequence' || field.type.kind !== 'list') return [];
    const items = value.items.flatMap((item, index) => {
      const object = deref(item.value);
      return object?.kind === 'mapping' ? [{ object, index, above: item.span.start < entry.span.start }] : [];
    });
    const nearest = items.filter((item) => item.above).at(-1) ?? items[0];
    if (!nearest) return [];
    return [{ node: nearest.object, type: field.type.items, step: nearest.index, parent: inner }];
  });
}

/** `readOnlyRootFilesystem` in a container without securityContext: the only field that could hold it. */
function unwritten(entry: YamlEntry, value: YamlTarget | undefined, from: Spot): readonly Elsewhere[] {
  const { node, type } = from;
  if (node.kind !== 'mapping' || type.kind !== 'object') return [];
  if (type.id === SELECTOR) return value?.kind === 'scalar' ? [inLabels(entry, node, from)] : [];
  const found = [...type.fields.values()].flatMap((field) => {
    const { type: inner } = field;
    if (inner.kind !== 'object' || field.name === 'status' || hasValue(node, field.name)) return [];
    const target = inner.fields.get(entry.name);
    return target && (value === undefined || fits(value, target.type)) ? [field.name] : [];
  });
  const [only] = found;
  if (found.length !== 1 || only === undefined) return [];
  return [{ path: spotPath(from, only, entry.name), relation: 'below', holder: undefined }];
}

const SELECTOR = 'meta/v1.LabelSelector';

/** Labels that stand in a selector as they would in a Service. */
function inLabels(entry: YamlEntry, node: YamlMapping, from: Spot): Elsewhere {
  const labels = deref(node.entries.find(({ name }) => name === 'matchLabels')?.value);
  const holder = labels?.kind === 'mapping' ? labels : undefined;
  return { path: spotPath(from, 'matchLabels', entry.name), relation: 'below', holder };
}

const has = (mapping: YamlMapping, name: string): boolean => mapping.entries.some((entry) => entry.name === name);

/** Something stands behind the key: `spec:` alone is as good as no `spec`. */
const hasValue = (mapping: YamlMapping, name: string): boolean =>
  mapping.entries.some((entry) => entry.name === name && !isNull(deref(entry.value)));

/** Lists in lists are looked into this far. */
const MAX_SHAPE = 3;

/** Whether a value has the shape of a type, without looking further in than the names of its fields. */
export function fits(value: YamlTarget, type: ValueType, depth = 0): boolean {
  if (depth > MAX_SHAPE) return true;
  switch (type.kind) {
    case 'any':
      return true;
    case 'union':
      return type.branches.some((branch) => fits(value, branch, depth + 1));
    case 'object':
      return (
        value.kind === 'mapping' &&
        (type.open || value.entries.every(({ name }) => name === '<<' || type.fields.has(name)))
      );
    case 'map':
    case 'resource':
      return value.kind === 'mapping';
    case 'list':
      return (
        value.kind === 'sequence' &&
        value.items.every((item) => {
          const node = deref(item.value);
          return node === undefined || fits(node, type.items, depth + 1);
        })
      );
    default:
      return value.kind === 'scalar';
  }
}
