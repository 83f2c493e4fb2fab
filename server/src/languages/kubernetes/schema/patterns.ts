/** Longer texts are not compared with a pattern. */
const MAX_TEXT = 128;
const MAX_PATTERN = 200;
/** Repetitions: each one more multiplies the time that a text may take by its length. */
const MAX_OPEN = 2;
/** Parts that may be missing: each one more doubles it. */
const MAX_OPTIONAL = 4;

/**
 * The pattern of a schema, whose language is RE2: undefined where JavaScript would read it in another way, and where it could take long,
 * since here patterns backtrack.
 */
export function patternOf(source: string | undefined): RegExp | undefined {
  if (source === undefined || source.length > MAX_PATTERN) return undefined;
  if (/\(\?|\[\^?\]|\[\[:|\\[AzQEpPCGkhHRXux1-9]/.test(source)) return undefined;
  const bare = source.replace(/\\./g, 'x').replace(/\[[^\]]*\]/g, 'x');
  if (/\)(?:[*+]|\{)/.test(bare)) return undefined;
  if ((bare.match(/[*+]|\{\d+,\d*\}/g) ?? []).length > MAX_OPEN) return undefined;
  if ((bare.match(/\?/g) ?? []).length > MAX_OPTIONAL) return undefined;
  try {
    return new RegExp(source);
  } catch {
    return undefined;
  }
}

/** Whether a text does not fit a pattern, as far as that is judged. */
export const isOff = (text: string, pattern: RegExp | undefined): boolean =>
  pattern !== undefined && text.length <= MAX_TEXT && !pattern.test(text);
