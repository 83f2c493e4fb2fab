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

/** Why Compose cannot split a string into words. */
export type CommandFault = 'quote' | 'bracket' | 'backslash';

/** Words as Compose splits them; undefined when it cannot. */
export function splitWords(text: string): readonly string[] | undefined {
  const { words, fault } = splitCommand(text);
  return fault ? undefined : words;
}

type Quote = '"' | "'" | '`' | '$(';

/**
 * Splits as mattn/go-shellwords does without asking a shell: quotes and backslashes count, the text in backquotes and `$(…)` stays as it is,
 * other brackets are refused, and everything behind `;`, `&`, `|`, `<` or `>` is dropped.
 */
export function splitCommand(text: string): { readonly words: readonly string[]; readonly fault?: CommandFault } {
  const words: string[] = [];
  let word = '';
  let begun = false;
  const open = new Set<Quote>();
  const toggle = (quote: Quote): void => void (open.delete(quote) || open.add(quote));
  for (let at = 0; at < text.length; at++) {
    const c = text[at] ?? '';
    const within = open.size > 0;
    if (c === '\\' && !open.has("'")) {
      at++;
      if (at === text.length) return { words, fault: 'backslash' };
      word += text[at] ?? '';
      begun = true;
    } else if (/[ \t\r\n]/.test(c)) {
      if (within) word += c;
      else if (begun) words.push(word);
      if (within) continue;
      word = '';
      begun = false;
    } else if ((c === '"' || c === "'") && !open.has('$(') && !open.has(c === '"' ? "'" : '"')) {
      toggle(c);
      begun = true;
    } else {
      const quoted = open.has('"') || open.has("'");
      if (c === '`' && !quoted && !open.has('$(')) toggle('`');
      else if (c === ')' && !quoted && !open.has('`')) toggle('$(');
      else if (c === '(' && !quoted && !open.has('`')) {
        if (within || !word.endsWith('$')) return { words, fault: 'bracket' };
        open.add('$(');
      } else if (/[;&|<>]/.test(c) && !within) break;
      word += c;
      begun = true;
    }
  }
  if (begun) words.push(word);
  if (open.size === 0) return { words };
  return { words, fault: open.has('$(') ? 'bracket' : 'quote' };
}
