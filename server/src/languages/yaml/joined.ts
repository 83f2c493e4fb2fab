const CLOSING: ReadonlyMap<string, string> = new Map([
  ['{', '}'],
  ['[', ']'],
]);

/**
 * A text of equal length in which the brackets or quotes that open at `start` stand on one line. The YAML package wants their further lines
 * to the right of the key that holds them, as the specification does; libyaml and Go's reader, which Kubernetes and Compose use, do not
 * mind. Undefined when they are not closed, and where a comment stands between: its end is the end of its line.
 */
export function joined(text: string, start: number): string | undefined {
  const end = closingOf(text, start);
  if (end === undefined) return undefined;
  const inside = text.slice(start, end);
  const line = inside.replace(/[\r\n]/g, ' ');
  return line === inside ? undefined : text.slice(0, start) + line + text.slice(end);
}

/** Behind the bracket or quote that closes the one at `start`. */
function closingOf(text: string, start: number): number | undefined {
  const open: string[] = [];
  for (let at = start; at < text.length; at++) {
    const c = text.charAt(at);
    const before = at === start ? ' ' : text.charAt(at - 1);
    const closing = CLOSING.get(c);
    if (closing !== undefined) open.push(closing);
    else if ((c === '"' || c === "'") && ' \t\r\n{[,:'.includes(before)) {
      const end = quoteEnd(text, at, c);
      if (end === undefined) return undefined;
      at = end - 1;
    } else if (c === '#' && ' \t\r\n'.includes(before)) return undefined;
    else if ((c === '}' || c === ']') && open.pop() !== c) return undefined;
    if (open.length === 0) return at + 1;
  }
  return undefined;
}

/** Behind the quote that closes the one at `start`; a doubled single quote is a character. */
function quoteEnd(text: string, start: number, quote: string): number | undefined {
  for (let at = start + 1; at < text.length; at++) {
    const c = text.charAt(at);
    if (c === '\\' && quote === '"') at++;
    else if (c === quote) {
      if (quote === '"' || text.charAt(at + 1) !== quote) return at + 1;
      at++;
    }
  }
  return undefined;
}
