import { MemoMap } from '../../core/memo';
import type { Span } from '../../core/span';
import type { Service } from './service';
import { type Entry, type Item, type MapValue, numberOf, type ScalarValue, textOf, type Value } from './tree';

/** Ports from `first` to `last`, both included. */
export interface PortRange {
  readonly first: number;
  readonly last: number;
}

/** One item of `ports`, whatever its syntax. What cannot be read or known is undefined; `fault` says when Compose refuses it. */
export interface Port {
  readonly item: Item;
  readonly long: boolean;
  /** In the short syntax the scalar, in the long one the mapping. */
  readonly value: ScalarValue | MapValue;
  /** The text after variables were put in; undefined for the long syntax and when a variable is not known. */
  readonly text: string | undefined;
  readonly ip: string | undefined;
  readonly ipSpan: Span | undefined;
  /** Undefined when nothing is published (`"80"`): Docker then takes any free port. */
  readonly published: PortRange | undefined;
  readonly publishedSpan: Span | undefined;
  readonly target: PortRange | undefined;
  readonly targetSpan: Span | undefined;
  /** `tcp` when nothing is said. */
  readonly protocol: string;
  readonly protocolSpan: Span | undefined;
  /** Of the long syntax: `host` or `ingress`. */
  readonly mode: Entry | undefined;
  /** All of it is known: no variable without a value, nothing that could not be read. */
  readonly known: boolean;
  readonly fault: PortFault | undefined;
}

export interface PortFault {
  readonly code:
    | 'no-target'
    | 'not-a-port'
    | 'too-large'
    | 'reversed-range'
    | 'unequal-ranges'
    | 'bad-protocol'
    | 'bad-ip'
    | 'unbracketed-ipv6'
    | 'float';
  readonly span: Span;
  readonly text: string;
}

const ports = new MemoMap<Service, readonly Port[]>();

/** The items of `ports` that are scalars or mappings, in order. */
export function portsOf(service: Service): readonly Port[] {
  const known = ports.get(service);
  if (known) return known;
  const list = service.get('ports');
  const read = list?.kind === 'list' ? list.items.flatMap((item) => readPort(item) ?? []) : [];
  ports.set(service, read);
  return read;
}

function readPort(item: Item): Port | undefined {
  const { value } = item;
  if (value.kind === 'map') return longPort(item, value);
  return value.kind === 'scalar' && !value.isNull ? shortPort(item, value) : undefined;
}

const NO_PORT = {
  ip: undefined,
  ipSpan: undefined,
  published: undefined,
  publishedSpan: undefined,
  target: undefined,
  targetSpan: undefined,
  protocol: 'tcp',
  protocolSpan: undefined,
  mode: undefined,
};

function shortPort(item: Item, value: ScalarValue): Port {
  const { yaml } = value;
  // `0x50` is port 80.
  const text = yaml.kind === 'int' ? String(yaml.value) : value.text;
  const base = { ...NO_PORT, item, long: false, value, text };
  const part = (start: number, end: number): Span => (text === value.text ? value.part(start, end) : value.span);
  const fail = (code: PortFault['code'], span: Span, what: string): Port => ({
    ...base,
    known: false,
    fault: { code, span, text: what },
  });
  if (text === undefined) return { ...base, known: false, fault: undefined };
  if (yaml.kind === 'float') return fail('float', value.span, text);
  const slash = text.indexOf('/');
  const body = slash < 0 ? text : text.slice(0, slash);
  // An empty protocol is TCP, and what follows a second slash is not read.
  const written = slash < 0 ? '' : (text.slice(slash + 1).split('/', 1)[0] ?? '');
  const protocol = written === '' ? 'tcp' : written.toLowerCase();
  const protocolSpan = written === '' ? undefined : part(slash + 1, slash + 1 + written.length);
  if (!PROTOCOLS.has(protocol)) return fail('bad-protocol', protocolSpan ?? value.span, protocol);
  const parts = splitPort(body);
  if (!parts) return fail('unbracketed-ipv6', part(0, body.length), body);
  const { ip, published, target } = parts;
  const at = ({ start, end }: Part): Span => part(start, end);
  if (target.text === '') return fail('no-target', value.span, text);
  if (ip && ip.text !== '' && !isIp(ip.text)) return fail('bad-ip', at(ip), ip.text);
  const to = readRange(target.text);
  if (typeof to === 'string') return fail(to, at(target), target.text);
  const from = published && published.text !== '' ? readRange(published.text) : undefined;
  if (typeof from === 'string' && published) return fail(from, at(published), published.text);
  if (typeof from === 'string') return fail(from, value.span, text);
  if (published && from && !fitTogether(from, to)) return fail('unequal-ranges', at(published), published.text);
  return {
    ...base,
    ip: ip && ip.text !== '' ? unbracketed(ip.text) : undefined,
    ipSpan: ip && ip.text !== '' ? at(ip) : undefined,
    published: from,
    publishedSpan: from && published ? at(published) : undefined,
    target: to,
    targetSpan: at(target),
    protocol,
    protocolSpan,
    known: true,
    fault: undefined,
  };
}

const PROTOCOLS: ReadonlySet<string> = new Set(['tcp', 'udp', 'sctp']);

