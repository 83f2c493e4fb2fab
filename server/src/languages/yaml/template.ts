const OPENING = /^[^"'#]*\{[{%]/;

/** `key: |`, `- >2-`: what stands deeper below is text, whatever is in it. */
const BLOCK_SCALAR = /(?:^|[:-][ \t]+)(?:[&!][^\s]+[ \t]+)*[|>][0-9+-]{0,2}[ \t]*(?:#.*)?$/;

const MAX_HEADER = 200;

/**
 * A template of Helm, Jinja or another language: `{{` or `{%` outside of quotes, comments and block scalars. What it becomes is not known.
 * Within a block scalar it is the language of somebody else (a dashboard, an alert), and the YAML around it is whole.
 */
export function isTemplateText(text: string): boolean {
  if (!/\{[{%]/.test(text)) return false;
  let block = -1;
  for (let at = 0; at <= text.length; ) {
    const newline = text.indexOf('\n', at);
    const end = newline < 0 ? text.length : newline;
    const line = text.slice(at, end).replace(/\r$/, '');
    at = end + 1;
    const content = line.trimStart();
    if (content === '') continue;
    if (block >= 0 && line.length - content.length > block) continue;
    block = -1;
    if (OPENING.test(line)) return true;
    // The end alone, so that a long line takes no longer.
    if (BLOCK_SCALAR.test(line.slice(-MAX_HEADER))) block = keyColumn(line);
  }
  return false;
}

/** Where the key of a line begins, behind the dashes of the list items that it opens. */
const keyColumn = (line: string): number => {
  let at = 0;
  for (; at < line.length; at++) {
    const c = line[at];
    if (c !== ' ' && c !== '\t' && !(c === '-' && /\s/.test(line[at + 1] ?? ''))) break;
  }
  // `- |` alone is an item: its text stands deeper than the dash.
  return /[|>]/.test(line[at] ?? '') ? Math.max(line.indexOf('-'), 0) : at;
};
