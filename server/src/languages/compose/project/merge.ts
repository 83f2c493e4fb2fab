import type { ComposeFile } from '../file';
import { type Entry, type Item, ListValue, MapValue, NOTHING, ScalarValue, type Value } from '../tree';

/**
 * Merges values as compose-go does for override files, `extends` and several documents: maps key by key, lists one behind the other,
 * scalars replaced, and what has a short and a long syntax brought into the long one. The result consists of the written values, so that
 * each still says where it stands. Keys with `!reset` go, those with `!override` replace.
 */
export const mergeProjects = (base: MapValue, over: MapValue): MapValue => mergeMaps(base, over, '');

/** Lays a service over the one that it extends. */
export const mergeServices = (base: MapValue, over: MapValue): MapValue => mergeMaps(base, over, 'services.*');

/** Deeper than any Compose file; what is below is replaced. */
const MAX_DEPTH = 64;

/** Replaced as a whole, although lists. */
const REPLACED: ReadonlySet<string> = new Set([
  'services.*.command',
  'services.*.entrypoint',
  'services.*.healthcheck.test',
  'services.*.extends',
]);

/** A limit with `soft` and `hard` is one thing: half of it takes nothing from below. */
const LIMIT = /^services\.\*\.ulimits\.[^.]+$/;

/** Maps that may be written as lists of `key=value`. */
const PAIRS: ReadonlySet<string> = new Set([
  'services.*.annotations',
  'services.*.build.args',
  'services.*.build.additional_contexts',
  'services.*.build.labels',
  'services.*.deploy.labels',
  'services.*.environment',
  'services.*.extra_hosts',
  'services.*.labels',
  'services.*.sysctls',
  'networks.*.labels',
  'volumes.*.labels',
]);

/** Maps that may be written as lists of names. */
const NAMES: ReadonlySet<string> = new Set(['services.*.depends_on', 'services.*.networks', 'services.*.models']);

/** Sections whose keys are names. */
const SECTIONS: ReadonlySet<string> = new Set(['services', 'networks', 'volumes', 'secrets', 'configs', 'models']);

function mergeMaps(base: MapValue, over: MapValue, path: string, depth = 0): MapValue {
  return new MapValue(over.file, over.span, over.node ?? base.node, () => {
    const entries = new Map<string, Entry>();
    for (const entry of base.entries) if (!over.cleared.has(entry.name)) entries.set(entry.name, entry);
    for (const entry of over.entries) {
      const before = entries.get(entry.name);
      entries.set(entry.name, before ? mergeEntries(before, entry, below(path, entry.name), depth) : entry);
    }
    return { entries: [...entries.values()], cleared: over.cleared };
  });
}

const below = (path: string, name: string): string =>
  path === '' ? name : SECTIONS.has(path) ? `${path}.*` : `${path}.${name}`;

function mergeEntries(base: Entry, over: Entry, path: string, depth: number): Entry {
  if (over.override || depth > MAX_DEPTH || REPLACED.has(path) || LIMIT.test(path)) return over;
  const { name, file, keySpan, written } = over;
  const value = mergeValues(base.value, over.value, path, depth + 1);
  return value === over.value ? over : { name, file, keySpan, written, value, override: false };
}

function mergeValues(base: Value, over: Value, path: string, depth: number): Value {
  if (isNothing(over) || isDropped(over, path)) return base;
  if (isNothing(base)) return over;
  const [left, right] = brought(base, over, path);
  if (left.kind === 'map' && right.kind === 'map') return mergeMaps(left, right, path, depth);
  if (left.kind === 'list' && right.kind === 'list') return joined(left, right);
  return over;
}

/** A resource or service that is declared with nothing behind it adds nothing. */
const isNothing = (value: Value): boolean => value.kind === 'scalar' && value.isNull;

/** Compose makes nothing of a list for `build`, nor of a mapping where a string or a list is wanted. */
const isDropped = (over: Value, path: string): boolean =>
  (over.kind === 'list' && path === 'services.*.build') || (over.kind === 'map' && STRING_OR_LIST.test(path));

