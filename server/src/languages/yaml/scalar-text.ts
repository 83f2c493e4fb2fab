import { CST } from 'yaml';
import type { ScalarStyle } from './nodes';

export interface ScalarText {
  readonly style: ScalarStyle;
  readonly text: string;
  /** Where the scalar ends, without the line end behind it. */
  readonly end: number;
  readonly unclosed: boolean;
  readonly problems: readonly { readonly message: string; readonly start: number; readonly end: number }[];
}

const NONE: ScalarText['problems'] = [];

/** What a scalar says. `limit` is the length of the document's text, behind which nothing is the scalar's own. */
export function scalarText(token: CST.FlowScalar | CST.BlockScalar, limit: number, atRoot: boolean): ScalarText {
  if (token.type === 'block-scalar') return blockText(token, limit, atRoot);
  const { source, offset } = token;
  const end = Math.min(offset + source.length, limit);
  if (token.type === 'single-quoted-scalar' || token.type === 'double-quoted-scalar') return quotedText(token, end);
  const problem = badStart(source);
  const problems = problem === undefined ? NONE : [{ message: problem, start: offset, end: offset + 1 }];
  return { style: 'plain', text: folded(source), end, unclosed: false, problems };
}

function badStart(source: string): string | undefined {
  const first = source.charAt(0);
  if (first === '' || !',%|>@`\t'.includes(first)) return undefined;
  return first === '\t' ? 'A value cannot begin with a tab' : `A value that begins with "${first}" must be quoted`;
}

function quotedText(token: CST.FlowScalar, end: number): ScalarText {
  const double = token.type === 'double-quoted-scalar';
  const source = token.source.slice(0, end - token.offset);
  const unclosed = end < token.offset + token.source.length || !(double ? closesDouble(source) : closesSingle(source));
  const style = double ? 'double' : 'single';
  if (unclosed) return openText(token, trimEnd(source), style);
  const inner = source.slice(1, -1);
  if (!double) {
    const text = folded(inner);
    return {
      style,
      text: text.includes("'") ? text.replaceAll("''", "'") : text,
      end,
      unclosed: false,
      problems: NONE,
    };
  }
  if (!inner.includes('\\') && !inner.includes('\n'))
    return { style, text: inner, end, unclosed: false, problems: NONE };
  const problems: { message: string; start: number; end: number }[] = [];
  const resolved = CST.resolveAsScalar({ ...token, end: [] }, true, (at, code) => {
    if (code !== 'BAD_DQ_ESCAPE' || problems.length > 0) return;
    problems.push({ message: 'There is no such escape; write "\\\\" for a backslash', start: at, end: at + 2 });
  });
  return { style, text: resolved.value, end, unclosed: false, problems };
}

/** A quoted text without its end is taken as it stands. */
const openText = (token: CST.FlowScalar, source: string, style: 'single' | 'double'): ScalarText => ({
  style,
  text: folded(source.slice(1)),
  end: token.offset + source.length,
  unclosed: true,
  problems: NONE,
});

/** Whether a text that begins with `"` ends with its closing one. */
function closesDouble(source: string): boolean {
  if (source.length < 2 || !source.endsWith('"')) return false;
  let backslashes = 0;
  while (source.charAt(source.length - 2 - backslashes) === '\\') backslashes++;
  return backslashes % 2 === 0;
}

/** Whether a text that begins with `'` ends with its closing one; `''` stands for one within. */
function closesSingle(source: string): boolean {
  let quotes = 0;
  while (quotes < source.length - 1 && source.charAt(source.length - 1 - quotes) === "'") quotes++;
  return quotes % 2 === 1;
}

/** Lines are joined by a blank, or by as many line ends as there are empty lines between them. */
function folded(source: string): string {
  if (!source.includes('\n')) return source;
  const lines = source.split('\n');
  let text = trimEnd(lines[0] ?? '');
  let empty = 0;
  for (let i = 1; i < lines.length; i++) {
    const last = i === lines.length - 1;
    const line = last ? trimStart(lines[i] ?? '') : trimEnd(trimStart(lines[i] ?? ''));
    if (line === '' && !last) empty++;
    else {
      text += (empty > 0 ? '\n'.repeat(empty) : ' ') + line;
      empty = 0;
    }
  }
  return text;
}

function trimStart(line: string): string {
  let start = 0;
  while (BLANKS.includes(line.charAt(start)) && start < line.length) start++;
  return line.slice(start);
}

/** Without the blanks and line ends at the end; other white space is content in YAML. */
export function trimEnd(text: string): string {
  let end = text.length;
  while (end > 0 && BLANKS.includes(text.charAt(end - 1))) end--;
  return text.slice(0, end);
}

const BLANKS = ' \t\r\n';

function blockText(token: CST.BlockScalar, limit: number, atRoot: boolean): ScalarText {
  const problems: { message: string; start: number; end: number }[] = [];
  const resolved = CST.resolveAsScalar(token, true, (at, code, message) => {
    if (problems.length > 0 || (atRoot && message.includes('in collections'))) return;
    problems.push(blockProblem(at, code));
  });
  const header = token.props[0];
  const style = header && 'source' in header && header.source.startsWith('>') ? 'folded' : 'literal';
  const end = Math.min(token.offset + blockLength(token), limit);
  return { style, text: resolved.value, end, unclosed: false, problems };
}

function blockProblem(at: number, code: string): { message: string; start: number; end: number } {
  const end = at + 1;
  if (code === 'BAD_INDENT') return { message: 'The text must be indented below its key', start: at, end };
  if (code === 'UNEXPECTED_TOKEN') return { message: 'Nothing more can stand after "|" or ">"', start: at, end };
  return { message: 'The first lines are indented more than the text', start: at, end };
}

/** From the `|` to the end of its last line that is not empty; with `+` the empty lines belong to it. */
function blockLength(token: CST.BlockScalar): number {
  const first = token.props[0];
  const header = first && 'source' in first ? first.source : '';
  const { source } = token;
  if (trimEnd(source) === '') return header.length;
  const props = token.props.reduce((sum, prop) => sum + ('source' in prop ? prop.source.length : 0), 0);
  if (!header.includes('+')) return props + trimEnd(source).length;
  return props + source.length - (source.endsWith('\r\n') ? 2 : source.endsWith('\n') ? 1 : 0);
}
