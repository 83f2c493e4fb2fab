import type { LanguageId } from './finding';
import type { Document } from './rule';
import type { Span } from './span';

/** A comment as the suppression reader sees it. `text` is what stands behind the comment sign, trimmed. */
export interface LanguageComment {
  readonly span: Span;
  readonly text: string;
}

/** What the engine must know of a language to lint a text in it. */
export interface LanguageAdapter<D extends Document = Document> {
  readonly id: LanguageId;
  /** Never throws; a broken text gives a document with what could be understood. */
  readonly parse: (text: string) => D;
  /** Calls `visit` for every node, in the order of the text. */
  readonly walk: (document: D, visit: (kind: string, node: unknown) => void) => void;
  readonly comments: (document: D) => readonly LanguageComment[];
  /** The range that "next line" means for a comment at this place: the whole node below it. */
  readonly nodeBelow: (document: D, comment: LanguageComment) => Span | undefined;
  /** Where a comment line that concerns the node at `offset` is to be inserted: the start of a line, and its indentation. */
  readonly commentPlace: (document: D, offset: number) => { readonly offset: number; readonly indent: string };
  /** Where a comment that concerns the whole file is to be inserted. */
  readonly fileCommentPlace: (document: D) => number;
}
