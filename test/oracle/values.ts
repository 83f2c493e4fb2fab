import { isIP } from 'node:net';
import { cut, isSize, parseBool, parseInt10, parseUint32, Refusal, splitN } from './go';

/** Replaces the variables of a value; undefined when only the build knows the result. */
export type Expander = (word: string) => string | undefined;

/** One `--mount`, as far as others need it. */
export interface Mount {
  readonly type: string;
  readonly from: string;
  readonly source: string;
  readonly target: string;
  readonly id: string;
}

interface MountState {
  type: string;
  from: string;
  source: string;
  target: string;
  id: string;
  sharing: string;
  owned: string;
}

const MOUNT_TYPES = new Set(['bind', 'cache', 'tmpfs', 'secret', 'ssh']);
const SHARING = new Set(['shared', 'private', 'locked']);
const TARGET_KEYS = new Set(['target', 'dst', 'destination']);
const SOURCE_KEYS = new Set(['source', 'src']);
const ACCESS_KEYS = new Set(['readonly', 'ro', 'readwrite', 'rw']);

/** The fields of one line of comma-separated values, quotes as in RFC 4180. */
export function csvFields(text: string): string[] {
  const line = text.replace(/\r?\n$/, '');
  if (line === '') throw new Refusal('failed to parse csv: EOF');
  const fields: string[] = [];
  let at = 0;
  for (;;) {
    const quoted = line.startsWith('"', at);
    const field = quoted ? /^"((?:[^"]|"")*)"(?=,|$)/.exec(line.slice(at)) : /^([^,]*)/.exec(line.slice(at));
    if (!field) throw new Refusal('failed to parse csv: extraneous or missing " in quoted-field');
    if (!quoted && field[0].includes('"')) throw new Refusal('failed to parse csv: bare " in non-quoted-field');
    fields.push((field[1] ?? '').replaceAll('""', '"'));
    at += field[0].length;
    if (at >= line.length) return fields;
    at++;
  }
}

/**
 * Reads the value of `--mount`. Without an expander only what BuildKit looks at before variables have values is judged.
 * @throws Refusal
 */
export function readMount(text: string, expand?: Expander): Mount | undefined {
  const state = { type: 'bind', from: '', source: '', target: '', id: '', sharing: '', owned: '' };
  let known = true;
  for (const field of csvFields(text)) {
    const [written, raw] = cut(field, '=');
    const key = written.toLowerCase();
    if (!expand) {
      if (raw !== undefined && key === 'from') state.from = plainFrom(raw);
      continue;
    }
    if (raw === undefined) {
      loneKey(key, field, state);
      continue;
    }
    const value = expand(raw);
    if (value === undefined) {
      known = false;
      checkMountKey(key, field);
    } else {
      setMountKey(key, value, field, state);
    }
  }
  if (!expand) return state;
  if (!known) return undefined;
  checkMount(state);
  return state;
}

function plainFrom(value: string): string {
  const dollar = value.indexOf('$');
  if (dollar < 0 || dollar === value.length - 1) return value;
  throw new Refusal("'from' doesn't support variable expansion, define alias stage instead");
}

function loneKey(key: string, field: string, state: MountState): void {
  if (ACCESS_KEYS.has(key)) return;
  if (key !== 'required') throw new Refusal(`invalid field '${field}' must be a key=value pair`);
  onlyFor(key, state, ['secret', 'ssh']);
}

function onlyFor(key: string, state: MountState, types: readonly string[]): void {
  if (!types.includes(state.type)) throw new Refusal(`unexpected key '${key}' for mount type '${state.type}'`);
}

const MOUNT_KEYS = new Set([
  ...['type', 'from', 'source', 'src', 'target', 'dst', 'destination', 'readonly', 'ro', 'readwrite', 'rw'],
  ...['required', 'size', 'id', 'sharing', 'mode', 'uid', 'gid', 'env'],
]);

