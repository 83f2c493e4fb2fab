import type { Edit } from '../../core/finding';
import type { Span } from '../../core/span';

/** What Compose refuses about the short syntax of a volume. */
export type VolumeSpecProblem = 'empty' | 'empty-part' | 'too-many-colons';

/**
 * Reads `[source:]target[:options]` as compose-go does: a colon behind a single letter belongs to a drive, and texts of one or two characters
 * are taken for a target whatever is in them.
 */
export function volumeSpecProblem(text: string): VolumeSpecProblem | undefined {
  if (text === '') return 'empty';
  if (text.length <= 2) return undefined;
  let part = '';
  let parts = 0;
  for (const char of `${text}\0`) {
    if (char === ':' && [...part].length === 1 && /\p{L}/u.test(part)) part += char;
    else if (char !== ':' && char !== '\0') part += char;
    else {
      if (part === '') return 'empty-part';
      if (char === ':' && parts >= 2) return 'too-many-colons';
      parts++;
      part = '';
    }
  }
  return undefined;
}

/** Takes an option away, with the comma or colon that leads to it; `within` is the mount's own text. */
export function withoutOption(text: string, { start, end }: Span, within: Span): readonly Edit[] {
  // Behind the mount's own text the comma may be that of a list in brackets.
  const first = text[start - 1] !== ',' && end < within.end && text[end] === ',';
  return [{ span: first ? { start, end: end + 1 } : { start: start - 1, end }, text: '' }];
}
