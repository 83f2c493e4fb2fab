import { Memo, type Remembering } from '../../core/memo';
import { type Span, span } from '../../core/span';
import type { YamlEntry, YamlItem, YamlMapping, YamlNode, YamlScalar, YamlSequence } from '../yaml/nodes';
import { entriesOf, type YamlTarget } from '../yaml/query';
import { goYaml3, type YamlValue } from '../yaml/values';
import type { ComposeFile } from './file';
import { type Interpolation, interpolate } from './interpolate';

/**
 * What Compose makes of the YAML: aliases and merge keys are followed, `!reset` is carried out, variables are put in. Values are made when
 * they are asked for; each knows its file and the node that was written. A merged project consists of the same values.
 */
export type Value = MapValue | ListValue | ScalarValue | UnknownValue;

interface ValueBase {
  readonly file: ComposeFile;
  /** Where it is written: of a value behind an alias, the anchored one. Positions are in `file`. */
  readonly span: Span;
}

/** An alias without a target, or what cannot be known: no rule has anything to say about it. */
export interface UnknownValue extends ValueBase {
  readonly kind: 'unknown';
  readonly node: YamlNode | undefined;
}

/** A key and its value. */
export interface Entry {
  readonly name: string;
  readonly file: ComposeFile;
  readonly keySpan: Span;
  /** As written: for edits. Undefined for what stands in no mapping (`build: .` as `context`). */
  readonly written: YamlEntry | undefined;
  readonly value: Value;
  /** `!override`: in a merge it replaces what was there. */
  readonly override: boolean;
}

/** An item of a list. */
export interface Item {
  readonly value: Value;
  readonly file: ComposeFile;
  /** From the dash to the end. */
  readonly span: Span;
  readonly written: YamlItem | undefined;
}

interface MadeEntries {
  readonly entries: readonly Entry[];
  readonly byName: ReadonlyMap<string, Entry>;
  readonly cleared: ReadonlySet<string>;
}

export class MapValue implements ValueBase, Remembering {
  readonly kind = 'map';
  #memo: Memo | undefined;
  readonly file: ComposeFile;
  readonly span: Span;
  /** As written; of a merged value the last one. Undefined when it was made of another syntax. */
  readonly node: YamlMapping | undefined;
  readonly #make: () => { readonly entries: readonly Entry[]; readonly cleared: ReadonlySet<string> };
  #made: MadeEntries | undefined;

  constructor(
    file: ComposeFile,
    at: Span,
    node: YamlMapping | undefined,
    make: () => { readonly entries: readonly Entry[]; readonly cleared: ReadonlySet<string> },
  ) {
    this.file = file;
    this.span = at;
    this.node = node;
    this.#make = make;
  }

  /** Few maps are asked for it. */
  get memo(): Memo {
    this.#memo ??= new Memo();
    return this.#memo;
  }

  #all(): MadeEntries {
    if (!this.#made) {
      const { entries, cleared } = this.#make();
      const byName = new Map<string, Entry>();
      for (const entry of entries) byName.set(entry.name, entry);
      this.#made = { entries, byName, cleared };
    }
    return this.#made;
  }

  /** In order, merged ones included; those with `!reset` are not there. */
  get entries(): readonly Entry[] {
    return this.#all().entries;
  }

  /** Names whose value is `!reset`. */
  get cleared(): ReadonlySet<string> {
    return this.#all().cleared;
  }

  entry(name: string): Entry | undefined {
    return this.#all().byName.get(name);
  }

  get(name: string): Value | undefined {
    return this.entry(name)?.value;
  }

  has(name: string): boolean {
    return this.#all().byName.has(name);
  }
}

export class ListValue implements ValueBase {
  readonly kind = 'list';
  readonly file: ComposeFile;
  readonly span: Span;
  readonly node: YamlSequence | undefined;
  readonly #make: () => readonly Item[];
  #items: readonly Item[] | undefined;

  constructor(file: ComposeFile, at: Span, node: YamlSequence | undefined, make: () => readonly Item[]) {
    this.file = file;
    this.span = at;
    this.node = node;
    this.#make = make;
  }

  get items(): readonly Item[] {
    this.#items ??= this.#make();
    return this.#items;
  }
}

const NULL: YamlValue = { kind: 'null', value: null };

