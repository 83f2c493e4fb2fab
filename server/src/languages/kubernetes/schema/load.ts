import { eitherObject } from './either';
import { type Data, data, own, parseData, text, texts, truth } from './read';
import {
  type Field,
  isLater,
  type KindInfo,
  type KubernetesSchema,
  type ListKeys,
  type ObjectType,
  type ValueType,
  versionOf,
} from './types';

/**
 * Reads the bundle that schemas/build-kubernetes.mjs makes. Definitions are looked at when they are first asked for. Never throws: what
 * cannot be read is as if it were not there, and a text that is no bundle at all gives a schema that knows nothing.
 */
export function loadSchema(json: string): KubernetesSchema {
  const bundle = parseData(json);
  const definitions = new Definitions(data(bundle['definitions']));
  const kinds = Object.entries(data(bundle['kinds'])).flatMap(([apiVersion, group]) =>
    Object.entries(data(group)).map(([kind, facts]) => readKind(apiVersion, kind, data(facts), definitions)),
  );
  return schemaOf(text(bundle['release']) ?? '', kinds);
}

/** The same schema and these custom kinds. Built-in kinds stay what they are; what is defined twice may be as either says. */
export function withKinds(schema: KubernetesSchema, kinds: readonly KindInfo[]): KubernetesSchema {
  if (kinds.length === 0) return schema;
  const added = new Map<string, KindInfo>();
  for (const info of kinds) {
    const known = schema.kindOf(info.apiVersion, info.kind);
    if (known && !known.custom) continue;
    const name = `${info.apiVersion}/${info.kind}`;
    const other = added.get(name) ?? known;
    added.set(name, other ? eitherKind(other, info) : info);
  }
  return schemaOf(schema.release, [...schema.kinds, ...added.values()]);
}

function eitherKind(a: KindInfo, b: KindInfo): KindInfo {
  const definition = a.definition && b.definition ? eitherObject(a.definition, b.definition) : undefined;
  return { ...a, definition };
}

/** A schema of these kinds. */
export function schemaOf(release: string, all: readonly KindInfo[]): KubernetesSchema {
  const byName = new Map<string, KindInfo>();
  for (const info of all) byName.set(`${info.apiVersion}/${info.kind}`, info);
  const byKind = new Map<string, KindInfo[]>();
  for (const info of byName.values()) {
    const versions = byKind.get(info.kind);
    if (versions) versions.push(info);
    else byKind.set(info.kind, [info]);
  }
  for (const versions of byKind.values()) versions.sort(byPreference);
  return {
    release,
    kinds: [...byName.values()],
    kindOf: (apiVersion, kind) => byName.get(`${apiVersion}/${kind}`),
    versionsOf: (kind) => byKind.get(kind) ?? [],
  };
}

/** Those that are served first, stable before beta before alpha, the later removed one first. */
function byPreference(a: KindInfo, b: KindInfo): number {
  const gone = Number(a.removed !== undefined) - Number(b.removed !== undefined);
  if (gone !== 0) return gone;
  const stage = stageOf(a.apiVersion) - stageOf(b.apiVersion);
  if (stage !== 0) return stage;
  const later = Number(isLater(b.removed ?? '', a.removed ?? '')) - Number(isLater(a.removed ?? '', b.removed ?? ''));
  if (later !== 0) return later;
  return a.apiVersion.length - b.apiVersion.length || (a.apiVersion < b.apiVersion ? 1 : -1);
}

function stageOf(apiVersion: string): number {
  const version = versionOf(apiVersion);
  if (version.includes('alpha')) return 2;
  return version.includes('beta') ? 1 : 0;
}

function readKind(apiVersion: string, kind: string, facts: Data, definitions: Definitions): KindInfo {
  const replacement = text(facts['replacement']);
  return {
    apiVersion,
    kind,
    definition: definitions.get(`${apiVersion}.${kind}`),
    namespaced: truth(facts['namespaced']),
    plural: text(facts['plural']),
    introduced: text(facts['introduced']),
    deprecated: text(facts['deprecated']),
    removed: text(facts['removed']),
    replacement:
      replacement === undefined ? undefined : { apiVersion: replacement, kind: text(facts['replacementKind']) ?? kind },
    warning: undefined,
    custom: false,
  };
}