/** Both in the syntax that can be merged. */
function brought(base: Value, over: Value, path: string): readonly [Value, Value] {
  if (path === 'services.*.build') return [asBuild(base), asBuild(over)];
  if (PAIRS.has(path) && base.kind !== over.kind) return [asPairs(asOneItem(base)), asPairs(asOneItem(over))];
  if (NAMES.has(path) && base.kind !== over.kind) return [asNames(asOneItem(base)), asNames(asOneItem(over))];
  if (STRING_OR_LIST.test(path)) return [asOneItem(base), asOneItem(over)];
  return [base, over];
}

const STRING_OR_LIST = /^services\.\*\.(?:dns|dns_opt|dns_search|env_file|label_file|tmpfs)$/;

/** What Compose merges in a way of its own, whatever the kinds. */
const isLenient = (path: string): boolean =>
  REPLACED.has(path) || PAIRS.has(path) || NAMES.has(path) || STRING_OR_LIST.test(path) || LENIENT.test(path);

const LENIENT = /^services\.\*\.(?:build(?:\.ssh|\.extra_hosts)?|ulimits\.[^.]+)$|^[a-z]+\.\*\.external$/;

/** As many entries are compared. */
const MAX_COMPARED = 20_000;

/** The entries of a mapping that Compose cannot lay over another: of another kind than the mapping or list below them. */
export function misfits(base: MapValue, over: MapValue, path = ''): readonly { entry: Entry; path: string }[] {
  const found: { entry: Entry; path: string }[] = [];
  const waiting = [{ base, over, path }];
  let compared = 0;
  for (let next = waiting.pop(); next; next = waiting.pop()) {
    for (const entry of next.over.entries) {
      if (++compared > MAX_COMPARED) return found;
      const before = next.base.get(entry.name);
      const at = below(next.path, entry.name);
      if (!before || before === entry.value || entry.override || isLenient(at) || isNothing(entry.value)) continue;
      const { value } = entry;
      if (before.kind === 'map' && value.kind === 'map') waiting.push({ base: before, over: value, path: at });
      else if (
        (before.kind === 'map' || before.kind === 'list') &&
        value.kind !== before.kind &&
        value.kind !== 'unknown'
      )
        found.push({ entry, path: at });
    }
  }
  return found;
}

function joined(left: ListValue, right: ListValue): ListValue {
  return new ListValue(right.file, right.span, right.node, () => [...left.items, ...right.items]);
}

function entryOf(file: ComposeFile, name: string, value: Value): Entry {
  return { name, file, keySpan: value.span, written: undefined, value, override: false };
}

const mapOf = (value: Value, entries: () => readonly Entry[]): MapValue =>
  new MapValue(value.file, value.span, undefined, () => ({ entries: entries(), cleared: NOTHING }));

/** `build: .` is `build: {context: .}`. */
export function asBuild(value: Value): Value {
  return value.kind === 'scalar' ? mapOf(value, () => [entryOf(value.file, 'context', value)]) : value;
}

export function asOneItem(value: Value): Value {
  if (value.kind !== 'scalar') return value;
  const item: Item = { value, file: value.file, span: value.span, written: undefined };
  return new ListValue(value.file, value.span, undefined, () => [item]);
}

/** `[A=1, B]` as `{A: 1, B: null}`. */
function asPairs(value: Value): Value {
  if (value.kind !== 'list') return value;
  return mapOf(value, () =>
    value.items.flatMap(({ value: item }) => {
      const text = item.kind === 'scalar' ? item.text : undefined;
      if (text === undefined || item.kind !== 'scalar') return [];
      const at = text.indexOf('=');
      const name = at < 0 ? text : text.slice(0, at);
      const given = at < 0 ? undefined : text.slice(at + 1);
      return [entryOf(item.file, name, new ScalarValue(item.file, item.span, undefined, given))];
    }),
  );
}

/** `[db]` as `{db: {}}`. */
export function asNames(value: Value): Value {
  if (value.kind !== 'list') return value;
  return mapOf(value, () =>
    value.items.flatMap(({ value: item }) => {
      const text = item.kind === 'scalar' ? item.text : undefined;
      return text === undefined
        ? []
        : [
            entryOf(
              item.file,
              text,
              mapOf(item, () => []),
            ),
          ];
    }),
  );
}