export class ScalarValue implements ValueBase {
  readonly kind = 'scalar';
  readonly file: ComposeFile;
  readonly span: Span;
  /** Undefined where nothing stands behind the colon or dash, and for what was made of another syntax. */
  readonly node: YamlScalar | undefined;
  readonly #given: string | undefined;
  #yaml: YamlValue | undefined;
  #interpolation: Interpolation | undefined;

  /** `given` is the text of a scalar that is written in no node of its own. */
  constructor(file: ComposeFile, at: Span, node: YamlScalar | undefined, given?: string) {
    this.file = file;
    this.span = at;
    this.node = node;
    this.#given = given;
  }

  /** Text in the file once quotes and escapes are done, variables as written. */
  get raw(): string {
    return this.node?.text ?? this.#given ?? '';
  }

  /** How go-yaml reads it. What holds a variable is a string here. */
  get yaml(): YamlValue {
    this.#yaml ??= this.node
      ? goYaml3(this.node)
      : this.#given === undefined
        ? NULL
        : { kind: 'string', value: this.#given };
    return this.#yaml;
  }

  get isNull(): boolean {
    return this.yaml.kind === 'null';
  }

  get isString(): boolean {
    return this.yaml.kind === 'string';
  }

  get interpolation(): Interpolation {
    this.#interpolation ??= interpolate(this.raw, this.isString ? this.file.lookup : () => undefined);
    return this.#interpolation;
  }

  /** Whether a variable is in it. */
  get hasVariable(): boolean {
    return this.isString && this.raw.includes('$') && this.interpolation.variables.length > 0;
  }

  /** The text once variables are put in; undefined when one of them is not known. */
  get text(): string | undefined {
    return this.isString && this.raw.includes('$') ? this.interpolation.text : this.raw;
  }

  /** The range of a part of {@link text}; the whole where escapes or variables make its place unknown. */
  part(start: number, end: number): Span {
    const { node } = this;
    if (!node) return this.span;
    const quote = node.style === 'single' || node.style === 'double' ? 1 : 0;
    const at = node.span.start + quote;
    const written = node.document.source.text.slice(at, node.span.end - quote);
    if (written !== node.text || start > end) return this.span;
    const from = this.#origin(start, true);
    const to = this.#origin(end, false);
    return from === undefined || to === undefined || from > to ? this.span : span(at + from, at + to);
  }

  /** Where in {@link raw} an offset of {@link text} comes from. */
  #origin(offset: number, isStart: boolean): number | undefined {
    if (!this.hasVariable && !this.raw.includes('$')) return offset;
    for (const { from, to, outFrom, outTo, literal } of this.interpolation.segments) {
      if (offset < outFrom || offset > outTo || (isStart && offset === outTo && outTo > outFrom)) continue;
      if (literal) return from + (offset - outFrom);
      return isStart ? from : to;
    }
    return isStart ? undefined : this.raw.length;
  }
}

/** The value of a node; `target` is what it stands for. Use {@link ComposeFile.read}, which keeps it. */
export function readNode(file: ComposeFile, node: YamlNode, target: YamlTarget | undefined): Value {
  if (!target) return { kind: 'unknown', file, span: node.span, node };
  switch (target.kind) {
    case 'mapping':
      return new MapValue(file, target.span, target, () => readEntries(file, target));
    case 'sequence':
      return new ListValue(file, target.span, target, () =>
        target.items.flatMap((item) => (item.value?.tag?.name === '!reset' ? [] : [readItem(file, item)])),
      );
    default:
      return new ScalarValue(file, target.span, target);
  }
}

function readItem(file: ComposeFile, item: YamlItem): Item {
  const { value, span: at } = item;
  return { value: value ? file.read(value) : new ScalarValue(file, at, undefined), file, span: at, written: item };
}

function readEntries(
  file: ComposeFile,
  mapping: YamlMapping,
): { readonly entries: readonly Entry[]; readonly cleared: ReadonlySet<string> } {
  const entries: Entry[] = [];
  let cleared: Set<string> | undefined;
  for (const written of entriesOf(mapping)) {
    if (written.value?.tag?.name !== '!reset') entries.push(new WrittenEntry(file, written));
    else {
      cleared ??= new Set();
      cleared.add(written.name);
    }
  }
  return { entries, cleared: cleared ?? NOTHING };
}

export const NOTHING: ReadonlySet<string> = new Set();