function checkMountKey(key: string, field: string): void {
  if (!MOUNT_KEYS.has(key)) throw new Refusal(`unexpected key '${key}' in '${field}'`);
}

function setMountKey(key: string, value: string, field: string, state: MountState): void {
  checkMountKey(key, field);
  if (TARGET_KEYS.has(key)) state.target = value;
  else if (SOURCE_KEYS.has(key)) state.source = value;
  else if (key === 'from') state.from = value;
  else if (key === 'id') state.id = value;
  else if (key === 'type') state.type = oneOf(value, MOUNT_TYPES, `unsupported mount type "${value}"`);
  else if (key === 'sharing') state.sharing = oneOf(value, SHARING, `unsupported sharing value "${value}"`);
  else checkMountValue(key, value, state);
}

function oneOf(value: string, allowed: ReadonlySet<string>, message: string): string {
  if (!allowed.has(value.toLowerCase())) throw new Refusal(message);
  return value.toLowerCase();
}

function checkMountValue(key: string, value: string, state: MountState): void {
  const valid = (ok: boolean): void => {
    if (!ok) throw new Refusal(`invalid value for ${key}: ${value}`);
  };
  if (key === 'required') onlyFor(key, state, ['secret', 'ssh']);
  if (key === 'size') onlyFor(key, state, ['tmpfs']);
  if (key === 'size') valid(isSize(value));
  if (key === 'required' || ACCESS_KEYS.has(key)) valid(parseBool(value) !== undefined);
  if (key === 'mode') valid(parseUint32(value, 8) !== undefined);
  if (key === 'uid' || key === 'gid') valid(parseUint32(value, 10) !== undefined);
  if (key === 'mode' || key === 'uid' || key === 'gid') state.owned = key;
}

function checkMount(state: MountState): void {
  const { type, from, source, target, id, sharing, owned } = state;
  if (owned !== '' && (type === 'bind' || type === 'tmpfs')) {
    throw new Refusal(`${owned} not allowed for "${type}" type mounts`);
  }
  if (type === 'secret') {
    if (from !== '') throw new Refusal('secret mount should not have a from');
    if (sharing !== '') throw new Refusal('secret mount should not define sharing');
    if (source + target + id === '') throw new Refusal('invalid secret mount. one of source, target required');
    if (source !== '' && id !== '') throw new Refusal("both source and id can't be set");
  }
  if (sharing !== '' && type !== 'cache') throw new Refusal(`invalid cache sharing set for ${type} mount`);
  if (type === 'ssh' && source !== '') throw new Refusal('ssh does not support source');
}

/** Judges the value of `--device`. */
export function checkDevice(text: string): void {
  let name = '';
  for (const field of csvFields(text)) {
    const [written, value] = cut(field, '=');
    const key = written.toLowerCase();
    if (key === 'required') {
      if (value !== undefined && parseBool(value) === undefined) {
        throw new Refusal(`invalid value for required: ${value}`);
      }
    } else if (key === 'name' && value !== undefined) {
      if (name !== '') throw new Refusal(`device name already set to ${name}`);
      name = value;
    } else if (name === '') {
      name = field;
    } else {
      throw new Refusal(`unexpected key '${key}' in '${field}'`);
    }
  }
}

/** Judges a port of EXPOSE: `[ip:[host]:]container[-container][/protocol]`. */
export function checkPort(text: string): void {
  const parts = text.split(':');
  const [container, protocol] = cut(parts.at(-1) ?? '', '/');
  const host = parts.length > 1 ? (parts.at(-2) ?? '') : '';
  const ip = parts.slice(0, -2).join(':');
  if (container === '') throw new Refusal(`invalid port: "${text}": no port specified`);
  if (!['', 'tcp', 'udp', 'sctp'].includes((protocol ?? '').toLowerCase())) {
    throw new Refusal(`invalid port: "${text}": invalid proto: ${protocol}`);
  }
  if (ip !== '' && !isAddress(ip.replace(/^\[(.*)\]$/, '$1'))) throw new Refusal(`invalid IP address: ${ip}`);
  const span = portSpan(container);
  if (span === undefined) throw new Refusal(`invalid containerPort: ${container}`);
  if (host === '') return;
  const hostSpan = portSpan(host);
  if (hostSpan === undefined) throw new Refusal(`invalid hostPort: ${host}`);
  if (hostSpan !== span && span !== 0) {
    throw new Refusal(`invalid ranges specified for container and host Ports: ${container} and ${host}`);
  }
}

