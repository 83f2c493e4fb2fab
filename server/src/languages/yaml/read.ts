import type { CST } from 'yaml';
import { RecentMap } from '../../core/recent-map';
import { type Cutting, OF_USE, readChunks } from './chunks';
import { composeDocument } from './compose';
import { joined } from './joined';
import type { YamlProblemCode } from './nodes';
import type { RawDocument, RawNode, RawProblem } from './raw';
import { newReading, note, type Reading } from './reading';
import { isStray, readTokens, type Tokens } from './tokens';

/** Characters of documents whose trees are kept. */
const KEPT = 4_000_000;
/** Longer documents are not read, whatever is in them. */
const MAX_LENGTH = 16_000_000;
/** How often a broken text is mended and read again, so that what follows the break is understood. */
const MAX_REPAIRS = 6;
/** A long text is not read that often. */
const LONG = 100_000;
const MAX_TABS = 20;
const MAX_PROBLEMS = 100;

const known = new RecentMap<RawDocument>(KEPT);

/** As many streams are at hand as a project is read from while one of its files is typed in. */
const MAX_RECENT = 6;

/** The documents of the streams that were read last, the latest first. */
let recent: readonly (readonly RawDocument[])[] = [];

/**
 * The trees of documents' texts: every text has one, and equal texts share it. While somebody types, nearly all are the same as the last
 * time, in the same order: comparing texts takes a tenth of the time of looking them up. What an edit has replaced is forgotten, so that
 * the garbage collector does not carry a tree for every key that was pressed.
 */
export function readDocuments(texts: readonly string[]): readonly RawDocument[] {
  const before = recent.find((stream) => isBefore(stream, texts)) ?? [];
  const fresh = new Map<string, RawDocument>();
  // Where the neighbours of the last time are: they move when documents come or go.
  let moved = 0;
  const read = texts.map((text, i) => {
    for (const shift of [moved, moved - 1, moved + 1]) {
      const candidate = before[i + shift];
      if (candidate?.text !== text) continue;
      moved = shift;
      return candidate;
    }
    return known.get(text) ?? readOnce(text, fresh);
  });
  const others = recent.filter((stream) => stream !== before);
  for (const stream of others.slice(MAX_RECENT - 1)) keep(stream);
  recent = [read, ...others.slice(0, MAX_RECENT - 1)];
  return read;
}

function readOnce(text: string, fresh: Map<string, RawDocument>): RawDocument {
  const seen = fresh.get(text);
  if (seen) return seen;
  // A part of a long text keeps all of it in memory; this does not.
  const own = ` ${text}`.slice(1);
  const document = readSafely(own);
  fresh.set(own, document);
  return document;
}

function keep(stream: readonly RawDocument[]): void {
  for (const document of stream) if (!known.get(document.text)) known.set(document.text, document);
}

/** Whether a stream is what the texts were before an edit: at most one document came, went or was changed in one place. */
function isBefore(stream: readonly RawDocument[], texts: readonly string[]): boolean {
  const both = Math.min(stream.length, texts.length);
  let above = 0;
  while (above < both && stream[above]?.text === texts[above]) above++;
  let below = 0;
  while (below < both - above && stream.at(-1 - below)?.text === texts.at(-1 - below)) below++;
  const same = above + below;
  if (stream.length - same > 1 || texts.length - same > 1) return false;
  const [gone, come] = [stream[above]?.text, texts[above]];
  if (stream.length - same === 0 || texts.length - same === 0) return same > 0;
  return gone !== undefined && come !== undefined && isEdit(gone, come);
}

/** What is typed or pasted at once is rarely longer. */
const MAX_EDIT = 200;

/** Whether two texts differ in one short stretch only, and have most in common. */
function isEdit(before: string, after: string): boolean {
  const both = Math.min(before.length, after.length);
  const longer = Math.max(before.length, after.length);
  if (longer - both > MAX_EDIT) return false;
  let start = 0;
  while (start < both && before.charCodeAt(start) === after.charCodeAt(start)) start++;
  let end = 0;
  while (end < both - start && before.charCodeAt(before.length - 1 - end) === after.charCodeAt(after.length - 1 - end))
    end++;
  const changed = longer - start - end;
  return changed <= MAX_EDIT && changed * 2 < longer;
}

function readSafely(text: string): RawDocument {
  try {
    return readTree(text, OF_USE);
  } catch {
    // No text is known that the package throws at, but nothing else may depend on it.
    return refused(text, 'syntax', 'The document cannot be read', 0);
  }
}

