import { emptyMapping, graftEntry, graftNode, movedEntry } from './graft';
import { finishMapping, newMapping } from './make';
import { above, BROKEN, type Piece, pieceOf, type Role } from './pieces';
import { NO_PROPS } from './props';
import type { RawComment, RawEntry, RawMapping } from './raw';
import { newReading, type Reading } from './reading';

/*
 * An edit in a large document touches one entry of a mapping, but the `yaml` package takes its time for the whole text. So a block mapping is
 * cut into pieces at the lines of its keys, and a large value of one once more; pieces are kept by their text. Put together they are, to
 * the last offset, what the whole text gives. Only documents without any problem are read so.
 */

/** Which documents are cut, and how. */
export interface Cutting {
  /** Documents of fewer characters are read fast enough. */
  readonly short: number;
  /** A part of so many is a piece of its own; smaller ones beside each other are read together, which saves time at first. */
  readonly large: number;
}

export const OF_USE: Cutting = { short: 2_000, large: 1_000 };
/** Longer documents could hold more lexemes than are read of one. */
const LONG = 500_000;

/** A key that is one at the first glance, on a line of its own or with its value. */
const KEY = /(?:\w[\w./-]*|<<|"[\w./-]+"|'[\w./-]+'):(?=[ \r\n]|$)/y;
const DOCUMENT_MARK = /^(?:---|\.\.\.)/m;
const NOTHING_BUT_COMMENTS = /^(?: *(?:#[^\n]*)?\r?\n)*$/;

interface Sound {
  readonly root: RawMapping;
  readonly comments: readonly RawComment[];
}

/** A piece and how far it is from where it was read to where it stands. */
interface Placed {
  readonly piece: Piece;
  readonly by: number;
}

interface Part extends Placed {
  /** With a header: the pieces of its value. */
  readonly children: readonly Placed[];
}

/** A document's text as nodes; undefined for one that must be read as a whole. */
export function readChunks(text: string, { short, large }: Cutting): Sound | undefined {
  if (text.length < short || text.length > LONG || text.includes('\t') || DOCUMENT_MARK.test(text)) return undefined;
  const cuts = cutsIn(text, 0, text.length, 0, large);
  const [first] = cuts;
  if (first === undefined || !NOTHING_BUT_COMMENTS.test(text.slice(0, first))) return undefined;
  const parts = partsOf(text, cuts, large);
  return parts && assembled(text, parts);
}

function partsOf(text: string, cuts: readonly number[], large: number): readonly Part[] | undefined {
  const parts: Part[] = [];
  for (const [i, cut] of cuts.entries()) {
    // What stands above the first key belongs to it.
    const start = i === 0 ? 0 : cut;
    const end = cuts[i + 1] ?? text.length;
    const part = (end - cut >= large && dividedPart(text, start, cut, end, large)) || wholePart(text, start, end);
    if (!part || part.piece === BROKEN) return undefined;
    parts.push(part);
  }
  return parts;
}

function wholePart(text: string, start: number, end: number): Part | undefined {
  const placed = place(text, 'root', start, end, end < text.length ? 0 : -1);
  return placed && { ...placed, children: [] };
}

function place(text: string, role: Role, start: number, end: number, column: number): Placed | undefined {
  const piece = pieceOf(role, text.slice(start, end), column);
  return piece === BROKEN ? undefined : { piece, by: start - above(role) };
}

/** A large entry whose value is a block mapping, cut at the keys of that; undefined for every other. */
function dividedPart(text: string, start: number, key: number, end: number, large: number): Part | undefined {
  const child = firstChild(text, key, end);
  const column = text.slice(child, end).search(/[^ ]/);
  const cuts = column > 0 ? cutsIn(text, child, end, column, large) : [];
  if (cuts[0] !== child || cuts.length < 2) return undefined;
  const header = place(text, 'header', start, child, column);
  if (!header) return undefined;
  const below = end < text.length ? 0 : -1;
  const children: Placed[] = [];
  for (const [i, cut] of cuts.entries()) {
    const next = cuts[i + 1];
    const placed = place(text, 'child', cut, next ?? end, next === undefined ? below : column);
    // Read together they would be no better.
    if (!placed) return { piece: BROKEN, by: 0, children };
    children.push(placed);
  }
  return { ...header, children };
}

/** The first line below a key that holds more than a comment. */
function firstChild(text: string, key: number, end: number): number {
  let line = nextLine(text, key, end);
  while (line < end && /[ \r]*(?:[#\n]|$)/y.test(text.slice(line, nextLine(text, line, end)))) {
    line = nextLine(text, line, end);
  }
  return line;
}

function nextLine(text: string, at: number, end: number): number {
  const newline = text.indexOf('\n', at);
  return newline < 0 || newline >= end ? end : newline + 1;
}

/** Where to cut a mapping whose keys stand in a column: at lines that begin with a key there. */
function cutsIn(text: string, from: number, to: number, column: number, large: number): readonly number[] {
  const lines: number[] = [];
  const hashes: number[] = [];
  for (let line = from; line < to; line = nextLine(text, line, to)) {
    const end = keyEnd(text, line, column);
    if (end < 0) continue;
    lines.push(line);
    hashes.push(hashOf(text, line, end));
  }
  const isLarge = (i: number): boolean => (lines[i + 1] ?? to) - (lines[i] ?? to) >= large;
  // Chance decides where small ones end, by the text alone: an edit must not move the borders behind it.
  return lines.filter((_, i) => i === 0 || isLarge(i) || isLarge(i - 1) || ((hashes[i] ?? 0) & 3) === 0);
}

/** Where the key ends that a line begins with in a column; -1 without one. */
function keyEnd(text: string, line: number, column: number): number {
  for (let i = 0; i < column; i++) if (text.charCodeAt(line + i) !== 32) return -1;
  KEY.lastIndex = line + column;
  return KEY.test(text) ? KEY.lastIndex : -1;
}

function hashOf(text: string, from: number, to: number): number {
  let hash = 0;
  for (let at = from; at < to; at++) hash = (Math.imul(hash, 31) + text.charCodeAt(at)) | 0;
  return hash ^ (hash >>> 15);
}

/** The document; undefined when its parts do not fit together, as when they have keys in common. */
function assembled(text: string, parts: readonly Part[]): Sound | undefined {
  const on = newReading(text, text.length);
  const root = newMapping(false, 0, NO_PROPS, undefined, 0);
  const comments: RawComment[] = [];
  for (const part of parts) {
    addComments(comments, part);
    if (part.children.length === 0) graftPiece(on, root, part);
    else for (const entry of part.piece.entries) graftDivided(on, root, entry, part, comments);
  }
  close(on, root);
  return on.problems.length > 0 ? undefined : { root, comments };
}

function graftPiece(on: Reading, mapping: RawMapping, { piece, by }: Placed): void {
  for (const entry of piece.entries) graftEntry(on, mapping, entry, by);
}

/** The entry of a header, with all that its value holds. */
function graftDivided(on: Reading, root: RawMapping, entry: RawEntry, part: Part, comments: RawComment[]): void {
  const slot = root.entries.length;
  const key = graftNode(on, entry.key, part.by, root, slot);
  if (entry.value?.kind !== 'mapping') return;
  const value = emptyMapping(on, entry.value, part.by, root, slot);
  for (const child of part.children) {
    addComments(comments, child);
    graftPiece(on, value, child);
  }
  close(on, value);
  root.entries.push({ ...movedEntry(entry, part.by, key, value), end: value.end });
}

function addComments(comments: RawComment[], { piece, by }: Placed): void {
  for (const { start, end } of piece.comments) comments.push({ start: start + by, end: end + by });
}

function close(on: Reading, mapping: RawMapping): void {
  const { entries } = mapping;
  mapping.start = entries[0]?.start ?? 0;
  mapping.end = entries[entries.length - 1]?.end ?? 0;
  finishMapping(on, mapping);
}