const ANY: ValueType = { kind: 'any' };

/** Types without a tail, as schemas/kubernetes-models.mjs writes them. */
const SIMPLE: ReadonlyMap<string, ValueType> = new Map<string, ValueType>([
  ['*', ANY],
  ['s', { kind: 'string' }],
  ['S', { kind: 'string', format: 'byte' }],
  ['t', { kind: 'string', format: 'date-time' }],
  ['b', { kind: 'boolean' }],
  ['n', { kind: 'number' }],
  ['i', { kind: 'integer' }],
  ['i32', { kind: 'integer', bits: 32 }],
  ['i64', { kind: 'integer', bits: 64 }],
  ['q', { kind: 'quantity' }],
  ['is', { kind: 'int-or-string' }],
]);

/** Deeper than any type of the bundle; a damaged one does not get further. */
const MAX_NESTING = 8;

class Definitions {
  readonly #raw: Data;
  readonly #objects = new Map<string, ObjectType>();
  readonly #types = new Map<string, ValueType>(SIMPLE);

  constructor(raw: Data) {
    this.#raw = raw;
  }

  get(id: string): ObjectType | undefined {
    const known = this.#objects.get(id);
    if (known) return known;
    const raw = own(this.#raw, id);
    if (raw === undefined) return undefined;
    const made = new BundledObject(id, data(raw), this);
    this.#objects.set(id, made);
    return made;
  }

  type(written: string, depth = 0): ValueType {
    const known = this.#types.get(written);
    if (known) return known;
    const made = depth > MAX_NESTING ? ANY : this.#read(written, depth + 1);
    this.#types.set(written, made);
    return made;
  }

  #read(written: string, depth: number): ValueType {
    const tail = written.slice(1);
    switch (written[0]) {
      case '=':
        return { kind: 'string', enum: tail.split('|') };
      case '[':
        return { kind: 'list', items: this.type(tail, depth) };
      case '{':
        return { kind: 'map', values: this.type(tail, depth) };
      case '#':
        return this.get(tail) ?? ANY;
      case '<':
        return { kind: 'union', branches: tail.split(';').map((branch) => this.type(branch, depth)) };
      default:
        return ANY;
    }
  }
}

class BundledObject implements ObjectType {
  readonly kind = 'object';
  readonly id: string;
  readonly required: readonly string[];
  readonly implied: readonly string[];
  readonly choices = [];
  readonly open = false;
  readonly #raw: Data;
  readonly #definitions: Definitions;
  #fields: ReadonlyMap<string, Field> | undefined;

  constructor(id: string, raw: Data, definitions: Definitions) {
    this.id = id;
    this.required = texts(raw['required']);
    this.implied = texts(raw['implied']);
    this.#raw = raw;
    this.#definitions = definitions;
  }

  get fields(): ReadonlyMap<string, Field> {
    this.#fields ??= this.#readFields();
    return this.#fields;
  }

  #readFields(): ReadonlyMap<string, Field> {
    const since = data(this.#raw['since']);
    const lists = data(this.#raw['lists']);
    const fields = new Map<string, Field>();
    for (const [name, written] of Object.entries(data(this.#raw['fields']))) {
      const type = this.#definitions.type(text(written) ?? '*');
      const release = text(own(since, name));
      const keys = readKeys(own(lists, name));
      fields.set(name, { name, type, ...(release === undefined ? {} : { since: release }), ...(keys ? { keys } : {}) });
    }
    return fields;
  }
}

function readKeys(raw: unknown): ListKeys | undefined {
  if (raw === undefined) return undefined;
  const merge = text(data(raw)['merge']);
  return { keys: texts(data(raw)['keys']), ...(merge === undefined ? {} : { merge }) };
}