/** A document's text as a tree, which is the same with and without cutting. */
export function readTree(text: string, cutting: Cutting | undefined): RawDocument {
  if (text.length > MAX_LENGTH) return refused(text, 'too-large', 'The document is too large to be checked', 0);
  const plain = withoutControls(text);
  const fixed: RawProblem[] = [];
  if (plain.problem) fixed.push(plain.problem);
  const sound = cutting && !plain.problem ? readChunks(plain.text, cutting) : undefined;
  if (sound) return { text, ...sound, problems: [], refused: false };
  const repairs = text.length > LONG ? 1 : MAX_REPAIRS;
  let input = plain.text;
  for (let left = repairs; ; left--) {
    const tokens = readTokens(input, left > 0);
    if (tokens.refused) return { ...tooMuch(text, tokens), comments: tokens.comments };
    const reading = newReading(input, text.length);
    const root = tokens.document && composeDocument(reading, tokens.document);
    const level = left === repairs && fixed.length === 0 ? readJoined(input, text, reading) : undefined;
    if (level) return level;
    const repaired = left > 0 ? repair(input, tokens, reading, text.length, fixed) : undefined;
    if (repaired === undefined) return finished(text, root, tokens, reading, fixed);
    input = repaired;
  }
}

/**
 * The tree of a text whose only fault is that brackets or quotes go on too far to the left, which the readers of Kubernetes and Compose
 * allow; undefined when there is another.
 */
function readJoined(input: string, text: string, broken: Reading): RawDocument | undefined {
  let reading = broken;
  let line = input;
  for (let left = text.length > LONG ? 1 : MAX_REPAIRS; left > 0; left--) {
    const open = reading.problems.find(({ code }) => code === 'unclosed-bracket' || code === 'unclosed-quote');
    const next = open && joined(line, open.start);
    if (next === undefined) return undefined;
    line = next;
    const tokens = readTokens(line, true);
    if (tokens.refused) return undefined;
    reading = newReading(line, text.length);
    const root = tokens.document && composeDocument(reading, tokens.document);
    const isSound = tokens.errors.length + reading.problems.length + reading.tabs.length === 0;
    if (isSound) return finished(text, root, tokens, reading, []);
  }
  return undefined;
}

function tooMuch(text: string, tokens: Tokens): RawDocument {
  return tokens.refused === 'too-deep'
    ? refused(text, 'too-deep', 'The document is nested too deeply to be checked', tokens.end)
    : refused(text, 'too-large', 'The document is too large to be checked', 0);
}

function refused(text: string, code: YamlProblemCode, message: string, at: number): RawDocument {
  const problem: RawProblem = { code, message, start: at, end: at + 1, related: undefined };
  return { text, root: undefined, problems: [problem], comments: [], refused: true };
}

const CONTROL = /[\0-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f]/;
const CONTROLS = /[\0-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f]/g;

/** A text of equal length without control characters, which YAML forbids, and with line ends that the package knows. */
function withoutControls(text: string): { readonly text: string; readonly problem: RawProblem | undefined } {
  const lines = text.includes('\r') ? text.replace(/\r(?!\n)/g, '\n') : text;
  const at = lines.search(CONTROL);
  if (at < 0) return { text: lines, problem: undefined };
  const code = lines.charCodeAt(at).toString(16).toUpperCase().padStart(4, '0');
  return {
    text: lines.replace(CONTROLS, '\ufffd'),
    problem: {
      code: 'syntax',
      message: `The control character U+${code} cannot stand in YAML`,
      start: at,
      end: at + 1,
      related: undefined,
    },
  };
}

/**
 * A text without the break that keeps the rest from being understood, with every other character at its place; undefined when there is none,
 * or no remedy. What was wrong is noted.
 */
function repair(
  input: string,
  tokens: Tokens,
  reading: Reading,
  length: number,
  fixed: RawProblem[],
): string | undefined {
  const stray = tokens.errors.find(isStray);
  if (stray) {
    fixed.push(problemOf('syntax', `"${stray.source}" cannot stand here`, stray.offset, stray.offset + 1));
    return `${input.slice(0, stray.offset)} ${input.slice(stray.offset + 1)}`;
  }
  if (reading.tabs.length > 0) return withoutTabs(input, reading.tabs, fixed);
  // The package ends an open quote at the end of its line only if there is another quote somewhere behind.
  if (reading.openQuote && input.length === length) return `${input}\n#"'\n`;
  return undefined;
}

function withoutTabs(input: string, tabs: readonly CST.SourceToken[], fixed: RawProblem[]): string {
  let text = '';
  let at = 0;
  for (const { offset, source } of [...tabs].sort((a, b) => a.offset - b.offset)) {
    if (offset < at) continue;
    text += input.slice(at, offset) + source.replaceAll('\t', ' ');
    at = offset + source.length;
    const start = offset + source.indexOf('\t');
    fixed.push(
      problemOf('tab-indentation', 'Tabs cannot indent YAML; use spaces', start, offset + source.lastIndexOf('\t') + 1),
    );
  }
  return text + input.slice(at);
}

