import type { EscapeCharacter } from './lines';

/**
 * A text as a double-quoted value of ENV, LABEL or ARG. Variables in it keep their meaning, as they have it in the raw text of an
 * instruction; quotes and trailing escape characters are escaped.
 */
export function quoteValue(text: string, escape: EscapeCharacter): string {
  const bare = stripQuotes(text);
  return `"${bare.replace(/"/g, `${escape}"`).replace(new RegExp(`${escape === '\\' ? '\\\\' : '`'}$`), `${escape}${escape}`)}"`;
}

/** Without a pair of quotes that encloses the whole text. */
export function stripQuotes(text: string): string {
  const quote = text[0];
  const whole =
    text.length > 1 &&
    (quote === '"' || quote === "'") &&
    text.endsWith(quote) &&
    text.indexOf(quote, 1) === text.length - 1;
  return whole ? text.slice(1, -1) : text;
}

/** A list in JSON form, with a blank behind each comma. */
export const jsonList = (words: readonly string[]): string =>
  `[${words.map((word) => JSON.stringify(word)).join(', ')}]`;
