import { closest } from '../../../core/nearest';
import type { Span } from '../../../core/span';
import { quoted, type Repair, replaced, unquoted, wrapped } from '../../yaml/schema/repairs';
import { booleanOf, type Entry, type ListValue, type MapValue, type ScalarValue, type Value } from '../tree';
import { fitsFormat } from './fits';
import type { ComposeProblem, UnknownKey } from './problem';
import { type ComposeType, type JsonType, typeOfKey } from './types';

const MAX_PROBLEMS = 300;
/** Aliases may multiply a small file beyond all bounds. */
const MAX_VISITS = 200_000;
const MAX_DEPTH = 128;

/**
 * What in a tree the schema does not allow, in the order of the text; one problem a fault, of alternatives the one that was meant. Values
 * whose variables are not known are right wherever a string could be. Never throws.
 */
export function validateCompose(value: Value, type: ComposeType): readonly ComposeProblem[] {
  const walk = new Walk();
  walk.visit(value, type, { step: '', parent: undefined, depth: 0, mark: undefined, owner: '' });
  return walk.result();
}

/** Where a value stands. */
interface Spot {
  /** The key or index that leads here. */
  readonly step: string | number;
  readonly parent: Spot | undefined;
  readonly depth: number;
  /** The token that stands for a value too large to be marked itself. */
  readonly mark: Span | undefined;
  /** The last key on the way that the schema knows by name. */
  readonly owner: string;
}

class Walk {
  readonly #judged = new Map<Value, Set<ComposeType>>();
  #problems: ComposeProblem[] = [];
  #visits = 0;
  #depth = 0;

  result(): readonly ComposeProblem[] {
    return this.#problems.sort((a, b) => a.span.start - b.span.start);
  }

  visit(value: Value, type: ComposeType, spot: Spot): void {
    if (++this.#visits > MAX_VISITS || this.#depth >= MAX_DEPTH || this.#problems.length >= MAX_PROBLEMS) return;
    if (value.kind === 'unknown' || this.#isJudged(value, type)) return;
    this.#depth++;
    this.#judge(value, type, spot);
    this.#depth--;
  }

  /** What several aliases lead to is judged once for each type. */
  #isJudged(value: Value, type: ComposeType): boolean {
    if (value.kind === 'unknown' || !value.node?.anchor) return false;
    const types = this.#judged.get(value);
    if (types?.has(type)) return true;
    if (types) types.add(type);
    else this.#judged.set(value, new Set([type]));
    return false;
  }

  #judge(value: Value, type: ComposeType, spot: Spot): void {
    if (value.kind === 'scalar' && type.cast && !this.#cast(value, type.cast, spot)) return;
    if (type.branches.length > 0) {
      this.#branches(value, type, spot);
      return;
    }
    if (!fitsTypes(value, type)) this.#wrongType(value, type, spot);
    else if (value.kind === 'map') this.#map(value, type, spot);
    else if (value.kind === 'list') this.#list(value, type, spot);
    else if (value.kind === 'scalar') this.#scalar(value, type, spot);
  }

  // --- Alternatives ---------------------------------------------------------------------------------------------------------------------

  #branches(value: Value, type: ComposeType, spot: Spot): void {
    const fitting = type.leaves.filter((branch) => fitsTypes(value, branch));
    const [only] = fitting;
    if (only === undefined) this.#wrongType(value, type, spot);
    else if (fitting.length === 1) this.#judge(value, only, spot);
    else this.#fewest(fitting.map((branch) => this.#attempt(value, branch, spot)));
  }

