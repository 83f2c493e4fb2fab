import { joinPath } from '../../../core/files';
import { asMap, type Entry, ListValue, MapValue, NOTHING, ScalarValue, type Value } from '../tree';
import { asBuild, asNames, asOneItem } from './merge';

/**
 * A service or resource as Compose has it once it is included: short forms are long then, and paths start at the including folder. What
 * includes it is compared as it is written. Undefined for what is never the same as anything written.
 */
export function imported(section: string, value: Value, folder: string): Value | undefined {
  const map = asMap(value);
  if (!map) return value;
  if (section === 'secrets' || section === 'configs') return changed(map, (entry) => ofFile(entry, folder));
  if (section !== 'services') return asMap(map.get('external')) ? undefined : value;
  if (REWRITTEN.some((key) => map.has(key))) return undefined;
  return changed(map, (entry) => ofService(entry, folder));
}

/** Keys of a service of which the long form holds what nobody writes: numbers of another type, defaults, absolute paths. */
const REWRITTEN = ['ports', 'volumes', 'depends_on', 'env_file', 'label_file', 'devices', 'gpus', 'develop'];

function changed(map: MapValue, change: (entry: Entry) => Value): MapValue {
  return new MapValue(map.file, map.span, map.node, () => ({
    entries: map.entries.map((entry) => withValue(entry, change(entry))),
    cleared: map.cleared,
  }));
}

const withValue = ({ name, file, keySpan, written, override }: Entry, value: Value): Entry => ({
  name,
  file,
  keySpan,
  written,
  override,
  value,
});

function ofService(entry: Entry, folder: string): Value {
  const { name, value } = entry;
  if (name === 'build') {
    const build = asMap(asBuild(value));
    return build ? changed(build, (one) => (one.name === 'context' ? placed(one.value, folder) : one.value)) : value;
  }
  if (name === 'networks') return withNothing(asNames(value));
  if (name === 'models') return asNames(value);
  if (name === 'dns' || name === 'dns_search') return asOneItem(value);
  return name === 'secrets' || name === 'configs' ? withSources(value) : value;
}

/** `[front]` as `{front: null}`. */
function withNothing(value: Value): Value {
  const map = asMap(value);
  if (!map) return value;
  const isMade = (one: Value): boolean => one.kind === 'map' && !one.node && one.entries.length === 0;
  return changed(map, ({ value: one }) => (isMade(one) ? new ScalarValue(one.file, one.span, undefined) : one));
}

/** `[key]` as `[{source: key}]`. */
function withSources(value: Value): Value {
  if (value.kind !== 'list') return value;
  return new ListValue(value.file, value.span, value.node, () =>
    value.items.map((item) => {
      const { value: one, file, span } = item;
      if (one.kind !== 'scalar') return item;
      const source: Entry = {
        name: 'source',
        file,
        keySpan: one.span,
        written: undefined,
        value: one,
        override: false,
      };
      return { ...item, value: new MapValue(file, span, undefined, () => ({ entries: [source], cleared: NOTHING })) };
    }),
  );
}

const ofFile = ({ name, value }: Entry, folder: string): Value => (name === 'file' ? placed(value, folder) : value);

/** A relative path as it is from the including folder. */
function placed(value: Value, folder: string): Value {
  if (value.kind !== 'scalar' || value.isNull || value.text === undefined || /^[/~]|:\/\//.test(value.text))
    return value;
  const path = joinPath(folder, value.text);
  return path === undefined ? value : new ScalarValue(value.file, value.span, undefined, path);
}
