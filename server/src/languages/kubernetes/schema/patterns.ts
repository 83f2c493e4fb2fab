/** Longer texts are not compared with a pattern. */
const MAX_TEXT = 128;
const MAX_PATTERN = 200;
/** Repetitions: each one more multiplies the time that a text may take by its length. */
const MAX_OPEN = 2;
/** Ways through its alternatives and through parts that may be missing. */
const MAX_WAYS = 64;

/**
 * The pattern of a schema, whose language is RE2: undefined where JavaScript would read it in another way, and where it could take long,
 * since here patterns backtrack.
 */
export function patternOf(source: string | undefined): RegExp | undefined {
  if (source === undefined || source.length > MAX_PATTERN) return undefined;
  if (/\(\?|\[\^?\]|\[\[:|\\[AzQEpPCGkhHRXux1-9]/.test(source)) return undefined;
  const bare = source.replace(/\\./g, 'x').replace(/\[[^\]]*\]/g, 'x');
  if (/\)(?:[*+]|\{)/.test(bare)) return undefined;
  // A pattern that may begin anywhere is tried at every place.
  const repetitions = (bare.match(/[*+]|\{\d+,\d*\}/g) ?? []).length + (source.startsWith('^') ? 0 : 1);
  if (repetitions > MAX_OPEN) return undefined;
  if (waysThrough(bare) > MAX_WAYS) return undefined;
  try {
    return new RegExp(source);
  } catch {
    return undefined;
  }
}

/** In how many ways a text could be tried that fits all alternatives: `(a|b)(c|d)` has four, `a?` two. */
function waysThrough(pattern: string): number {
  let ways = 1;
  const open: number[] = [1];
  for (const c of pattern) {
    if (c === '(') open.push(1);
    else if (c === '|') open.push((open.pop() ?? 1) + 1);
    else if (c === ')') ways *= open.pop() ?? 1;
    else if (c === '?') ways *= 2;
  }
  return open.reduce((product, count) => product * count, ways);
}

/** Whether a text does not fit a pattern, as far as that is judged. */
export const isOff = (text: string, pattern: RegExp | undefined): boolean =>
  pattern !== undefined && text.length <= MAX_TEXT && !pattern.test(text);
