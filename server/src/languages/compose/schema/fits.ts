import { bytesOf } from '../bytes';
import { splitCommand } from '../command';
import { durationOf } from '../durations';
import type { ScalarValue } from '../tree';
import type { ComposeFormat } from './types';

/** What each format asks of a text. */
const FITS: Readonly<Record<ComposeFormat, (text: string) => boolean>> = {
  duration: (text) => durationOf(text) !== undefined,
  bytes: (text) => bytesOf(text) !== undefined,
  integer: (text) => /^[-+]?\d{1,18}$/.test(text),
  // Read as a size, whatever it counts.
  count: (text) => bytesOf(text) !== undefined,
  float: isFloat,
  mode: (text) => /^[-+]?[0-7]{1,20}$/.test(text),
  command: (text) => splitCommand(text).fault === undefined,
  device: (text) => text.split(':').length <= 3,
  text: () => true,
};

/** Whether a scalar is what Compose can read where a format is asked for. */
export function fitsFormat(value: ScalarValue, text: string, format: ComposeFormat): boolean {
  if (value.isString) return FITS[format](text);
  const { kind } = value.yaml;
  return format === 'text' ? kind === 'int' : format !== 'mode' || kind !== 'float';
}

/** As Go's `strconv.ParseFloat` reads it. */
function isFloat(text: string): boolean {
  if (text.length > 60) return false;
  if (/^[-+]?(?:\d[\d_]*\.?[\d_]*|\.\d[\d_]*)(?:[eE][-+]?\d+)?$/.test(text)) {
    return Number.isFinite(Number(text.replaceAll('_', '')));
  }
  return /^[-+]?inf(?:inity)?$|^nan$/i.test(text) || /^[-+]?0x[\da-f_]*\.?[\da-f_]*p[-+]?\d+$/i.test(text);
}

/** What a format wants, in words. */
export const WORDS_FOR_FORMAT: Readonly<Record<ComposeFormat, string>> = {
  duration: 'a duration',
  bytes: 'a size',
  integer: 'an integer',
  count: 'an integer',
  float: 'a number',
  mode: 'an octal number',
  command: 'a command',
  device: '`source:target:permissions`',
  text: 'a string',
};
