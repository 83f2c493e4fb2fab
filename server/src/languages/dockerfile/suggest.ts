import { editDistance } from '../../core/nearest';

/**
 * The candidates that a person may have meant by `name`, nearest first those of equal distance only: one entry is a clear case, several
 * are not. Letter case does not count.
 */
export function nearest(name: string, candidates: Iterable<string>): readonly string[] {
  const limit = name.length <= 3 ? 1 : name.length <= 12 ? 2 : 3;
  const wanted = name.toLowerCase();
  let best: string[] = [];
  let bestDistance = limit;
  for (const candidate of candidates) {
    const distance = editDistance(wanted, candidate.toLowerCase(), limit);
    if (distance > bestDistance || !sharesText(distance, wanted, candidate)) continue;
    if (distance < bestDistance) best = [];
    bestDistance = distance;
    best.push(candidate);
  }
  return best;
}

/** `R` is no misspelt `T`: of names of one letter a change leaves nothing. */
const sharesText = (distance: number, name: string, candidate: string): boolean =>
  distance === 0 || distance < Math.min(name.length, candidate.length);

/** The one candidate that is nearest; undefined when there is none, or another is as near. */
export function nearestOne(name: string, candidates: Iterable<string>): string | undefined {
  const [only, another] = nearest(name, candidates);
  return another === undefined ? only : undefined;
}

/** A text as it fits into a message. */
export const short = (text: string, length = 40): string =>
  text.length <= length
    ? text
    : `${text.slice(0, /[\ud800-\udbff]/.test(text[length - 2] ?? '') ? length - 2 : length - 1)}…`;
