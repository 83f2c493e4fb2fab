import type { Span } from '../../core/span';
import type { ArgInstruction, EnvInstruction, LabelInstruction, Pair } from './nodes';
import type { WordProblem } from './word';

export type PairInstruction = EnvInstruction | LabelInstruction | ArgInstruction;

/** Blanks around an `=`: `A = b`, `A =b`, `A= b`. */
export interface EqualsGap {
  /** The name in front. */
  readonly pair: Pair;
  readonly equals: Span;
  /** The blanks to remove. */
  readonly gaps: readonly Span[];
  /** The text behind the blanks. */
  readonly value: string;
  /** The range of that text. */
  readonly valueSpan: Span | undefined;
}

/** The places in an instruction where blanks part a name from its `=`, or the `=` from its value. */
export function equalsGaps(instruction: PairInstruction): readonly EqualsGap[] {
  const { pairs } = instruction;
  const first = pairs[0];
  if (instruction.kind !== 'Arg' && instruction.legacy) {
    const value = first?.value;
    return first && value?.raw.startsWith('=') ? [legacyGap(first, value.raw)] : [];
  }
  const found: EqualsGap[] = [];
  for (let i = 0; i < pairs.length; i++) {
    const pair = pairs[i];
    const next = pairs[i + 1];
    if (!pair || !next) break;
    if (!pair.value && next.key.raw === '' && next.value) {
      const behind = next.value.raw === '' ? pairs[i + 2] : undefined;
      const value = behind && !behind.value ? behind : undefined;
      const gaps = [{ start: pair.span.end, end: next.span.start }];
      if (value) gaps.push({ start: next.span.end, end: value.span.start });
      found.push({
        pair,
        equals: { start: next.span.start, end: next.span.start + 1 },
        gaps,
        value: value ? value.key.raw : next.value.raw,
        valueSpan: value ? value.span : next.value.span,
      });
      i += value ? 2 : 1;
    } else if (instruction.kind !== 'Arg' && pair.value?.raw === '' && pair.key.raw !== '' && !next.value) {
      found.push({
        pair,
        equals: { start: pair.span.end - 1, end: pair.span.end },
        gaps: [{ start: pair.span.end, end: next.span.start }],
        value: next.key.raw,
        valueSpan: next.span,
      });
      i++;
    }
  }
  return found;
}

function legacyGap(pair: Pair, raw: string): EqualsGap {
  const value = pair.value;
  const blanks = /^=\s*/.exec(raw)?.[0].length ?? 1;
  const start = value?.span.start ?? pair.span.end;
  const gaps: Span[] = [{ start: pair.key.span.end, end: start }];
  const behind = value && blanks < raw.length ? value.part(blanks, raw.length) : undefined;
  if (behind && blanks > 1) gaps.push({ start: start + 1, end: behind.span.start });
  return {
    pair,
    equals: { start, end: start + 1 },
    gaps,
    value: behind?.raw ?? '',
    valueSpan: behind?.span,
  };
}

/** The offset of a quote in the instruction's words that is never closed. */
export function openQuote(instruction: PairInstruction): Span | undefined {
  for (const pair of instruction.pairs) {
    const problem = pair.key.problems.find(isOpenQuote) ?? pair.value?.problems.find(isOpenQuote);
    if (problem) return problem.span;
  }
  return undefined;
}

const isOpenQuote = ({ code }: WordProblem): boolean => code === 'open-quote';
