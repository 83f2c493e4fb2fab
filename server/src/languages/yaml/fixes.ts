import type { Edit, Fix, Safety } from '../../core/finding';
import type { Repair } from './schema/repairs';

const TITLES: Readonly<Record<Repair['how'], (result: string) => string>> = {
  quote: (result) => `Write ${result}`,
  unquote: (result) => `Write ${result} without quotes`,
  wrap: (result) => `Write as a list: ${result}`,
  replace: (result) => `Replace with ${result}`,
  rename: (result) => `Rename to ${result}`,
};

/** Longer results are not spelled out in a title. */
const MAX_TITLE = 60;

/** The fix that a repair of the schema amounts to: what could have been meant otherwise is offered singly. */
export function repairFixes(repair: Repair | undefined): readonly Fix[] {
  if (!repair) return [];
  const { how, result, certain } = repair;
  const shown = result.length > MAX_TITLE || result.includes('\n') ? '…' : result;
  return [{ title: TITLES[how](shown), safety: certain ? 'safe' : 'unsafe', edits: () => repair.edits }];
}

/** A fix whose edits are made when they are asked for; none when the text does not allow them. */
export const fix = (title: string, safety: Safety, edits: () => readonly Edit[] | undefined): Fix => ({
  title,
  safety,
  edits: () => edits() ?? [],
});

/** Longer values are cut in messages. */
const MAX_VALUE = 40;

/** A value for a message: one line, not too long. */
export function shown(text: string): string {
  const line = text.replace(/\s+/g, ' ').trim();
  return line.length > MAX_VALUE ? `${line.slice(0, MAX_VALUE - 1)}…` : line;
}