const problemOf = (code: YamlProblemCode, message: string, start: number, end: number): RawProblem => ({
  code,
  message,
  start,
  end,
  related: undefined,
});

function finished(
  text: string,
  root: RawNode | undefined,
  tokens: Tokens,
  reading: Reading,
  fixed: readonly RawProblem[],
): RawDocument {
  const mended = reading.text.length > text.length;
  if (root && (mended || reading.problems.length > 0)) tidy(root, 0, text.length);
  const noted = mended ? reading.problems.filter(({ start }) => start < text.length) : reading.problems;
  if (tokens.directive && root && !text.startsWith('---')) noteDirective(reading, text);
  for (const { offset, source } of tokens.errors) {
    note(reading, 'syntax', 'This is not understood', offset, offset + Math.max(1, source.length));
  }
  return {
    text,
    root,
    problems: chosen(text, [...fixed, ...noted]),
    comments: tokens.comments.filter(({ start }) => start < text.length),
    refused: false,
  };
}

/**
 * Gives a broken document's ranges the order that all others have: within what holds them, one behind the other, and none in what was added
 * to mend the text.
 */
function tidy(node: RawNode, from: number, to: number): void {
  keepWithin(node, from, to);
  if (node.kind === 'mapping') {
    let at = node.start;
    for (const entry of node.entries) {
      keepWithin(entry, at, node.end);
      tidy(entry.key, entry.start, entry.end);
      if (entry.value) tidy(entry.value, entry.start, entry.end);
      at = entry.end;
    }
  } else if (node.kind === 'sequence') {
    let at = node.start;
    for (const item of node.items) {
      keepWithin(item, at, node.end);
      if (item.value) tidy(item.value, item.start, item.end);
      at = item.end;
    }
  }
}

function keepWithin(range: { start: number; end: number }, from: number, to: number): void {
  range.start = Math.min(Math.max(range.start, from), to);
  range.end = Math.min(Math.max(range.end, range.start), to);
}

function noteDirective(reading: Reading, text: string): void {
  const start = Math.max(0, text.search(/^%/m));
  note(reading, 'syntax', 'A "---" line is missing below the directive', start, start + 1);
}

/** Problems that say what is wrong with a text's structure; the first on a line mostly brings the others. */
const STRUCTURAL: ReadonlySet<YamlProblemCode> = new Set([
  'syntax',
  'bad-indentation',
  'unclosed-bracket',
  'missing-space-after-colon',
]);
/** These explain others on their line. */
const CAUSES: ReadonlySet<YamlProblemCode> = new Set(['tab-indentation', 'unclosed-quote']);

/** In order, one of a kind on a line, and not the consequences of another. */
function chosen(text: string, problems: readonly RawProblem[]): RawProblem[] {
  if (problems.length === 0) return [];
  const sorted = problems
    .map((problem) => withinLine(text, problem))
    .sort((a, b) => a.start - b.start || rank(a) - rank(b) || a.end - b.end);
  const kept: RawProblem[] = [];
  let firstTab = Infinity;
  let tabs = 0;
  let lineEnd = -1;
  let explained = false;
  const causes = new Set(sorted.filter(({ code }) => CAUSES.has(code)).map(({ start }) => lineStart(text, start)));
  for (const problem of sorted) {
    const { code, start } = problem;
    if (kept.length >= MAX_PROBLEMS) break;
    if (start > lineEnd) {
      lineEnd = endOfLine(text, start);
      explained = causes.size > 0 && causes.has(lineStart(text, start));
    }
    if (code === 'tab-indentation') {
      if (firstTab === Infinity) firstTab = start;
      if (kept.some((other) => other.code === code && lineStart(text, other.start) === lineStart(text, start)))
        continue;
      if (++tabs > MAX_TABS) continue;
    } else if (STRUCTURAL.has(code)) {
      if (explained || start > firstTab) continue;
      explained = true;
    }
    kept.push(problem);
  }
  return kept;
}

const rank = ({ code }: RawProblem): number => (CAUSES.has(code) ? 0 : code === 'syntax' ? 2 : 1);

const lineStart = (text: string, at: number): number => text.lastIndexOf('\n', at - 1) + 1;

function endOfLine(text: string, at: number): number {
  const end = text.indexOf('\n', at);
  return end < 0 ? text.length : end;
}

/** A range that ends on the line that it begins on, and within the text. */
function withinLine(text: string, problem: RawProblem): RawProblem {
  const start = Math.max(0, Math.min(problem.start, text.length - 1));
  let end = Math.min(problem.end, endOfLine(text, start));
  if (text.charCodeAt(end - 1) === 13) end--;
  end = Math.max(end, Math.min(start + 1, text.length));
  return start === problem.start && end === problem.end ? problem : { ...problem, start, end };
}
