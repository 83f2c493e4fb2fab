import type { Finding, Fix } from '../core/finding';
import { fixText } from '../core/fixer';
import type { Span } from '../core/span';
import { overlaps, touches } from '../core/span';

/** A place where fixes are offered: the cursor (zero-width) or the selection. */
export const concerns = (finding: Finding, at: Span): boolean =>
  at.start === at.end ? touches(finding.span, at.start) : overlaps(finding.span, at) || touches(finding.span, at.start);

/** A fix with the finding that it repairs, and its position among the finding's fixes. */
export interface OfferedFix {
  readonly finding: Finding;
  readonly fix: Fix;
  readonly index: number;
}

const SAFETY_ORDER = { safe: 0, unsafe: 1, manual: 2 } as const;

/** Fixes for a place, safe ones first, in the order of the findings. */
export function offeredFixes(findings: readonly Finding[], at: Span): OfferedFix[] {
  return findings
    .filter((finding) => concerns(finding, at))
    .flatMap((finding) => finding.fixes.map((fix, index) => ({ finding, fix, index })))
    .sort((a, b) => SAFETY_ORDER[a.fix.safety] - SAFETY_ORDER[b.fix.safety]);
}

/** A small number of edits that leads from one text to another, so that an editor keeps cursor, folds and marks. */
export function difference(before: string, after: string): { span: Span; text: string }[] {
  if (before === after) return [];
  const a = before.split(/(?<=\n)/);
  const b = after.split(/(?<=\n)/);
  let head = 0;
  while (head < a.length && head < b.length && a[head] === b[head]) head++;
  let tail = 0;
  while (tail < a.length - head && tail < b.length - head && a[a.length - 1 - tail] === b[b.length - 1 - tail]) tail++;
  const left = a.slice(head, a.length - tail);
  const right = b.slice(head, b.length - tail);
  const start = a.slice(0, head).join('').length;
  return left.length * right.length > MAX_DIFF_CELLS
    ? [{ span: { start, end: start + left.join('').length }, text: right.join('') }]
    : lineEdits(left, right, start);
}

const MAX_DIFF_CELLS = 4_000_000;

/** Edits by the longest common subsequence of lines. */
function lineEdits(a: readonly string[], b: readonly string[], offset: number): { span: Span; text: string }[] {
  const width = b.length + 1;
  const lengths = new Uint32Array((a.length + 1) * width);
  for (let i = a.length - 1; i >= 0; i--) {
    for (let j = b.length - 1; j >= 0; j--) {
      lengths[i * width + j] =
        a[i] === b[j]
          ? (lengths[(i + 1) * width + j + 1] ?? 0) + 1
          : Math.max(lengths[(i + 1) * width + j] ?? 0, lengths[i * width + j + 1] ?? 0);
    }
  }
  const edits: { span: Span; text: string }[] = [];
  let at = offset;
  let removed = 0;
  let added = '';
  const flush = (): void => {
    if (removed > 0 || added !== '') edits.push({ span: { start: at - removed, end: at }, text: added });
    removed = 0;
    added = '';
  };
  for (let i = 0, j = 0; i < a.length || j < b.length; ) {
    const left = a[i];
    const right = b[j];
    if (left !== undefined && left === right) {
      flush();
      at += left.length;
      i++;
      j++;
    } else if (
      right !== undefined &&
      (left === undefined || (lengths[i * width + j + 1] ?? 0) > (lengths[(i + 1) * width + j] ?? 0))
    ) {
      added += right;
      j++;
    } else if (left !== undefined) {
      at += left.length;
      removed += left.length;
      i++;
    }
  }
  flush();
  return edits;
}

/** Everything that is safe to repair at once, as the union of small edits; other files that the fixes write come beside it. */
export function fixAll(
  text: string,
  lint: (text: string) => readonly Finding[],
  only?: (finding: Finding) => boolean,
): { edits: { span: Span; text: string }[]; outcome: ReturnType<typeof fixText> } {
  const outcome = fixText(text, lint, { unsafe: false, ...(only ? { only } : {}) });
  return { edits: difference(text, outcome.text), outcome };
}