function portSpan(text: string): number | undefined {
  const [first, last] = cut(text, '-');
  const start = portNumber(first);
  const end = last === undefined || last === first ? start : portNumber(last);
  return start === undefined || end === undefined || end < start ? undefined : end - start;
}

function portNumber(text: string): number | undefined {
  const port = parseInt10(text, 64);
  return port !== undefined && port >= 0 && port <= 65535 ? port : undefined;
}

function isAddress(text: string): boolean {
  return !text.includes('%') && isIP(text) !== 0;
}

const SIGNALS = new Set(
  (
    'ABRT ALRM BUS CHLD CLD CONT FPE HUP ILL INT IO IOT KILL PIPE POLL PROF PWR QUIT SEGV STKFLT STOP SYS TERM TRAP TSTP ' +
    'TTIN TTOU URG USR1 USR2 VTALRM WINCH XCPU XFSZ RTMIN RTMAX'
  ).split(' '),
);

/** Judges a signal of STOPSIGNAL: a number but 0, or a name of Linux with or without SIG. */
export function checkSignal(text: string): void {
  const number = parseInt10(text, 64);
  const name = text.toUpperCase().replace(/^SIG/, '');
  const [, sign, offset] = /^RTM(?:IN(\+)|AX-)(0?[1-9]|1[0-5])$/.exec(name) ?? [];
  const realTime = offset !== undefined && !offset.startsWith('0') && Number(offset) <= (sign ? 15 : 14);
  if (number === undefined ? !SIGNALS.has(name) && !realTime : number === 0) {
    throw new Refusal(`invalid signal: ${text}`);
  }
}

/** Judges `--chmod`: octal up to 07777, or symbolic as chmod(1) takes it. */
export function checkMode(text: string): void {
  const octal = parseUint32(text, 8);
  const refusal = new Refusal(`invalid chmod parameter: '${text}'. it should be octal string and between 0 and 07777`);
  if (octal !== undefined) {
    if (octal > 0o7777) throw refusal;
    return;
  }
  if (/^[0-9]/.test(text)) throw refusal;
  if (!/^[augo]*(?:[-+=][rstwXxugo]*)+(?:,[augo]*(?:[-+=][rstwXxugo]*)+)*$/.test(text)) {
    throw new Refusal(`invalid syntax in chmod parameter: '${text}'`);
  }
}

const OS = new Set(
  'aix android darwin dragonfly freebsd hurd illumos ios js linux nacl netbsd openbsd plan9 solaris windows zos macos'.split(
    ' ',
  ),
);
const ARCHITECTURES = new Set(
  (
    '386 amd64 amd64p32 arm armbe arm64 arm64be ppc64 ppc64le loong64 mips mipsle mips64 mips64le mips64p32 mips64p32le ppc ' +
    'riscv riscv64 s390 s390x sparc sparc64 wasm i386 x86_64 x86-64 aarch64 armhf armel'
  ).split(' '),
);

/** Judges a platform: `os[(version)]`, an architecture, `os/arch` or `os/arch/variant`. */
export function checkPlatform(text: string): void {
  const parts = splitN(text, '/', 4);
  const os = /^([A-Za-z0-9_-]+)(?:\([A-Za-z0-9_.%-]*(?:\+[A-Za-z0-9_.%-]+)*\))?$/.exec(parts[0] ?? '');
  const refusal = new Refusal(`failed to parse platform ${text}`);
  if (!os || parts.length > 3 || !parts.slice(1).every((part) => /^[A-Za-z0-9_.-]+$/.test(part))) throw refusal;
  if (parts.length > 1) return;
  if (!OS.has((os[1] ?? '').toLowerCase()) && !ARCHITECTURES.has(text.toLowerCase())) throw refusal;
}

