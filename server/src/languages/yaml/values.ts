import type { YamlScalar } from './nodes';

/**
 * Who reads the file. `go-yaml-2`: kubectl, the API server, Helm, Kustomize. `go-yaml-3`: Compose (it reads with version 4, which says the
 * same but for `-0`). `yaml-1.2`: what the standard's core schema says, and with it most other tools.
 */
export type YamlReader = 'go-yaml-2' | 'go-yaml-3' | 'yaml-1.2';

/**
 * What a scalar means to a reader. Integers beyond 2^53 are rounded. `timestamp` is what version 3 of go-yaml makes of an unquoted date;
 * for version 2 a date is a string.
 */
export type YamlValue =
  | { readonly kind: 'string' | 'timestamp'; readonly value: string }
  | { readonly kind: 'bool'; readonly value: boolean }
  | { readonly kind: 'int' | 'float'; readonly value: number }
  | { readonly kind: 'null'; readonly value: null };

type ScalarLike = Pick<YamlScalar, 'style' | 'text' | 'tag'>;

/** As kubectl, the API server, Helm and Kustomize read it. */
export const goYaml2 = (scalar: ScalarLike): YamlValue => valueFor(scalar, 'go-yaml-2');

/** As Compose reads it. */
export const goYaml3 = (scalar: ScalarLike): YamlValue => valueFor(scalar, 'go-yaml-3');

/** As the core schema of YAML 1.2 has it. */
export const yaml12 = (scalar: ScalarLike): YamlValue => valueFor(scalar, 'yaml-1.2');

const READERS: readonly YamlReader[] = ['go-yaml-2', 'go-yaml-3', 'yaml-1.2'];

/** Whether the readers do not agree on what a scalar is. */
export function differs(scalar: ScalarLike): boolean {
  const [first, ...others] = READERS.map((reader) => valueFor(scalar, reader));
  return others.some((other) => first?.kind !== other.kind || !Object.is(first.value, other.value));
}

/** What a scalar means to a reader: quotes and block style make a string of it, a tag decides over both. */
export function valueFor(scalar: ScalarLike, reader: YamlReader): YamlValue {
  const { style, text } = scalar;
  const tag = shortTag(scalar.tag?.name);
  if (tag === '' && style !== 'plain') return string(text);
  if (tag === '' || tag === '!') return plainValue(text, reader);
  return tagged(text, tag, reader);
}

const LONG_TAG = '!<tag:yaml.org,2002:';

function shortTag(name: string | undefined): string {
  if (name === undefined) return '';
  return name.startsWith(LONG_TAG) && name.endsWith('>') ? `!!${name.slice(LONG_TAG.length, -1)}` : name;
}

/** `!!float 1` is a number, `!!str 1` a string. What does not fit its tag is refused by the readers; here it is a string. */
function tagged(text: string, tag: string, reader: YamlReader): YamlValue {
  if (tag === '!!timestamp') return { kind: reader === 'go-yaml-3' ? 'timestamp' : 'string', value: text };
  const kind = TAGS.get(tag);
  if (kind === undefined) return string(text);
  const value = plainValue(text, reader);
  if (kind === 'float' && value.kind === 'int') return { kind, value: value.value };
  return value.kind === kind ? value : string(text);
}

const TAGS: ReadonlyMap<string, YamlValue['kind']> = new Map([
  ['!!bool', 'bool'],
  ['!!int', 'int'],
  ['!!float', 'float'],
  ['!!null', 'null'],
]);

const string = (value: string): YamlValue => ({ kind: 'string', value });

/** What a text means that stands unquoted and without a tag. */
export const plainValue = (text: string, reader: YamlReader): YamlValue =>
  WORDS[reader].get(text) ?? numberOf(text, reader) ?? string(text);

function numberOf(text: string, reader: YamlReader): YamlValue | undefined {
  const first = text.charCodeAt(0);
  const digit = first >= 48 && first <= 57;
  if (!digit && first !== 43 && first !== 45 && first !== 46) return undefined;
  if (text.length > MAX_NUMBER) return undefined;
  return reader === 'yaml-1.2' ? coreNumber(text) : goNumber(text, reader);
}

/** Longer texts are no numbers that anybody writes. */
const MAX_NUMBER = 500;

const TRUE: YamlValue = { kind: 'bool', value: true };
const FALSE: YamlValue = { kind: 'bool', value: false };
const NULL: YamlValue = { kind: 'null', value: null };

/** A word as YAML has it: in lower case, with a capital, in capitals. */
const cases = (word: string): string[] => [word, word.charAt(0).toUpperCase() + word.slice(1), word.toUpperCase()];

