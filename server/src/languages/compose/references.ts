import { MemoMap } from '../../core/memo';
import type { Span } from '../../core/span';
import type { ComposeFile } from './file';
import type { SectionName } from './model';
import { mountsOf } from './mounts';
import { pairsOf } from './pairs';
import type { Service } from './service';
import { type Entry, type Item, type ScalarValue, scalarsOf, textOf, type Value } from './tree';

/** What an element of a section is called. */
export const ELEMENT_WORDS: Readonly<Record<SectionName, string>> = {
  services: 'service',
  networks: 'network',
  volumes: 'volume',
  secrets: 'secret',
  configs: 'config',
  models: 'model',
};

/** Something in a service that names a top-level element. */
export interface Reference {
  readonly section: SectionName;
  /** Undefined when a variable hides it. */
  readonly name: string | undefined;
  readonly span: Span;
  /** Where it is written; for a service that extends another perhaps not in its own file. */
  readonly file: ComposeFile;
  /** The key of the service: `depends_on`, `networks`, `build.secrets` … */
  readonly via: string;
  /** The scalar that holds the name; undefined for a name that is a key. */
  readonly scalar: ScalarValue | undefined;
  /** The entry whose key it is. */
  readonly entry: Entry | undefined;
  /** The item of a list. */
  readonly item: Item | undefined;
  /** A mapping with more about it, in the long syntax. */
  readonly more: Value | undefined;
}

/** Names in a list, or keys of a mapping. */
function named(section: SectionName, via: string, value: Value | undefined): readonly Reference[] {
  if (value?.kind === 'map') {
    return value.entries.map((entry) => ({
      section,
      via,
      name: entry.name,
      span: entry.keySpan,
      file: entry.file,
      scalar: undefined,
      entry,
      item: undefined,
      more: entry.value,
    }));
  }
  if (value?.kind !== 'list') return [];
  return value.items.flatMap((item) => (item.value.kind === 'scalar' ? byScalar(section, via, item.value, item) : []));
}

function byScalar(
  section: SectionName,
  via: string,
  scalar: ScalarValue,
  item?: Item,
  name: string | undefined = scalar.text,
  span: Span = scalar.span,
): readonly Reference[] {
  if (scalar.isNull) return [];
  return [{ section, via, name, span, file: scalar.file, scalar, entry: undefined, item, more: undefined }];
}

/** `depends_on`, in both syntaxes. */
export interface Dependency {
  readonly name: string | undefined;
  readonly span: Span;
  readonly reference: Reference;
  /** `service_started` when nothing is said; undefined when it is not known. */
  readonly condition: string | undefined;
  readonly conditionSpan: Span | undefined;
  readonly required: boolean;
}

const dependencies = new MemoMap<Service, readonly Dependency[]>();

export function dependenciesOf(service: Service): readonly Dependency[] {
  const known = dependencies.get(service);
  if (known) return known;
  const found = named('services', 'depends_on', service.get('depends_on')).map((reference) => {
    const map = reference.more?.kind === 'map' ? reference.more : undefined;
    const condition = map?.get('condition');
    return {
      name: reference.name,
      span: reference.span,
      reference,
      condition: condition ? textOf(condition) : 'service_started',
      conditionSpan: condition?.span,
      required: textOf(map?.get('required')) !== 'false',
    };
  });
  dependencies.set(service, found);
  return found;
}

/** `networks`, `secrets`, `configs`, `models` of a service. */
export const networksOf = (service: Service): readonly Reference[] =>
  named('networks', 'networks', service.get('networks'));
export const modelsOf = (service: Service): readonly Reference[] => named('models', 'models', service.get('models'));
export const secretsOf = (service: Service): readonly Reference[] =>
  mounted('secrets', 'secrets', service.get('secrets'));
export const configsOf = (service: Service): readonly Reference[] =>
  mounted('configs', 'configs', service.get('configs'));

/** Names, or mappings with `source`. */
function mounted(section: SectionName, via: string, value: Value | undefined): readonly Reference[] {
  if (value?.kind !== 'list') return [];
  return value.items.flatMap((item) => {
    const { value: one } = item;
    const source = one.kind === 'map' ? one.get('source') : one;
    if (source?.kind !== 'scalar') return [];
    return byScalar(section, via, source, item).map((reference) =>
      one.kind === 'map' ? { ...reference, more: one } : reference,
    );
  });
}

/** Volumes of the project that a service mounts by name. */
export function volumesOf(service: Service): readonly Reference[] {
  return mountsOf(service).flatMap((mount) => {
    const { type, source, sourceSpan, value, item } = mount;
    if (type !== 'volume' || source === undefined || source === '' || !sourceSpan) return [];
    const scalar = value.kind === 'scalar' ? value : value.get('source');
    if (scalar?.kind !== 'scalar') return [];
    return byScalar('volumes', 'volumes', scalar, item, source, sourceSpan);
  });
}

/** `service:name` in `network_mode`, `ipc`, `pid`, `uts`, and in `build.additional_contexts`. */
function namespaces(service: Service): readonly Reference[] {
  const modes = ['network_mode', 'ipc', 'pid', 'uts'].flatMap((key) => {
    const value = service.get(key);
    return value?.kind === 'scalar' ? prefixed(key, value, 0) : [];
  });
  const contexts = pairsOf(service.at('build', 'additional_contexts')).flatMap(({ scalar, name, style }) =>
    scalar ? prefixed('build.additional_contexts', scalar, style === 'list' ? name.length + 1 : 0) : [],
  );
  return [...modes, ...contexts];
}

const PREFIX = 'service:';

function prefixed(via: string, scalar: ScalarValue, from: number): readonly Reference[] {
  const { text } = scalar;
  if (text === undefined || !text.startsWith(PREFIX, from)) return [];
  const start = from + PREFIX.length;
  return byScalar('services', via, scalar, undefined, text.slice(start), scalar.part(start, text.length));
}

/** `links` and `volumes_from`: names with something behind a colon. */
function linked(service: Service): readonly Reference[] {
  const links = scalarsOf(service.get('links')).flatMap((scalar) => {
    const { text } = scalar;
    if (text === undefined) return [];
    const [first = '', ...more] = text.split(':');
    // With two colons Compose looks for a service of the whole name.
    const name = more.length > 1 ? text : first;
    return byScalar('services', 'links', scalar, undefined, name, scalar.part(0, name.length));
  });
  const volumes = scalarsOf(service.get('volumes_from')).flatMap((scalar) => {
    const { text } = scalar;
    if (text === undefined || text.startsWith('container:')) return [];
    const colon = text.indexOf(':');
    const name = colon < 0 ? text : text.slice(0, colon);
    return byScalar('services', 'volumes_from', scalar, undefined, name, scalar.part(0, name.length));
  });
  return [...links, ...volumes];
}

const references = new MemoMap<Service, readonly Reference[]>();

/** Everything in a service that names a top-level element; `extends` apart. */
export function referencesOf(service: Service): readonly Reference[] {
  const known = references.get(service);
  if (known) return known;
  const found = [
    ...dependenciesOf(service).map(({ reference }) => reference),
    ...linked(service),
    ...namespaces(service),
    ...networksOf(service),
    ...volumesOf(service),
    ...secretsOf(service),
    ...mounted('secrets', 'build.secrets', service.at('build', 'secrets')),
    ...configsOf(service),
    ...modelsOf(service),
  ];
  references.set(service, found);
  return found;
}
