import { MemoMap } from '../../core/memo';
import type { Span } from '../../core/span';
import type { Service } from './service';
import { booleanOf, type Item, type MapValue, type ScalarValue, scalarsOf, textOf } from './tree';

export type MountType = 'bind' | 'volume' | 'tmpfs' | 'cluster' | 'npipe' | 'image';

/** One item of `volumes` or `tmpfs`, whatever its syntax. What is undefined is absent, or not known when `known` is false. */
export interface Mount {
  readonly item: Item;
  readonly key: 'volumes' | 'tmpfs';
  readonly long: boolean;
  readonly value: ScalarValue | MapValue;
  readonly text: string | undefined;
  /** `volume` for anonymous ones too; undefined when a variable hides it. */
  readonly type: MountType | undefined;
  /** A path for `bind`, a name for `volume`. */
  readonly source: string | undefined;
  readonly sourceSpan: Span | undefined;
  readonly target: string | undefined;
  readonly targetSpan: Span | undefined;
  readonly readOnly: boolean;
  /** Of the short syntax: `ro`, `z` … with their places. */
  readonly options: readonly { readonly name: string; readonly span: Span }[];
  readonly known: boolean;
  readonly fault: MountFault | undefined;
}

export interface MountFault {
  readonly code: 'empty' | 'empty-section' | 'too-many-colons';
  readonly span: Span;
  readonly text: string;
}

const mounts = new MemoMap<Service, readonly Mount[]>();

/** The mounts of `volumes`, then those of `tmpfs`. */
export function mountsOf(service: Service): readonly Mount[] {
  const known = mounts.get(service);
  if (known) return known;
  const list = service.get('volumes');
  const read = list?.kind === 'list' ? list.items.flatMap((item) => readMount(item) ?? []) : [];
  const all = [...read, ...tmpfsOf(service)];
  mounts.set(service, all);
  return all;
}

function tmpfsOf(service: Service): readonly Mount[] {
  return scalarsOf(service.get('tmpfs')).map((value) => {
    const { text } = value;
    const colon = text?.indexOf(':') ?? -1;
    const target = text === undefined || colon < 0 ? text : text.slice(0, colon);
    return {
      ...NO_MOUNT,
      item: { value, file: value.file, span: value.span, written: undefined },
      key: 'tmpfs',
      value,
      text,
      type: 'tmpfs',
      target,
      targetSpan: target === undefined ? undefined : value.part(0, target.length),
      known: text !== undefined,
    };
  });
}

const NO_MOUNT = {
  long: false,
  source: undefined,
  sourceSpan: undefined,
  target: undefined,
  targetSpan: undefined,
  readOnly: false,
  options: [],
  fault: undefined,
};

function readMount(item: Item): Mount | undefined {
  const { value } = item;
  if (value.kind === 'map') return longMount(item, value);
  return value.kind === 'scalar' && !value.isNull ? shortMount(item, value) : undefined;
}

const TYPES: Readonly<Record<string, MountType>> = {
  bind: 'bind',
  volume: 'volume',
  tmpfs: 'tmpfs',
  cluster: 'cluster',
  npipe: 'npipe',
  image: 'image',
};

function longMount(item: Item, value: MapValue): Mount {
  const type = textOf(value.get('type'));
  return {
    ...NO_MOUNT,
    item,
    key: 'volumes',
    long: true,
    value,
    text: undefined,
    type: type !== undefined && Object.hasOwn(TYPES, type) ? TYPES[type] : undefined,
    source: textOf(value.get('source')),
    sourceSpan: value.get('source')?.span,
    target: textOf(value.get('target')),
    targetSpan: value.get('target')?.span,
    readOnly: booleanOf(value.get('read_only')) === true,
    known: value.entries.every(({ value: one }) => one.kind !== 'scalar' || one.text !== undefined),
  };
}

function shortMount(item: Item, value: ScalarValue): Mount {
  const { text } = value;
  const base: Mount = { ...NO_MOUNT, item, key: 'volumes', value, text, type: undefined, known: false };
  if (text === undefined) return hiddenMount(base, value);
  const fail = (code: MountFault['code'], span: Span): Mount => ({ ...base, fault: { code, span, text } });
  if (text === '') return fail('empty', value.span);
  // Compose takes so short a text for a target whatever is in it.
  if (text.length <= 2) return { ...base, type: 'volume', target: text, targetSpan: value.span, known: true };
  const parts = splitMount(text);
  const empty = parts.find((part) => part.text === '');
  if (empty) return fail('empty-section', value.span);
  const [first, second, third, ...more] = parts;
  if (!first || more.length > 0) return fail('too-many-colons', value.span);
  const at = ({ start, end }: Part): Span => value.part(start, end);
  if (!second) return { ...base, type: 'volume', target: first.text, targetSpan: at(first), known: true };
  const options = third ? optionsIn(third, value) : [];
  return {
    ...base,
    type: isPath(first.text) ? 'bind' : 'volume',
    source: first.text,
    sourceSpan: at(first),
    target: second.text,
    targetSpan: at(second),
    options,
    readOnly: options.some(({ name }) => name === 'ro'),
    known: true,
  };
}

/** `${DATA}:/data:ro`: the source is not known, what stands behind it is. */
function hiddenMount(base: Mount, value: ScalarValue): Mount {
  const parts = splitMount(value.raw).filter(({ text }) => !text.includes('$'));
  const [only] = parts;
  if (!only || !value.raw.startsWith('$') || !only.text.startsWith('/') || parts.length > 2) return base;
  return { ...base, target: only.text, targetSpan: value.node ? value.span : undefined };
}

interface Part {
  readonly text: string;
  readonly start: number;
  readonly end: number;
}

/** At the colons, but for one behind a drive's letter and those inside `${…}`. */
function splitMount(text: string): readonly Part[] {
  const parts: Part[] = [];
  let start = 0;
  let braces = 0;
  const push = (end: number): void => void parts.push({ text: text.slice(start, end), start, end });
  for (let at = 0; at < text.length; at++) {
    const c = text[at];
    if (c === '{') braces++;
    else if (c === '}') braces--;
    if (c !== ':' || braces > 0) continue;
    if (DRIVE.test(text.slice(start, at))) continue;
    push(at);
    start = at + 1;
  }
  push(text.length);
  return parts;
}

/** One letter before a colon is a drive of Windows for Compose, whatever follows. */
const DRIVE = /^\p{L}$/u;

/** Whether the source of a short mount is a path of the host; else it is the name of a volume. */
export const isPath = (source: string): boolean => /^[./~]|^\\\\|^\p{L}:/u.test(source);

function optionsIn(part: Part, value: ScalarValue): Mount['options'] {
  let at = part.start;
  return part.text.split(',').map((name) => {
    const span = value.part(at, at + name.length);
    at += name.length + 1;
    return { name, span };
  });
}
