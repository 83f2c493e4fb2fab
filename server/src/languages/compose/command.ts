import type { Service } from './service';
import { type Entry, type ScalarValue, scalarsOf } from './tree';

/** `command` or `entrypoint`. */
export interface Command {
  readonly entry: Entry;
  /** A string is split into words as a shell does, without a shell being run. */
  readonly style: 'string' | 'list';
  /** The string, or the items of the list. */
  readonly scalars: readonly ScalarValue[];
  /** The words; undefined when one is not known, or a quote is not closed. */
  readonly words: readonly string[] | undefined;
}

export function commandOf(service: Service, key: 'command' | 'entrypoint'): Command | undefined {
  const entry = service.entryOf(key);
  if (!entry || (entry.value.kind !== 'scalar' && entry.value.kind !== 'list')) return undefined;
  const scalars = scalarsOf(entry.value);
  const [only] = scalars;
  if (entry.value.kind === 'scalar') {
    const text = only?.text;
    return { entry, style: 'string', scalars, words: text === undefined ? undefined : splitWords(text) };
  }
  const texts = scalars.map(({ text }) => text);
  const words = texts.flatMap((text) => text ?? []);
  return { entry, style: 'list', scalars, words: words.length === texts.length ? words : undefined };
}

/** Words as Compose splits them: quotes and backslashes, nothing else of a shell. Undefined when a quote is not closed. */
export function splitWords(text: string): readonly string[] | undefined {
  const words: string[] = [];
  let word = '';
  let begun = false;
  let quote: string | undefined;
  for (let at = 0; at < text.length; at++) {
    const c = text[at] ?? '';
    if (c === '\\' && quote !== "'") {
      at++;
      word += text[at] ?? '';
      begun = true;
    } else if (quote !== undefined) {
      if (c === quote) quote = undefined;
      else word += c;
    } else if (c === '"' || c === "'") {
      quote = c;
      begun = true;
    } else if (/\s/.test(c)) {
      if (begun) words.push(word);
      word = '';
      begun = false;
    } else {
      word += c;
      begun = true;
    }
  }
  if (quote !== undefined) return undefined;
  if (begun) words.push(word);
  return words;
}