const PATH_COMPONENT = '[a-z0-9]+(?:(?:[._]|__|[-]+)[a-z0-9]+)*';
const DOMAIN_COMPONENT = '(?:[a-zA-Z0-9]|[a-zA-Z0-9][a-zA-Z0-9-]*[a-zA-Z0-9])';
const DOMAIN = `(?:${DOMAIN_COMPONENT}(?:\\.${DOMAIN_COMPONENT})*|\\[[a-fA-F0-9:]+\\])(?::[0-9]+)?`;
const REFERENCE = new RegExp(
  `^(?:${DOMAIN}/)?(${PATH_COMPONENT}(?:/${PATH_COMPONENT})*)(?::\\w[\\w.-]{0,127})?` +
    '(?:@([A-Za-z][A-Za-z0-9]*(?:[-_+.][A-Za-z][A-Za-z0-9]*)*:[0-9a-fA-F]{32,}))?$',
);
const DIGEST_LENGTHS: Readonly<Record<string, number>> = { sha256: 64, sha384: 96, sha512: 128 };

/** Judges an image reference. */
export function checkReference(text: string): void {
  const refuse = (why: string): Refusal => new Refusal(`failed to parse stage name "${text}": ${why}`);
  if (/^[a-f0-9]{64}$/.test(text)) throw refuse('invalid repository name, cannot specify 64-byte hexadecimal strings');
  const [domain, remainder] = splitDomain(text);
  const name = cut(remainder, ':')[0];
  if (name !== name.toLowerCase()) throw refuse(`repository name (${name}) must be lowercase`);
  const match = REFERENCE.exec(`${domain}/${remainder}`);
  if (!match) throw refuse('invalid reference format');
  if ((match[1] ?? '').length > 255) throw refuse('repository name must not be more than 255 characters');
  if (match[2] !== undefined && !isDigest(match[2])) throw refuse('invalid digest');
}

function splitDomain(text: string): [domain: string, remainder: string] {
  const [first, rest] = cut(text, '/');
  if (rest === undefined) return ['docker.io', `library/${text}`];
  const isDomain = first === 'localhost' || /[.:]/.test(first) || first !== first.toLowerCase();
  const domain = isDomain && first !== 'index.docker.io' ? first : 'docker.io';
  const remainder = isDomain ? rest : text;
  return domain === 'docker.io' && !remainder.includes('/') ? [domain, `library/${remainder}`] : [domain, remainder];
}

/** `digest.Parse` of go-digest. */
export function isDigest(text: string): boolean {
  const [algorithm, hex] = cut(text, ':');
  return hex !== undefined && /^[a-f0-9]+$/.test(hex) && hex.length === DIGEST_LENGTHS[algorithm];
}

/** What kind of source a word of COPY or ADD names. */
export function sourceKind(text: string): 'git' | 'http' | 'path' {
  const isHttp = /^https?:\/\//.test(text);
  if (text.startsWith('./') || text.startsWith('../')) return 'path';
  if (/^[a-zA-Z0-9-_]+@[a-zA-Z0-9-.]+:/.test(text)) return 'git';
  const scheme = /^([a-zA-Z0-9]+):\/\/[^/?#]*([^?#]*)/.exec(text);
  const name = (scheme?.[1] ?? '').toLowerCase();
  if (name === 'git' || name === 'ssh') return 'git';
  if ((name === 'http' || name === 'https') && (scheme?.[2] ?? '').endsWith('.git')) return 'git';
  return isHttp ? 'http' : 'path';
}
