import type { Edit, Finding, Fix, Safety } from './finding';
import type { Span } from './span';

/** Splits edits into those of the text at hand and those of other files. */
export function partitionEdits(edits: readonly Edit[]): { own: Edit[]; others: Edit[] } {
  return { own: edits.filter((e) => e.file === undefined), others: edits.filter((e) => e.file !== undefined) };
}

/**
 * Applies edits to a text. They must lie within it and not overlap; insertions at one place keep their order. Nothing else of the text
 * changes.
 */
export function applyEdits(text: string, edits: readonly Edit[]): string {
  const sorted = sortEdits(edits);
  let out = '';
  let at = 0;
  for (const edit of sorted) {
    out += text.slice(at, edit.span.start) + edit.text;
    at = edit.span.end;
  }
  return out + text.slice(at);
}

/** By place; equal places keep their order. */
export const sortEdits = (edits: readonly Edit[]): Edit[] =>
  edits
    .map((edit, index) => ({ edit, index }))
    .sort((a, b) => a.edit.span.start - b.edit.span.start || a.edit.span.end - b.edit.span.end || a.index - b.index)
    .map(({ edit }) => edit);

/** Whether two edits of one file cannot both be made: they share text, or insert at the same place. */
const collide = (a: Span, b: Span): boolean =>
  (a.start < b.end && b.start < a.end) ||
  (a.start === b.start && (a.start === a.end || b.start === b.end)) ||
  (a.end === b.start && b.start === b.end && a.start === a.end);

/** What is wrong with a fix's edits, for tests; undefined when they are well formed. */
export function editsProblem(text: string, edits: readonly Edit[]): string | undefined {
  const { own } = partitionEdits(edits);
  const sorted = sortEdits(own);
  for (const [index, edit] of sorted.entries()) {
    const { start, end } = edit.span;
    if (start < 0 || end > text.length || start > end) return `edit ${start}–${end} lies outside the text`;
    const next = sorted[index + 1];
    if (next && next.span.start < end) return `edits ${start}–${end} and ${next.span.start}–${next.span.end} overlap`;
  }
  if (own.length > 0 && applyEdits(text, own) === text) return 'the edits change nothing';
  return undefined;
}

export interface FixChoice {
  /** `safe` alone, or `unsafe` as well. */
  readonly unsafe: boolean;
  /** Only these findings' rules; undefined for all. */
  readonly only?: (finding: Finding) => boolean;
}

/** The first fix of a finding that the choice allows. */
export function chosenFix(finding: Finding, choice: FixChoice): Fix | undefined {
  if (choice.only && !choice.only(finding)) return undefined;
  const allowed: readonly Safety[] = choice.unsafe ? ['safe', 'unsafe'] : ['safe'];
  return finding.fixes.find((fix) => allowed.includes(fix.safety) && !fix.snippet);
}

/** The files that a fix writes beside the linted one. Their spans are of the files as the facts had them. */
export interface FixedFile {
  readonly file: string;
  readonly create: boolean;
  readonly edits: readonly Edit[];
}

export interface FixOutcome {
  readonly text: string;
  readonly passes: number;
  /** How many fixes were applied. */
  readonly fixed: number;
  readonly files: readonly FixedFile[];
  /** The rules whose fixes went round in a circle; the text is the one before the circle began. */
  readonly cycle: readonly string[];
  /** The findings that are left. */
  readonly findings: readonly Finding[];
}

/** As ESLint: enough for fixes that make room for one another, and an end when they do not. */
export const MAX_PASSES = 10;

/**
 * Applies fixes until there is nothing left to fix. A pass takes the findings in order and skips a fix whose edits touch those of an
 * earlier one; the next pass sees the new text. A text that was there before means a circle: the rules of that pass are named, and the
 * text before it is kept. Fixes that write other files are applied at most once a file.
 */
export function fixText(text: string, lint: (text: string) => readonly Finding[], choice: FixChoice): FixOutcome {
  let current = text;
  let findings = lint(current);
  let fixed = 0;
  let passes = 0;
  const seen = new Map<string, number>([[current, 0]]);
  const files = new Map<string, FixedFile>();
  const cycle = new Set<string>();
  while (passes < MAX_PASSES) {
    const round = collect(findings, choice, files, cycle);
    if (round.edits.length === 0 && round.files.length === 0) break;
    const next = applyEdits(current, round.edits);
    for (const file of round.files) files.set(file.file, file);
    passes++;
    if (seen.has(next) && next !== current) {
      for (const rule of round.rules) cycle.add(rule);
      continue;
    }
    seen.set(next, passes);
    fixed += round.count;
    if (next === current) break;
    current = next;
    findings = lint(current);
  }
  return { text: current, passes, fixed, files: [...files.values()], cycle: [...cycle].sort(), findings };
}

/** Spans that do not overlap, in order, so that another need be compared with its neighbours alone. */
class Taken {
  readonly #spans: Span[] = [];

  collides(span: Span): boolean {
    const at = this.#placeOf(span.start);
    const before = this.#spans[at - 1];
    if (before && collide(span, before)) return true;
    for (let i = at; ; i++) {
      const next = this.#spans[i];
      if (!next || next.start > span.end) return false;
      if (collide(span, next)) return true;
    }
  }

  add(span: Span): void {
    let at = this.#placeOf(span.start);
    // Of those that begin at one place the longest comes last: it alone reaches into what follows.
    while (this.#spans[at]?.start === span.start && (this.#spans[at]?.end ?? 0) <= span.end) at++;
    this.#spans.splice(at, 0, span);
  }

  /** The index of the first span that begins at an offset or behind it. */
  #placeOf(offset: number): number {
    let low = 0;
    let high = this.#spans.length;
    while (low < high) {
      const mid = (low + high) >> 1;
      if ((this.#spans[mid]?.start ?? 0) < offset) low = mid + 1;
      else high = mid;
    }
    return low;
  }
}

interface Round {
  readonly edits: Edit[];
  readonly files: FixedFile[];
  readonly rules: Set<string>;
  count: number;
}

function collect(
  findings: readonly Finding[],
  choice: FixChoice,
  written: ReadonlyMap<string, FixedFile>,
  cycle: ReadonlySet<string>,
): Round {
  const round: Round = { edits: [], files: [], rules: new Set(), count: 0 };
  const taken = new Set<string>(written.keys());
  const spans = new Taken();
  for (const finding of findings) {
    if (cycle.has(finding.rule)) continue;
    const edits = chosenFix(finding, choice)?.edits() ?? [];
    if (edits.length === 0) continue;
    const { own, others } = partitionEdits(edits);
    if (own.some(({ span }) => spans.collides(span))) continue;
    const byFile = groupByFile(others);
    if (own.length === 0 && [...byFile.keys()].every((file) => taken.has(file))) continue;
    if (own.length > 0 && [...byFile.keys()].some((file) => round.files.some((f) => f.file === file))) continue;
    for (const edit of own) {
      round.edits.push(edit);
      spans.add(edit.span);
    }
    for (const [file, list] of byFile) {
      if (taken.has(file)) continue;
      taken.add(file);
      round.files.push({ file, create: list.some((e) => e.create), edits: list });
    }
    round.rules.add(finding.rule);
    round.count++;
  }
  return round;
}

function groupByFile(edits: readonly Edit[]): Map<string, Edit[]> {
  const groups = new Map<string, Edit[]>();
  for (const edit of edits) {
    if (edit.file === undefined) continue;
    const known = groups.get(edit.file);
    if (known) known.push(edit);
    else groups.set(edit.file, [edit]);
  }
  return groups;
}