  #attempt(value: Value, type: ComposeType, spot: Spot): readonly ComposeProblem[] {
    const kept = this.#problems;
    this.#problems = [];
    this.#judge(value, type, spot);
    const found = this.#problems;
    this.#problems = kept;
    return found;
  }

  #fewest(results: readonly (readonly ComposeProblem[])[]): void {
    let best = results[0] ?? [];
    for (const result of results) if (result.length < best.length) best = result;
    this.#problems.push(...best);
  }

  // --- Collections ----------------------------------------------------------------------------------------------------------------------

  #map(map: MapValue, type: ComposeType, spot: Spot): void {
    for (const entry of map.entries) {
      const below = typeOfKey(type, entry.name);
      if (below) {
        const owner = type.fields.has(entry.name) || spot.depth < 2 ? entry.name : spot.owner;
        this.visit(entry.value, below, {
          step: entry.name,
          parent: spot,
          depth: spot.depth + 1,
          mark: entry.keySpan,
          owner,
        });
      } else if (type.closed) this.#problems.push(unknownKey(entry, map, type, pathOf(spot, entry.name), spot.owner));
    }
    for (const name of type.required) {
      if (map.has(name)) continue;
      const span = spot.mark ?? map.entries[0]?.keySpan ?? map.span;
      const { owner } = spot;
      const path = pathOf(spot);
      this.#problems.push({ code: 'missing-key', span, file: map.file, path, name, holder: map, owner });
    }
  }

  #list(list: ListValue, type: ComposeType, spot: Spot): void {
    const seen = type.distinct ? new Set<string>() : undefined;
    for (const [index, { value, span }] of list.items.entries()) {
      const mark = list.node?.flow ? undefined : { start: span.start, end: span.start + 1 };
      if (type.items) {
        this.visit(value, type.items, { step: index, parent: spot, depth: spot.depth + 1, mark, owner: spot.owner });
      }
      if (!seen || value.kind !== 'scalar' || value.text === undefined) continue;
      const { text, file } = value;
      if (seen.has(text)) {
        const path = pathOf(spot, index);
        this.#problems.push({ code: 'repeated-item', span: value.span, file, path, text, value });
      }
      seen.add(text);
    }
  }

  // --- Scalars --------------------------------------------------------------------------------------------------------------------------

  /** Whether a string can be turned into what Compose wants here; true for what it does not touch. */
  #cast(value: ScalarValue, cast: NonNullable<ComposeType['cast']>, spot: Spot): boolean {
    const { text } = value;
    if (!value.isString || text === undefined || canCast(value, text, cast)) return true;
    const expected = { bool: 'true or false', int: 'an integer', float: 'a number' }[cast];
    this.#problems.push({ code: 'invalid-cast', ...placed(value, spot), expected, text, value });
    return false;
  }

  #scalar(value: ScalarValue, type: ComposeType, spot: Spot): void {
    const { text } = value;
    if (text === undefined || value.isNull) return;
    if (type.enum && !type.enum.includes(text)) this.#enum(value, text, type.enum, spot);
    else if (type.pattern && !type.pattern.test(text)) {
      const pattern = type.pattern.source;
      this.#problems.push({ code: 'invalid-pattern', ...placed(value, spot), text, pattern, value });
    } else if (type.format && !fitsFormat(value, text, type.format)) {
      this.#problems.push({ code: 'invalid-format', ...placed(value, spot), format: type.format, text, value });
    } else this.#range(value, text, type, spot);
  }

  #enum(value: ScalarValue, text: string, allowed: readonly string[], spot: Spot): void {
    const suggestion = closest(text, allowed);
    const repair =
      suggestion === undefined || !value.node || value.hasVariable
        ? undefined
        : replaced(value.node, suggestion, 'replace', false);
    this.#problems.push({ code: 'invalid-enum', ...placed(value, spot), text, allowed, suggestion, value, repair });
  }

  #range(value: ScalarValue, text: string, type: ComposeType, spot: Spot): void {
    const { minimum, maximum } = type;
    if (minimum === undefined && maximum === undefined) return;
    const number = Number(text);
    if ((minimum !== undefined && number < minimum) || (maximum !== undefined && number > maximum)) {
      this.#problems.push({ code: 'invalid-range', ...placed(value, spot), text, minimum, maximum, value });
    }
  }

  #wrongType(value: Value, type: ComposeType, spot: Spot): void {
    if (value.kind === 'unknown') return;
    const span = isLarge(value) ? (spot.mark ?? value.span) : value.span;
    const expected = wordsFor(type);
    const actual = wordsForValue(value);
    const { file } = value;
    const repair = repairFor(value, type);
    this.#problems.push({ code: 'invalid-type', span, file, path: pathOf(spot), expected, actual, value, repair });
  }
}

/** Keys and indices from the root to a spot, and one step further. */
function pathOf(spot: Spot, ...further: readonly (string | number)[]): readonly (string | number)[] {
  const steps: (string | number)[] = [];
  for (let at: Spot | undefined = spot; at?.parent; at = at.parent) steps.push(at.step);
  return [...steps.reverse(), ...further];
}

const placed = (value: ScalarValue, spot: Spot): Pick<UnknownKey, 'span' | 'file' | 'path'> => ({
  span: value.span.start === value.span.end ? (spot.mark ?? value.span) : value.span,
  file: value.file,
  path: pathOf(spot),
});

/** Nothing to mark, or lines of it. */
function isLarge(value: Value): boolean {
  if (value.kind === 'scalar') {
    return (
      !value.node ||
      value.span.start === value.span.end ||
      value.node.style === 'literal' ||
      value.node.style === 'folded'
    );
  }
  return value.kind !== 'unknown' && value.node?.flow !== true;
}

