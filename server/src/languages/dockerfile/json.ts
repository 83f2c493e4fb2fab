/** Instructions whose arguments may be a JSON array instead of words or shell text. */
export const JSON_OR_SHELL: ReadonlySet<string> = new Set([
  'RUN',
  'CMD',
  'ENTRYPOINT',
  'SHELL',
  'ADD',
  'COPY',
  'VOLUME',
  'HEALTHCHECK',
]);

/** One element of a JSON array: its decoded text and where its quoted form stands in the given text. */
export interface JsonElement {
  readonly value: string;
  readonly start: number;
  readonly end: number;
}

export type JsonForm =
  | { readonly strings: readonly JsonElement[] }
  /** A valid array with something else than strings in it: BuildKit refuses the instruction. */
  | { readonly strings: undefined };

/**
 * Decides the form as BuildKit does: JSON only if the whole text, after leading blanks, is a valid JSON array
 * (parser/line_parsers.go). Anything else that begins with `[` is shell text or words: undefined.
 */
export function jsonArray(text: string): JsonForm | undefined {
  const from = text.length - text.trimStart().length;
  if (text[from] !== '[') return undefined;
  const parsed = parseJson(text);
  if (!Array.isArray(parsed)) return undefined;
  if (!parsed.every((item) => typeof item === 'string')) return { strings: undefined };
  const elements: JsonElement[] = [];
  let at = from + 1;
  for (const value of parsed) {
    const start = text.indexOf('"', at);
    at = stringEnd(text, start);
    elements.push({ value, start, end: at });
  }
  return { strings: elements };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function stringEnd(text: string, quote: number): number {
  let at = quote + 1;
  while (at < text.length && text[at] !== '"') at += text[at] === '\\' ? 2 : 1;
  return at + 1;
}
