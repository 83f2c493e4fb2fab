import type { Field, ListKeys, ObjectType, RequiredChoice, ValueType } from './types';

/**
 * A type that allows what either of two allows, or nearly: a custom kind may be defined twice in a workspace (two channels or versions of
 * one product), and nothing tells which of them the cluster has.
 */
export function eitherType(a: ValueType, b: ValueType): ValueType {
  if (a === b || a.kind === 'any') return a;
  if (b.kind === 'any') return b;
  const nullable = Boolean(a.nullable || b.nullable);
  if (a.kind === 'object' && b.kind === 'object') return eitherObject(a, b);
  if (a.kind === 'list' && b.kind === 'list') return { kind: 'list', items: eitherType(a.items, b.items), nullable };
  if (a.kind === 'map' && b.kind === 'map') return { kind: 'map', values: eitherType(a.values, b.values), nullable };
  if (a.kind === 'string' && b.kind === 'string') {
    const words = a.enum && b.enum ? { enum: [...new Set([...a.enum, ...b.enum])] } : {};
    const format = a.format !== undefined && a.format === b.format ? { format: a.format } : {};
    return { kind: 'string', ...words, ...format, nullable };
  }
  if (a.kind === 'integer' || a.kind === 'number' || a.kind === 'int-or-string') {
    if (a.kind === b.kind) return { kind: a.kind, nullable };
  } else if (a.kind === b.kind) return { ...a, nullable };
  return { kind: 'union', branches: [a, b], nullable };
}

export const eitherObject = (a: ObjectType, b: ObjectType): ObjectType => (a === b ? a : new EitherObject(a, b));

class EitherObject implements ObjectType {
  readonly kind = 'object';
  readonly id: string;
  readonly nullable: boolean;
  readonly open: boolean;
  readonly required: readonly string[];
  readonly choices: readonly RequiredChoice[] = [];
  readonly #a: ObjectType;
  readonly #b: ObjectType;
  #fields: ReadonlyMap<string, Field> | undefined;

  constructor(a: ObjectType, b: ObjectType) {
    this.id = a.id;
    this.nullable = Boolean(a.nullable || b.nullable);
    this.open = a.open || b.open;
    this.required = a.required.filter((name) => b.required.includes(name));
    this.#a = a;
    this.#b = b;
  }

  get fields(): ReadonlyMap<string, Field> {
    this.#fields ??= this.#merge();
    return this.#fields;
  }

  #merge(): ReadonlyMap<string, Field> {
    const fields = new Map(this.#b.fields);
    for (const [name, field] of this.#a.fields) {
      const other = fields.get(name);
      fields.set(
        name,
        other ? { ...other, ...field, type: eitherType(field.type, other.type), ...keysOf(field, other) } : field,
      );
    }
    return fields;
  }
}

/** Only what both agree in can be relied on. */
function keysOf(a: Field, b: Field): { readonly keys?: ListKeys } {
  const keys = a.keys?.keys.join() === b.keys?.keys.join() ? a.keys : undefined;
  return { keys: keys ?? { keys: [] } };
}
