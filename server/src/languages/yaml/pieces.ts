import { RecentMap } from '../../core/recent-map';
import { composeDocument } from './compose';
import type { RawComment, RawEntry, RawMapping } from './raw';
import { newReading } from './reading';
import { readTokens } from './tokens';

/** Some entries of a block mapping, read without the rest of their document. Offsets are those of what was read. */
export interface Piece {
  readonly entries: readonly RawEntry[];
  readonly comments: readonly RawComment[];
}

/** What a piece is of its document. A `header` is a key with the comments below it, up to the first key of its value. */
export type Role = 'root' | 'header' | 'child';

/** What is not clean is read with its whole document, which tells what is wrong with it. */
export const BROKEN: Piece = { entries: [], comments: [] };

/** Characters of pieces that are kept. */
const KEPT = 4_000_000;
const known = new RecentMap<Piece>(KEPT);

/** Stands above children: they are read one level deep, as they are in their document. */
const ABOVE = 'plimsoll:\n';
/** Stands below a piece, in the column of the key that follows it: where scalars and comments end depends on that. */
const BELOW = 'plimsoll.below:';

/** How much stands above a piece where it is read. */
export const above = (role: Role): number => (role === 'child' ? ABOVE.length : 0);

/** A part of a text as entries; `column` is the one of the key that follows, -1 at the end of the document. */
export function pieceOf(role: Role, own: string, column: number): Piece {
  const below = column < 0 ? '' : ' '.repeat(column) + BELOW;
  const text = (role === 'child' ? ABOVE : '') + own + below;
  const name = `${role} ${column} ${text}`;
  const seen = known.get(name);
  if (seen) return seen;
  const piece = readPiece(role, text, column);
  known.set(name, piece);
  return piece;
}

function readPiece(role: Role, text: string, column: number): Piece {
  const tokens = readTokens(text, true);
  if (!tokens.document || tokens.refused || tokens.directive || tokens.errors.length > 0) return BROKEN;
  const on = newReading(text, text.length);
  const root = composeDocument(on, tokens.document);
  // Anchors may stand in other pieces; aliases are resolved again when these are put together.
  const clean = on.tabs.length === 0 && !on.openQuote && on.problems.every(({ code }) => code === 'unknown-anchor');
  const entries = clean && root?.kind === 'mapping' && !root.flow ? ownEntries(role, root, text, column) : undefined;
  return entries ? { entries, comments: tokens.comments } : BROKEN;
}

/** The entries without what was put above and below; undefined when the piece took that for its own. */
function ownEntries(role: Role, root: RawMapping, text: string, column: number): readonly RawEntry[] | undefined {
  const { entries } = root;
  if (role === 'root') return column < 0 ? entries : withoutBelow(entries, text);
  const [entry] = entries;
  const value = entry?.value;
  if (value?.kind !== 'mapping' || value.flow) return undefined;
  if (role === 'header') {
    return entries.length === 1 && withoutBelow(value.entries, text)?.length === 0 ? entries : undefined;
  }
  const own = column === 0 ? withoutBelow(entries, text) : entries;
  if (own?.length !== 1) return undefined;
  return column > 0 ? withoutBelow(value.entries, text) : value.entries;
}

function withoutBelow(entries: readonly RawEntry[], text: string): readonly RawEntry[] | undefined {
  const last = entries[entries.length - 1];
  const start = text.length - BELOW.length;
  const isBelow = last?.start === start && last.colon === text.length - 1 && last.key.start === start && !last.value;
  return isBelow ? entries.slice(0, -1) : undefined;
}
