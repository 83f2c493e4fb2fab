import type { ComposeFormat, ComposeSchema, ComposeType, JsonType } from './types';

type Data = Readonly<Record<string, unknown>>;

/**
 * Reads the bundle that schemas/build-compose.mjs makes. Types are made when they are first asked for. Never throws: a text that is no
 * bundle gives a schema that allows everything.
 */
export function loadComposeSchema(json: string): ComposeSchema {
  const bundle = parsed(json);
  const raw = data(bundle['definitions']);
  const definitions = new Map<string, ComposeType>();
  const definition = (name: string): ComposeType | undefined => {
    const known = definitions.get(name);
    const written = raw[name];
    if (known || written === undefined) return known;
    const made = new LazyType(data(written), name, definition);
    definitions.set(name, made);
    return made;
  };
  return { root: new LazyType(data(bundle['root']), '', definition), definition };
}

/** Reads the file of texts: by the id of a type. What cannot be read has no text. */
export function loadComposeDescriptions(json: string): (id: string) => string | undefined {
  const all = parsed(json);
  return (id) => {
    const text = Object.hasOwn(all, id) ? all[id] : undefined;
    return typeof text === 'string' ? text : undefined;
  };
}

function parsed(json: string): Data {
  try {
    return data(JSON.parse(json));
  } catch {
    return {};
  }
}

const isData = (value: unknown): value is Data => typeof value === 'object' && value !== null && !Array.isArray(value);
const data = (value: unknown): Data => (isData(value) ? value : {});
const list = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);
const texts = (value: unknown): readonly string[] => list(value).filter((item) => typeof item === 'string');
const number = (value: unknown): number | undefined => (typeof value === 'number' ? value : undefined);

const TYPES: ReadonlySet<string> = new Set(['string', 'integer', 'number', 'boolean', 'null', 'array', 'object']);
const isType = (name: string): name is JsonType => TYPES.has(name);

const CASTS = { bool: 'bool', int: 'int', float: 'float' } as const;
const FORMATS: Readonly<Record<ComposeFormat, ComposeFormat>> = {
  duration: 'duration',
  bytes: 'bytes',
  integer: 'integer',
  count: 'count',
  float: 'float',
  mode: 'mode',
  command: 'command',
  device: 'device',
  text: 'text',
};

function pick<T>(table: Readonly<Record<string, T>>, name: unknown): T | undefined {
  return typeof name === 'string' && Object.hasOwn(table, name) ? table[name] : undefined;
}

class LazyType implements ComposeType {
  readonly id: string;
  readonly types: readonly JsonType[] | undefined;
  readonly enum: readonly string[] | undefined;
  readonly pattern: RegExp | undefined;
  readonly minimum: number | undefined;
  readonly maximum: number | undefined;
  readonly cast: ComposeType['cast'];
  readonly format: ComposeType['format'];
  readonly distinct: boolean;
  readonly closed: boolean;
  readonly required: readonly string[];
  readonly #raw: Data;
  readonly #definition: (name: string) => ComposeType | undefined;
  #fields: ReadonlyMap<string, ComposeType> | undefined;
  #patterns: ComposeType['patterns'] | undefined;
  #items: ComposeType | undefined | null = null;
  #branches: readonly ComposeType[] | undefined;
  #leaves: readonly ComposeType[] | undefined;

  constructor(raw: Data, id: string, definition: (name: string) => ComposeType | undefined) {
    const types = texts(raw['type']).filter(isType);
    this.id = id;
    this.types = types.length > 0 ? types : undefined;
    this.enum = Array.isArray(raw['enum']) ? texts(raw['enum']) : undefined;
    this.pattern = typeof raw['pattern'] === 'string' ? new RegExp(raw['pattern'], 'u') : undefined;
    this.minimum = number(raw['minimum']);
    this.maximum = number(raw['maximum']);
    this.cast = pick(CASTS, raw['cast']);
    this.format = pick(FORMATS, raw['format']);
    this.distinct = raw['distinct'] === true;
    this.closed = raw['closed'] === true;
    this.required = texts(raw['required']);
    this.#raw = raw;
    this.#definition = definition;
  }

  get fields(): ReadonlyMap<string, ComposeType> {
    this.#fields ??= new Map(
      Object.entries(data(this.#raw['fields'])).map(([name, raw]) => [name, this.#below(raw, name)]),
    );
    return this.#fields;
  }

  get patterns(): ComposeType['patterns'] {
    this.#patterns ??= Object.entries(data(this.#raw['patterns'])).map(([pattern, raw]) => ({
      matches: matcher(pattern),
      type: this.#below(raw, '*'),
    }));
    return this.#patterns;
  }

  get items(): ComposeType | undefined {
    if (this.#items === null) this.#items = 'items' in this.#raw ? this.#below(this.#raw['items'], '[]') : undefined;
    return this.#items;
  }

  get branches(): readonly ComposeType[] {
    this.#branches ??= list(this.#raw['branches']).map((raw) => this.#made(data(raw), this.id));
    return this.#branches;
  }

  get leaves(): readonly ComposeType[] {
    this.#leaves ??= this.branches.length > 0 ? this.branches.flatMap(({ leaves }) => leaves) : [this];
    return this.#leaves;
  }

  #below(raw: unknown, step: string): ComposeType {
    return this.#made(data(raw), this.id === '' ? step : `${this.id}.${step}`);
  }

  #made(raw: Data, id: string): ComposeType {
    const name = raw['ref'];
    const found = typeof name === 'string' ? this.#definition(name) : undefined;
    return found ?? new LazyType(raw, id, this.#definition);
  }
}

/** The bundle is ours: its few patterns are plain. */
function matcher(pattern: string): (name: string) => boolean {
  if (pattern === '^x-') return (name) => name.startsWith('x-');
  if (pattern === '') return () => true;
  const compiled = new RegExp(pattern, 'u');
  return (name) => compiled.test(name);
}
