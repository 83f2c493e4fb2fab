/**
 * The few functions of Go's standard library whose exact behaviour decides how BuildKit reads a Dockerfile.
 */

const SPACE = /^[\t\n\v\f\r \u0085\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]$/;

/** A refusal by the builder. The line is added by whoever knows it. */
export class Refusal extends Error {}

/** `unicode.IsSpace` */
export function isSpace(ch: string): boolean {
  return SPACE.test(ch);
}

export function trimSpaceLeft(text: string): string {
  let start = 0;
  while (start < text.length && isSpace(text.charAt(start))) start++;
  return text.slice(start);
}

/** `strings.TrimSpace` */
export function trimSpace(text: string): string {
  let end = text.length;
  while (end > 0 && isSpace(text.charAt(end - 1))) end--;
  return trimSpaceLeft(text.slice(0, end));
}

/** `strings.Cut`: the part behind the separator is undefined when there is none. */
export function cut(text: string, separator: string): [before: string, after: string | undefined] {
  const at = text.indexOf(separator);
  return at < 0 ? [text, undefined] : [text.slice(0, at), text.slice(at + separator.length)];
}

/** `strings.SplitN` for a limit of at least one. */
export function splitN(text: string, separator: string, limit: number): string[] {
  const parts = text.split(separator);
  if (parts.length <= limit) return parts;
  return [...parts.slice(0, limit - 1), parts.slice(limit - 1).join(separator)];
}

const TRUE = new Set(['1', 't', 'T', 'TRUE', 'true', 'True']);
const FALSE = new Set(['0', 'f', 'F', 'FALSE', 'false', 'False']);

/** `strconv.ParseBool` */
export function parseBool(text: string): boolean | undefined {
  if (TRUE.has(text)) return true;
  return FALSE.has(text) ? false : undefined;
}

/** `strconv.ParseUint(text, base, 32)` */
export function parseUint32(text: string, base: 8 | 10): number | undefined {
  const digits = base === 8 ? /^[0-7]+$/ : /^[0-9]+$/;
  if (!digits.test(text)) return undefined;
  const value = Number.parseInt(text, base);
  return value <= 0xffffffff ? value : undefined;
}

/** `strconv.ParseInt(text, 10, bits)` */
export function parseInt10(text: string, bits: 32 | 64): number | undefined {
  if (!/^[+-]?[0-9]+$/.test(text)) return undefined;
  const value = Number(text);
  const limit = 2 ** (bits - 1);
  return value >= -limit && value < limit ? value : undefined;
}

const UNITS: Readonly<Record<string, number>> = {
  ns: 1,
  us: 1e3,
  '\u00b5s': 1e3,
  '\u03bcs': 1e3,
  ms: 1e6,
  s: 1e9,
  m: 60e9,
  h: 3600e9,
};

/** `time.ParseDuration`, in nanoseconds. */
export function parseDuration(text: string): number | undefined {
  const sign = text.startsWith('-') ? -1 : 1;
  let rest = text.replace(/^[+-]/, '');
  if (rest === '0') return 0;
  if (rest === '') return undefined;
  let total = 0;
  while (rest !== '') {
    const part = /^([0-9]*)(?:\.([0-9]*))?([^0-9.]*)/.exec(rest);
    const whole = part?.[1] ?? '';
    const fraction = part?.[2] ?? '';
    const unit = UNITS[part?.[3] ?? ''];
    if (!part || whole + fraction === '' || unit === undefined) return undefined;
    total += Number(`${whole || '0'}.${fraction || '0'}`) * unit;
    rest = rest.slice(part[0].length);
  }
  return total < 2 ** 63 ? sign * total : undefined;
}

/** `path.Clean` */
export function cleanPath(path: string): string {
  const rooted = path.startsWith('/');
  const out: string[] = [];
  for (const part of path.split('/')) {
    if (part === '' || part === '.') continue;
    if (part !== '..') out.push(part);
    else if (out.length > 0 && out.at(-1) !== '..') out.pop();
    else if (!rooted) out.push('..');
  }
  return (rooted ? '/' : '') + out.join('/') || '.';
}

/** `path.Join` */
export function joinPath(...parts: readonly string[]): string {
  const joined = parts.filter((part) => part !== '').join('/');
  return joined === '' ? '' : cleanPath(joined);
}

/** `units.RAMInBytes` of docker/go-units; only whether it can be read matters. */
export function isSize(text: string): boolean {
  let last = -1;
  for (let i = 0; i < text.length; i++) if (/[0-9. ]/.test(text.charAt(i))) last = i;
  if (last < 0) return false;
  const number = text.charAt(last) === ' ' ? text.slice(0, last) : text.slice(0, last + 1);
  const suffix = text.slice(last + 1);
  const readable = /^[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?$/.test(number);
  if (!readable || !Number.isFinite(Number(number)) || Number(number) < 0) return false;
  return /^(?:|b|[kmgtp](?:b|ib)?)$/i.test(suffix);
}