function words(trues: readonly string[], falses: readonly string[]): ReadonlyMap<string, YamlValue> {
  const map = new Map<string, YamlValue>([
    ['', NULL],
    ['~', NULL],
  ]);
  for (const word of cases('null')) map.set(word, NULL);
  for (const word of trues.flatMap(cases)) map.set(word, TRUE);
  for (const word of falses.flatMap(cases)) map.set(word, FALSE);
  for (const text of ['.nan', '.NaN', '.NAN']) map.set(text, { kind: 'float', value: Number.NaN });
  for (const text of ['.inf', '.Inf', '.INF']) {
    map.set(text, { kind: 'float', value: Infinity });
    map.set(`+${text}`, { kind: 'float', value: Infinity });
    map.set(`-${text}`, { kind: 'float', value: -Infinity });
  }
  return map;
}

const WORDS: Readonly<Record<YamlReader, ReadonlyMap<string, YamlValue>>> = {
  'go-yaml-2': words(['true', 'yes', 'on', 'y'], ['false', 'no', 'off', 'n']),
  'go-yaml-3': words(['true'], ['false']),
  'yaml-1.2': words(['true'], ['false']),
};

const FLOAT = /^[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?$/;

function coreNumber(text: string): YamlValue | undefined {
  if (/^[-+]?[0-9]+$/.test(text) || /^0o[0-7]+$/.test(text) || /^0x[0-9a-fA-F]+$/.test(text)) {
    return { kind: 'int', value: Number(text) };
  }
  return FLOAT.test(text) ? { kind: 'float', value: Number(text) } : undefined;
}

/** A float that begins with its point, as Go's ParseFloat takes it. */
const POINT_FLOAT = /^\.[0-9](?:_?[0-9])*(?:[eE][-+]?[0-9](?:_?[0-9])*)?$/;

/** As go-yaml's resolve.go: dates, then integers as Go's ParseInt with base 0, then floats; `_` may stand anywhere but in front. */
function goNumber(text: string, reader: YamlReader): YamlValue | undefined {
  if (text.startsWith('.')) {
    return POINT_FLOAT.test(text) ? finite(Number(text.replaceAll('_', ''))) : undefined;
  }
  if (isTimestamp(text)) return { kind: reader === 'go-yaml-3' ? 'timestamp' : 'string', value: text };
  const plain = text.replaceAll('_', '');
  const int = goInteger(plain);
  if (int !== undefined) return { kind: 'int', value: int };
  return FLOAT.test(plain) ? finite(Number(plain)) : undefined;
}

/** Go refuses a float that is too large, and then it is a string. */
const finite = (value: number): YamlValue | undefined =>
  Number.isFinite(value) ? { kind: 'float', value } : undefined;

const INTEGER = /^([-+]?)(?:(0[xX])([0-9a-fA-F]+)|(0[bB])([01]+)|(0[oO])([0-7]+)|0([0-7]*)|([1-9][0-9]*))$/;

const MAX_INT64 = 2n ** 63n;
const MAX_UINT64 = 2n ** 64n;

/** Go's ParseInt(text, 0, 64), and ParseUint for what is too large: a leading zero means octal. */
function goInteger(text: string): number | undefined {
  const match = INTEGER.exec(text);
  if (!match) return undefined;
  const [, sign = '', , hex, , binary, , octal, zero, decimal] = match;
  const digits =
    hex !== undefined
      ? `0x${hex}`
      : binary !== undefined
        ? `0b${binary}`
        : octal !== undefined
          ? `0o${octal}`
          : undefined;
  const amount = BigInt(digits ?? decimal ?? (zero === undefined || zero === '' ? '0' : `0o${zero}`));
  const limit = sign === '-' ? MAX_INT64 + 1n : sign === '+' ? MAX_INT64 : MAX_UINT64;
  if (amount >= limit) return undefined;
  return sign === '-' ? 0 - Number(amount) : Number(amount);
}

const TIMESTAMP =
  /^(\d{4})-(\d{1,2})-(\d{1,2})(?:(?:[Tt](\d{1,2}):(\d{1,2}):(\d{1,2})(?:[.,]\d{1,30})?(?:Z|[-+]\d\d:\d\d))|(?: (\d{1,2}):(\d{1,2}):(\d{1,2})(?:[.,]\d{1,30})?))?$/;

/** Whether go-yaml takes a text for a date, or a date with a time. */
function isTimestamp(text: string): boolean {
  const match = TIMESTAMP.exec(text);
  if (!match) return false;
  const [, year, month, day, hour = match[7], minute = match[8], second = match[9]] = match;
  const m = Number(month);
  if (m < 1 || m > 12 || Number(day) < 1 || Number(day) > daysIn(m, Number(year))) return false;
  return Number(hour ?? 0) < 24 && Number(minute ?? 0) < 60 && Number(second ?? 0) < 60;
}

function daysIn(month: number, year: number): number {
  if (month === 2) return (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0 ? 29 : 28;
  return [4, 6, 9, 11].includes(month) ? 30 : 31;
}
