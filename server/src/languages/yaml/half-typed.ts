import type { CST } from 'yaml';
import type { YamlProblemCode } from './nodes';
import type { RawMapping, RawScalar } from './raw';

/** A line that became part of a key because its own colon is missing. */
export interface HalfTyped {
  readonly text: string;
  readonly start: number;
}

/**
 * The lines of a plain key that spans several: YAML takes `por` above `image: x` for a key `por image`, but what the person meant is the
 * last line alone. Undefined for every other key.
 */
export function halfTypedLines(key: CST.Token): readonly HalfTyped[] | undefined {
  if (key.type !== 'scalar' || !key.source.includes('\n')) return undefined;
  const lines: HalfTyped[] = [];
  let start = key.offset;
  for (const line of key.source.split('\n')) {
    const text = line.trim();
    if (text !== '') lines.push({ text, start: start + line.indexOf(text) });
    start += line.length + 1;
  }
  return lines.length > 1 ? lines : undefined;
}

/** Where the colon of `image:nginx` stands; -1 for a line that does not look like a key with its value. */
export function missingSpace(text: string): number {
  const colon = text.indexOf(':');
  if (colon < 1 || colon === text.length - 1) return -1;
  const value = text.slice(colon + 1);
  if (value.startsWith('//') || value.startsWith(':')) return -1;
  return /^[A-Za-z_][\w./-]*$/.test(text.slice(0, colon)) ? colon : -1;
}

/** Lines that Git leaves where two versions of a file do not fit together. */
const CONFLICT = /^(?:<{7}|\|{7}|={7}|>{7})(?: |$)/;
const LEFT_OVER = 'This is left of a conflict; choose one side and remove the marks';

/** Adds a half-typed line as the entry that it is meant to be, and says what is missing. */
export function addHalfTyped(
  mapping: RawMapping,
  line: HalfTyped,
): { readonly code: YamlProblemCode; readonly message: string; readonly start: number; readonly end: number } {
  const slot = mapping.entries.length;
  const { text, start } = line;
  const colon = missingSpace(text);
  if (colon < 0) {
    const key = plainScalar(mapping, slot, text, start);
    const end = start + text.length;
    mapping.entries.push({ key, name: text, colon: -1, value: undefined, start, end });
    return { code: 'syntax', message: CONFLICT.test(text) ? LEFT_OVER : 'A ":" is missing after the key', start, end };
  }
  const key = plainScalar(mapping, slot, text.slice(0, colon), start);
  const at = start + colon;
  const value = plainScalar(mapping, slot, text.slice(colon + 1), at + 1);
  mapping.entries.push({ key, name: key.text, colon: at, value, start, end: value.end });
  return { code: 'missing-space-after-colon', message: 'A space is missing after ":"', start: at, end: at + 1 };
}

function plainScalar(parent: RawMapping, slot: number, text: string, start: number): RawScalar {
  return {
    kind: 'scalar',
    start,
    end: start + text.length,
    anchor: undefined,
    tag: undefined,
    parent,
    slot,
    size: 1,
    style: 'plain',
    text,
  };
}
