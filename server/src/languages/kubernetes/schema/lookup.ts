import type { YamlPath } from '../../yaml/query';
import { data, own, parseData, text } from './read';
import type { Field, KubernetesSchema, ObjectType, ValueType } from './types';

/**
 * The definition of a kind, for the walker. Typed lists (`ServiceList`) hold the definition of their items; the items of a plain `List` are
 * objects of any kind, to be judged one by one by their own apiVersion and kind.
 */
export function definitionOf(schema: KubernetesSchema, apiVersion: string, kind: string): ObjectType | undefined {
  return schema.kindOf(apiVersion, kind)?.definition;
}

/** What stands at a place of an object: for hovers and completion. */
export interface Place {
  readonly type: ValueType;
  /** The last field on the way; undefined for the root. */
  readonly field: Field | undefined;
  /** The object that has the field. */
  readonly owner: ObjectType | undefined;
  /** Keys of maps and indices that were passed behind the field. */
  readonly rest: YamlPath;
}

/**
 * What the definition says about a path below `root`; undefined where it knows nothing. In a union every branch that goes on is as good
 * as another.
 */
export function fieldAt(root: ValueType, path: YamlPath): Place | undefined {
  let places: readonly Place[] = [{ type: root, field: undefined, owner: undefined, rest: [] }];
  for (const step of path) {
    places = places.flatMap((place) => stepInto(place, step));
    if (places.length === 0) return undefined;
  }
  return places[0];
}

function stepInto(place: Place, step: string | number): readonly Place[] {
  const { type } = place;
  const on = (next: ValueType): Place => ({ ...place, type: next, rest: [...place.rest, step] });
  switch (type.kind) {
    case 'union':
      return type.branches.flatMap((branch) => stepInto({ ...place, type: branch }, step));
    case 'list':
      return typeof step === 'number' ? [on(type.items)] : [];
    case 'map':
      return typeof step === 'string' ? [on(type.values)] : [];
    case 'object': {
      const field = typeof step === 'string' ? type.fields.get(step) : undefined;
      return field ? [{ type: field.type, field, owner: type, rest: [] }] : [];
    }
    default:
      return [];
  }
}

/** The official texts of built-in definitions and fields; without a field, of the definition itself. */
export type Descriptions = (definition: string, field?: string) => string | undefined;

/** Reads the file of texts. Never throws; what cannot be read has no text. */
export function loadDescriptions(json: string): Descriptions {
  const bundle = parseData(json);
  const all = Array.isArray(bundle['texts']) ? bundle['texts'] : [];
  const definitions = data(bundle['definitions']);
  return (definition, field = '') => {
    const place = own(data(own(definitions, definition)), field);
    return typeof place === 'number' ? text(all[place]) : undefined;
  };
}

/** What a text says before the default. */
const DEFAULTS = ['defaults to ', 'default to ', 'default is ', 'default value is ', 'default value of '];

/** One word that is a value, or a number with its unit; everything else is a story. */
const VALUE = /^(?:\d+ (?:seconds?|minutes?|hours?|pods?)|[-\w./%*]+)$/;

/** Words that say there is none. */
const NO_VALUE = new Set(['empty', 'nil', 'used', 'shared', 'defined', 'one', 'zero', 'none']);

/** The default that a field's text names: `Defaults to "TCP".` says `TCP`. */
export function defaultIn(description: string): string | undefined {
  const lower = description.toLowerCase();
  const starts = DEFAULTS.map((words) => ({ at: lower.indexOf(words), length: words.length }));
  const first = starts.filter(({ at }) => at >= 0).sort((a, b) => a.at - b.at)[0];
  if (!first) return undefined;
  const value = untilSentenceEnd(description.slice(first.at + first.length));
  return VALUE.test(value) && !NO_VALUE.has(value) ? value : undefined;
}

function untilSentenceEnd(rest: string): string {
  let end = rest.length;
  for (const stop of ['. ', '.\n', '(', '\n', '; ', ' if unset', ' if unspecified', ' if not specified']) {
    const at = rest.indexOf(stop);
    if (at >= 0 && at < end) end = at;
  }
  const value = rest.slice(0, end).trim();
  const plain = value.endsWith('.') ? value.slice(0, -1) : value;
  const quote = plain.charAt(0);
  return plain.length > 1 && `"'\``.includes(quote) && plain.endsWith(quote) ? plain.slice(1, -1) : plain;
}
