import type { ScalarStyle, YamlProblemCode } from './nodes';

/**
 * The tree of one document's text, with offsets in that text. It is kept by text and shared by all files (and all places in a file) that
 * hold the same document; stream.ts lays views with absolute ranges over it.
 */
export interface RawDocument {
  /** What was read. */
  readonly text: string;
  readonly root: RawNode | undefined;
  readonly problems: readonly RawProblem[];
  readonly comments: readonly RawComment[];
  readonly refused: boolean;
}

/** An anchor (`name` without `&`) or a tag (as written). */
export interface RawMark {
  readonly name: string;
  readonly start: number;
  readonly end: number;
}

interface RawBase {
  start: number;
  end: number;
  readonly anchor: RawMark | undefined;
  readonly tag: RawMark | undefined;
  readonly parent: RawMapping | RawSequence | undefined;
  /** Which entry or item of `parent` holds it. */
  readonly slot: number;
  /** How many nodes it is once its aliases are followed. */
  size: number;
}

export interface RawScalar extends RawBase {
  readonly kind: 'scalar';
  readonly style: ScalarStyle;
  readonly text: string;
}

export interface RawAlias extends RawBase {
  readonly kind: 'alias';
  readonly name: string;
  readonly target: RawTarget | undefined;
}

export interface RawEntry {
  readonly key: RawNode;
  readonly name: string;
  /** -1 when there is none. */
  readonly colon: number;
  value: RawNode | undefined;
  start: number;
  end: number;
}

export interface RawMapping extends RawBase {
  readonly kind: 'mapping';
  readonly flow: boolean;
  readonly entries: RawEntry[];
}

export interface RawItem {
  value: RawNode | undefined;
  start: number;
  end: number;
}

export interface RawSequence extends RawBase {
  readonly kind: 'sequence';
  readonly flow: boolean;
  readonly items: RawItem[];
}

export type RawTarget = RawMapping | RawSequence | RawScalar;
export type RawNode = RawTarget | RawAlias;

export interface RawComment {
  readonly start: number;
  readonly end: number;
}

export interface RawProblem {
  readonly code: YamlProblemCode;
  readonly message: string;
  readonly start: number;
  readonly end: number;
  /** For `duplicate-key`: where the first one is. */
  readonly related: { readonly start: number; readonly end: number } | undefined;
}
