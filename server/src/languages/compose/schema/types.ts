/** What a value may be by the Compose schema. Made by load.ts out of the bundle; the walker and the hovers read nothing else. */
export interface ComposeType {
  /** Where it stands in the schema: `service.healthcheck.interval`; descriptions are found by it. */
  readonly id: string;
  /** Undefined: anything. */
  readonly types: readonly JsonType[] | undefined;
  readonly enum: readonly string[] | undefined;
  readonly pattern: RegExp | undefined;
  readonly minimum: number | undefined;
  readonly maximum: number | undefined;
  /** Compose turns strings here into this type before it looks at them. */
  readonly cast: 'bool' | 'int' | 'float' | undefined;
  readonly format: ComposeFormat | undefined;
  /** Items may not repeat. */
  readonly distinct: boolean;
  readonly fields: ReadonlyMap<string, ComposeType>;
  /** Types of keys by what they look like, the first that matches counts. */
  readonly patterns: readonly { readonly matches: (name: string) => boolean; readonly type: ComposeType }[];
  /** No other keys than these. */
  readonly closed: boolean;
  readonly required: readonly string[];
  readonly items: ComposeType | undefined;
  /** Exactly one of several. */
  readonly branches: readonly ComposeType[];
  /** The alternatives of alternatives too; the type itself when it has none. */
  readonly leaves: readonly ComposeType[];
}

/** What a string has to be. */
export type ComposeFormat =
  | 'duration'
  | 'bytes'
  | 'integer'
  | 'count'
  | 'float'
  | 'mode'
  | 'command'
  | 'device'
  | 'text';

export type JsonType = 'string' | 'integer' | 'number' | 'boolean' | 'null' | 'array' | 'object';

export interface ComposeSchema {
  readonly root: ComposeType;
  readonly definition: (name: string) => ComposeType | undefined;
}

/** The type behind a key of a mapping; undefined when it is unknown there. */
export function typeOfKey(type: ComposeType, name: string): ComposeType | undefined {
  return type.fields.get(name) ?? type.patterns.find(({ matches }) => matches(name))?.type;
}

/** The types at a path below the root: several where the syntax has alternatives. */
export function typesAt(schema: ComposeSchema, path: readonly (string | number)[]): readonly ComposeType[] {
  let types = schema.root.leaves;
  for (const step of path) {
    const next = types.flatMap((type) =>
      typeof step === 'number' ? (type.items ?? []) : (typeOfKey(type, step) ?? []),
    );
    types = next.flatMap(({ leaves }) => leaves);
    if (types.length === 0) return [];
  }
  return types;
}
