import { jsonArray } from './json';

/** A list that was meant as JSON, read with all that people get wrong in it. Places are offsets in the text. */
interface LooseElement {
  readonly start: number;
  readonly end: number;
  readonly text: string;
  readonly quote: '"' | "'" | '“' | '';
  /** A comma stands behind it. */
  readonly comma: number | undefined;
}

export type ListMistake = 'quotes' | 'typographic' | 'comma' | 'behind' | 'escape' | 'words' | 'other';

export interface LooseList {
  readonly mistake: ListMistake;
  /** Replacements that make a JSON list of it, by offset; undefined when that takes a guess. */
  readonly repair: readonly { readonly start: number; readonly end: number; readonly text: string }[] | undefined;
  /** A comment behind the list. */
  readonly comment: { readonly start: number; readonly text: string } | undefined;
}

/**
 * What is wrong with a text that begins with `[` and is no JSON; undefined when it was not meant as a list: `[ -f x ] && …` and `[[ … ]]`
 * are tests of a shell.
 */
export function looseList(text: string): LooseList | undefined {
  if (!text.startsWith('[') || text.startsWith('[[') || jsonArray(text)) return undefined;
  const read = readElements(text);
  const spaced = /^\[\s/.test(text);
  if (!read) return spaced ? undefined : { mistake: 'other', repair: undefined, comment: undefined };
  const { elements, close } = read;
  const commas = elements.some((element) => element.comma !== undefined);
  if (spaced && !commas) return undefined;
  const rest = text.slice(close + 1);
  const behind = rest.trim();
  const comment = behind.startsWith('#') ? { start: close + 1 + rest.indexOf('#'), text: behind } : undefined;
  const mistake = mistakeOf(elements, behind);
  if ((behind !== '' && !comment) || elements.length === 0) return { mistake, repair: undefined, comment: undefined };
  const repair = repairs(elements);
  if (comment) repair.push({ start: close + 1, end: text.length, text: '' });
  const repaired = apply(text, repair);
  return { mistake, repair: jsonArray(repaired)?.strings ? repair : undefined, comment };
}

function readElements(text: string): { elements: LooseElement[]; close: number } | undefined {
  const elements: LooseElement[] = [];
  let at = 1;
  while (at < text.length) {
    const c = text[at] ?? '';
    const last = elements[elements.length - 1];
    if (c === ']') return { elements, close: at };
    if (/\s/.test(c)) at++;
    else if (c === ',') {
      if (!last || last.comma !== undefined) return undefined;
      elements[elements.length - 1] = { ...last, comma: at++ };
    } else {
      const element = readElement(text, at);
      if (!element) return undefined;
      elements.push(element);
      at = element.end;
    }
  }
  return undefined;
}

/** Quotes of books, which come with what is copied from a web page. */
const TYPOGRAPHIC = /[“”„‟‘’‚‛«»]/;

function readElement(text: string, start: number): LooseElement | undefined {
  const quote = text[start];
  if (quote === '"' || quote === "'") {
    let at = start + 1;
    while (at < text.length && text[at] !== quote) at += quote === '"' && text[at] === '\\' ? 2 : 1;
    if (at >= text.length) return undefined;
    return { start, end: at + 1, text: text.slice(start + 1, at), quote, comma: undefined };
  }
  if (quote !== undefined && TYPOGRAPHIC.test(quote)) {
    let at = start + 1;
    while (at < text.length && !/["',\]]/.test(text[at] ?? '') && !TYPOGRAPHIC.test(text[at] ?? '')) at++;
    if (!TYPOGRAPHIC.test(text[at] ?? '')) return undefined;
    return { start, end: at + 1, text: text.slice(start + 1, at), quote: '“', comma: undefined };
  }
  let at = start;
  while (at < text.length && !/[\s,\]"'[]/.test(text[at] ?? '')) at++;
  return at === start ? undefined : { start, end: at, text: text.slice(start, at), quote: '', comma: undefined };
}

function mistakeOf(elements: readonly LooseElement[], behind: string): ListMistake {
  if (elements.some((element) => element.quote === "'")) return 'quotes';
  if (elements.some((element) => element.quote === '“')) return 'typographic';
  if (elements.some((element) => element.quote === '')) return 'words';
  if (elements.some((element, i) => (element.comma === undefined) !== (i === elements.length - 1))) return 'comma';
  return behind === '' ? 'escape' : 'behind';
}

function repairs(elements: readonly LooseElement[]): { start: number; end: number; text: string }[] {
  const out: { start: number; end: number; text: string }[] = [];
  elements.forEach((element, i) => {
    const fixed = quoted(element);
    const isLast = i === elements.length - 1;
    const missing = !isLast && element.comma === undefined ? ',' : '';
    const { start, end } = element;
    if (fixed !== undefined) out.push({ start, end, text: `${fixed}${missing}` });
    else if (missing) out.push({ start: end, end, text: missing });
    if (isLast && element.comma !== undefined) out.push({ start: element.comma, end: element.comma + 1, text: '' });
  });
  return out;
}

/** The element as a JSON string, when it is none. */
function quoted({ text, quote }: LooseElement): string | undefined {
  if (quote !== '"') return JSON.stringify(text);
  const escaped = text.replace(/\\(["\\/bfnrt]|u[0-9a-fA-F]{4})?/g, (whole, valid: string | undefined) =>
    valid ? whole : '\\\\',
  );
  return escaped === text ? undefined : `"${escaped}"`;
}

function apply(text: string, edits: readonly { start: number; end: number; text: string }[]): string {
  let out = '';
  let at = 0;
  for (const edit of edits) {
    out += text.slice(at, edit.start) + edit.text;
    at = edit.end;
  }
  return out + text.slice(at);
}
