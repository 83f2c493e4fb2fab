/** Careful looks into data of unknown shape. */

export type Data = Readonly<Record<string, unknown>>;

const isData = (value: unknown): value is Data => typeof value === 'object' && value !== null && !Array.isArray(value);

const NOTHING: Data = Object.freeze(Object.create(null));

/** The object that `value` is; an empty one when it is none. */
export const data = (value: unknown): Data => (isData(value) ? value : NOTHING);

export const text = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined);

export const truth = (value: unknown): boolean | undefined => (typeof value === 'boolean' ? value : undefined);

export const texts = (value: unknown): readonly string[] =>
  Array.isArray(value) ? value.filter((item): item is string => typeof item === 'string') : [];

/** The value of an own property, never one of the prototype. */
export const own = (from: Data, name: string): unknown => (Object.hasOwn(from, name) ? from[name] : undefined);

export function parseData(json: string): Data {
  try {
    return data(JSON.parse(json));
  } catch {
    return NOTHING;
  }
}
