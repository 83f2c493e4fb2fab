import { plainValue, type YamlReader } from './values';

export interface QuoteOptions {
  /** Who must take the text for a string; without one, all readers must. */
  readonly reader?: YamlReader;
  /** Inside brackets or braces, where `,[]{}` end a value. */
  readonly flow?: boolean;
}

const READERS: readonly YamlReader[] = ['go-yaml-2', 'go-yaml-3', 'yaml-1.2'];

/** A string as YAML: as it is when that is safe, else in quotes. */
export function quoteIfNeeded(text: string, options: QuoteOptions = {}): string {
  const readers = options.reader ? [options.reader] : READERS;
  const plain =
    isPlainSafe(text, options.flow === true) && readers.every((reader) => plainValue(text, reader).kind === 'string');
  if (plain) return text;
  return /["\\]/.test(text) && !UNPRINTABLE.test(text) ? singleQuoted(text) : doubleQuoted(text);
}

/** Signs that a plain value cannot begin with. */
const INDICATORS = ',[]{}#&*!|>\'"%@`';
/** What only double quotes can hold: line ends, tabs, control characters, halves of pairs. */
const UNPRINTABLE = /[\0-\x1f\x7f-\x9f\u2028\u2029\ufeff\ud800-\udfff]/u;

/** Whether a text can stand in a block: nothing in it but its line ends needs an escape. */
export const isPrintable = (text: string): boolean => !UNPRINTABLE.test(text.replaceAll('\n', ''));

/** Whether a text can stand without quotes and be read as it is, whatever type it then has. */
export function isPlainSafe(text: string, flow: boolean): boolean {
  const first = text.charAt(0);
  if (first === '' || first === ' ' || text.endsWith(' ') || text.endsWith(':')) return false;
  if (INDICATORS.includes(first) || UNPRINTABLE.test(text)) return false;
  if ('-?:'.includes(first) && (text.length === 1 || text.charAt(1) === ' ' || flow)) return false;
  if (text.startsWith('---') || text.startsWith('...') || text === '<<' || text === '=') return false;
  if (text.includes(': ') || text.includes(' #')) return false;
  return !flow || !/[,[\]{}]/.test(text);
}

export const singleQuoted = (text: string): string => `'${text.replaceAll("'", "''")}'`;

const ESCAPES: ReadonlyMap<string, string> = new Map([
  ['"', '\\"'],
  ['\\', '\\\\'],
  ['\n', '\\n'],
  ['\r', '\\r'],
  ['\t', '\\t'],
]);

export function doubleQuoted(text: string): string {
  let out = '"';
  for (const char of text) {
    const escape = ESCAPES.get(char);
    if (escape !== undefined) out += escape;
    else if (UNPRINTABLE.test(char)) out += `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`;
    else out += char;
  }
  return `${out}"`;
}

/** In the quotes that it had, when they can hold it. */
export const requoted = (text: string, style: 'single' | 'double'): string =>
  style === 'single' && !UNPRINTABLE.test(text) ? singleQuoted(text) : doubleQuoted(text);