class WrittenEntry implements Entry {
  readonly file: ComposeFile;
  readonly written: YamlEntry;
  #value: Value | undefined;

  constructor(file: ComposeFile, written: YamlEntry) {
    this.file = file;
    this.written = written;
  }

  get name(): string {
    return this.written.name;
  }

  get keySpan(): Span {
    return this.written.key.span;
  }

  get override(): boolean {
    return this.written.value?.tag?.name === '!override';
  }

  get value(): Value {
    const { value } = this.written;
    this.#value ??= value ? this.file.read(value) : new ScalarValue(this.file, this.keySpan, undefined);
    return this.#value;
  }
}

export const asMap = (value: Value | undefined): MapValue | undefined => (value?.kind === 'map' ? value : undefined);
export const asList = (value: Value | undefined): ListValue | undefined => (value?.kind === 'list' ? value : undefined);
export const asScalar = (value: Value | undefined): ScalarValue | undefined =>
  value?.kind === 'scalar' ? value : undefined;

/** The text of a scalar that is there and known; undefined for null, lists, maps, and values with unknown variables. */
export function textOf(value: Value | undefined): string | undefined {
  const scalar = asScalar(value);
  return scalar && !scalar.isNull ? scalar.text : undefined;
}

/** A boolean as Compose reads it: `true`, `"true"`, and the old words `yes`, `on`, `y` …; undefined when it is none or not known. */
export function booleanOf(value: Value | undefined): boolean | undefined {
  const text = textOf(value)?.toLowerCase();
  if (text === undefined) return undefined;
  return TRUE.has(text) ? true : FALSE.has(text) ? false : undefined;
}

const TRUE: ReadonlySet<string> = new Set(['true', 'y', 'yes', 'on']);
const FALSE: ReadonlySet<string> = new Set(['false', 'n', 'no', 'off']);

/** A number, quoted or not; undefined when it is none or not known. */
export function numberOf(value: Value | undefined): number | undefined {
  const scalar = asScalar(value);
  if (!scalar || scalar.isNull) return undefined;
  const { yaml } = scalar;
  if (yaml.kind === 'int' || yaml.kind === 'float') return yaml.value;
  const text = scalar.text?.trim();
  return text !== undefined && text.length < 40 && /^[-+]?(?:\d+\.?\d*|\.\d+)$/.test(text) ? Number(text) : undefined;
}

/** Several texts: one scalar as a list of one, or the items of a list that are scalars. */
export function scalarsOf(value: Value | undefined): readonly ScalarValue[] {
  if (value?.kind === 'scalar') return value.isNull ? [] : [value];
  if (value?.kind !== 'list') return [];
  return value.items.flatMap((item) => (item.value.kind === 'scalar' && !item.value.isNull ? [item.value] : []));
}

/** The value at the end of a path of keys and indices. */
export function at(value: Value | undefined, ...path: readonly (string | number)[]): Value | undefined {
  let found = value;
  for (const step of path) {
    if (found?.kind === 'map') found = found.get(String(step));
    else if (found?.kind === 'list' && typeof step === 'number') found = found.items[step]?.value;
    else return undefined;
  }
  return found;
}

/** As many values are compared. */
const MAX_COMPARED = 20_000;

/** Whether two values say the same, wherever they stand. What cannot be known is like everything. */
export function isSame(a: Value, b: Value): boolean {
  const waiting: [Value, Value][] = [[a, b]];
  let compared = 0;
  for (let next = waiting.pop(); next && compared++ < MAX_COMPARED; next = waiting.pop()) {
    const [left, right] = next;
    if (left === right || left.kind === 'unknown' || right.kind === 'unknown') continue;
    if (left.kind === 'scalar' && right.kind === 'scalar') {
      if (left.text !== undefined && right.text !== undefined && left.text !== right.text) return false;
    } else if (left.kind === 'list' && right.kind === 'list') {
      if (left.items.length !== right.items.length) return false;
      for (const [i, item] of left.items.entries()) {
        const other = right.items[i];
        if (other) waiting.push([item.value, other.value]);
      }
    } else if (left.kind === 'map' && right.kind === 'map') {
      if (left.entries.length !== right.entries.length) return false;
      for (const entry of left.entries) {
        const other = right.get(entry.name);
        if (!other) return false;
        waiting.push([entry.value, other]);
      }
    } else return false;
  }
  return true;
}