interface Part {
  readonly text: string;
  readonly start: number;
  readonly end: number;
}

/** The parts between colons; undefined when an IPv6 address stands without its brackets. */
function splitPort(body: string): { ip?: Part; published?: Part; target: Part } | undefined {
  const part = (start: number, end: number): Part => ({ text: body.slice(start, end), start, end });
  const close = body.startsWith('[') ? body.indexOf(']') : -1;
  const first = close < 0 ? 0 : close + 1;
  const rest = body.slice(first).split(':');
  if (close >= 0) {
    const [, published = '', target] = rest;
    const ip = part(0, first);
    if (target === undefined) return { ip, target: part(first + 1, body.length) };
    const at = first + 1;
    return { ip, published: part(at, at + published.length), target: part(at + published.length + 1, body.length) };
  }
  const [a = '', b] = rest;
  if (rest.length === 1) return { target: part(0, body.length) };
  if (rest.length === 2 && b !== undefined)
    return { published: part(0, a.length), target: part(a.length + 1, body.length) };
  if (rest.length > 3) return undefined;
  const middle = a.length + 1;
  const end = middle + (b ?? '').length;
  return { ip: part(0, a.length), published: part(middle, end), target: part(end + 1, body.length) };
}

function readRange(text: string): PortRange | PortFault['code'] {
  const match = /^(\d{1,9})(?:-(\d{1,9}))?$/.exec(text);
  if (!match) return 'not-a-port';
  const first = Number(match[1]);
  const last = Number(match[2] ?? match[1]);
  if (first > 65_535 || last > 65_535) return 'too-large';
  return last < first ? 'reversed-range' : { first, last };
}

/** Ranges of one length, or a range for one port of the container. */
const fitTogether = (published: PortRange, target: PortRange): boolean =>
  published.last - published.first === target.last - target.first || target.first === target.last;

const unbracketed = (ip: string): string => (ip.startsWith('[') && ip.endsWith(']') ? ip.slice(1, -1) : ip);

/** Whether a text is an IPv4 or IPv6 address, the latter with or without brackets. */
export function isIp(text: string): boolean {
  const bare = unbracketed(text);
  if (/^\d{1,3}(?:\.\d{1,3}){3}$/.test(bare)) {
    return bare.split('.').every((part) => Number(part) < 256 && (part === '0' || !part.startsWith('0')));
  }
  if (!/^[0-9A-Fa-f:.]{2,45}$/.test(bare) || !bare.includes(':')) return false;
  const [head = '', tail, more] = bare.split('::');
  if (more !== undefined) return false;
  const groups = [head, tail ?? ''].flatMap((half) => (half === '' ? [] : half.split(':')));
  const lengths = groups.map((group, i) => {
    if (group.includes('.')) return i === groups.length - 1 && isIp(group) ? 2 : Number.NaN;
    return /^[0-9A-Fa-f]{1,4}$/.test(group) ? 1 : Number.NaN;
  });
  const length = lengths.reduce((sum, one) => sum + one, 0);
  return tail === undefined ? length === 8 : length < 8;
}

function longPort(item: Item, value: MapValue): Port {
  const spanOf = (key: string): Span | undefined => value.get(key)?.span;
  const base = {
    ...NO_PORT,
    item,
    long: true,
    value,
    text: undefined,
    ip: textOf(value.get('host_ip')),
    ipSpan: spanOf('host_ip'),
    publishedSpan: spanOf('published'),
    targetSpan: spanOf('target'),
    protocol: (textOf(value.get('protocol')) ?? 'tcp').toLowerCase(),
    protocolSpan: spanOf('protocol'),
    mode: value.entry('mode'),
  };
  const target = numberOf(value.get('target'));
  const published = textOf(value.get('published'));
  const to = target === undefined ? undefined : readRange(String(target));
  const from = published === undefined || published === '' ? undefined : readRange(published);
  const fault = longFault(value, to, from, base);
  const known = fault === undefined && value.entries.every(({ value: one }) => isKnown(one));
  return {
    ...base,
    target: typeof to === 'string' ? undefined : to,
    published: typeof from === 'string' ? undefined : from,
    known,
    fault,
  };
}

const isKnown = (value: Value): boolean => value.kind !== 'scalar' || value.text !== undefined;

function longFault(
  value: MapValue,
  target: ReturnType<typeof readRange> | undefined,
  published: ReturnType<typeof readRange> | undefined,
  port: Pick<Port, 'ip' | 'ipSpan' | 'protocol' | 'protocolSpan' | 'targetSpan' | 'publishedSpan'>,
): PortFault | undefined {
  const whole = value.entries[0]?.keySpan ?? value.span;
  if (!value.has('target')) return { code: 'no-target', span: whole, text: '' };
  const text = (key: string): string => textOf(value.get(key)) ?? '';
  if (typeof target === 'string') return { code: target, span: port.targetSpan ?? whole, text: text('target') };
  if (typeof published === 'string') {
    return { code: published, span: port.publishedSpan ?? whole, text: text('published') };
  }
  if (port.ip !== undefined && port.ip !== '' && !isIp(port.ip)) {
    return { code: 'bad-ip', span: port.ipSpan ?? whole, text: port.ip };
  }
  return undefined;
}