function fitsTypes(value: Value, type: ComposeType): boolean {
  if (type.branches.length > 0) return type.leaves.some((leaf) => fitsTypes(value, leaf));
  const { types } = type;
  if (!types || value.kind === 'unknown') return true;
  if (value.kind === 'map') return types.includes('object');
  if (value.kind === 'list') return types.includes('array');
  if (type.cast && value.isString) return true;
  return jsonTypesOf(value).some((name) => types.includes(name));
}

/** The types of JSON that a scalar is, as Compose sees it. */
function jsonTypesOf(value: ScalarValue): readonly JsonType[] {
  const { yaml } = value;
  switch (yaml.kind) {
    case 'bool':
      return BOOLEAN;
    case 'int':
      return INTEGER;
    case 'float':
      return Number.isInteger(yaml.value) ? INTEGER : NUMBER;
    case 'null':
      return NULL;
    case 'timestamp':
      return NONE;
    default:
      return STRING;
  }
}

const BOOLEAN: readonly JsonType[] = ['boolean'];
const INTEGER: readonly JsonType[] = ['integer', 'number'];
const NUMBER: readonly JsonType[] = ['number'];
const NULL: readonly JsonType[] = ['null'];
const STRING: readonly JsonType[] = ['string'];
const NONE: readonly JsonType[] = [];

function canCast(value: ScalarValue, text: string, cast: NonNullable<ComposeType['cast']>): boolean {
  if (cast === 'bool') return booleanOf(value) !== undefined;
  if (text.length > 60) return false;
  return cast === 'int' ? /^[-+]?\d+$/.test(text) : /^[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?$/.test(text);
}

function unknownKey(
  entry: Entry,
  holder: MapValue,
  type: ComposeType,
  path: readonly (string | number)[],
  owner: string,
): UnknownKey {
  const { name, file, keySpan } = entry;
  const badName = type.fields.size === 0;
  const candidates = [...type.fields.keys()].filter((key) => !holder.has(key));
  const suggestion = badName ? undefined : (sameLetters(name, candidates) ?? closest(name, candidates));
  const key = entry.written?.key;
  const repair =
    suggestion !== undefined && key?.kind === 'scalar' ? replaced(key, suggestion, 'rename', false) : undefined;
  return { code: 'unknown-key', span: keySpan, file, path, name, entry, holder, owner, suggestion, badName, repair };
}

/** `start-period`, `startPeriod`, `StartPeriod` for `start_period`. */
function sameLetters(name: string, candidates: readonly string[]): string | undefined {
  const bare = (text: string): string => text.toLowerCase().replace(/[-_]/g, '');
  return candidates.find((candidate) => bare(candidate) === bare(name));
}

const WORDS: Readonly<Record<JsonType, string>> = {
  string: 'a string',
  integer: 'an integer',
  number: 'a number',
  boolean: 'true or false',
  null: 'nothing',
  array: 'a list',
  object: 'a mapping',
};

/** `a string or a list`: what may stand there. That Compose reads a number or truth value out of a string too is not said. */
export function wordsFor(type: ComposeType): string {
  const names = new Set(type.leaves.flatMap(({ types }) => types ?? []));
  if (type.cast && names.size > 1) names.delete('string');
  if (names.has('number')) names.delete('integer');
  if (names.size > 1) names.delete('null');
  return [...names].map((name) => WORDS[name]).join(' or ') || 'another value';
}

export function wordsForValue(value: Value): string {
  if (value.kind === 'map') return 'a mapping';
  if (value.kind === 'list') return 'a list';
  if (value.kind === 'unknown') return 'not known';
  switch (value.yaml.kind) {
    case 'bool':
      return 'a boolean';
    case 'int':
      return 'an integer';
    case 'float':
      return 'a number';
    case 'null':
      return 'empty';
    case 'timestamp':
      return 'a date';
    default:
      return 'a string';
  }
}

function repairFor(value: Value, type: ComposeType): Repair | undefined {
  const all = type.leaves;
  const wants = (name: JsonType): boolean => all.some(({ types }) => types?.includes(name));
  if (value.kind === 'scalar' && value.node && !value.isNull) {
    if (wants('string') && !value.isString) return quoted(value.node);
    if (wants('boolean') && !wants('string')) return unquoted(value.node, 'boolean');
    if ((wants('integer') || wants('number')) && !wants('string')) return unquoted(value.node, 'number');
  }
  const items = all.find(({ types }) => types?.includes('array'))?.items;
  if (!items || (value.kind !== 'scalar' && value.kind !== 'map') || !value.node || !fitsTypes(value, items))
    return undefined;
  if (value.kind === 'scalar' && value.isNull) return undefined;
  return wrapped(value.node);
}
