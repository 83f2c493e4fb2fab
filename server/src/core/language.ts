import type { LanguageId, Tool } from './finding';
import type { Document } from './rule';
import type { Span } from './span';

/** A comment as the suppression reader sees it. `text` is what stands behind the comment sign, trimmed. */
export interface LanguageComment {
  readonly span: Span;
  readonly text: string;
}

/** What a comment or an annotation of another tool silences. */
export interface ForeignSuppression {
  readonly tool: Tool;
  /** What it names, in that tool's spelling; undefined when it means all that the tool would report. */
  readonly ids: readonly { readonly name: string; readonly span: Span }[] | undefined;
  /** Where it is written. */
  readonly span: Span;
  /** Where it works. */
  readonly scope: Span;
}

/** What takes a document's nodes from {@link LanguageAdapter.walk}. */
export interface NodeVisitor {
  /**
   * Called before the nodes of each unit: an instruction, a document of a stream. The key holds all that a `local` rule's judgement of
   * the unit's nodes depends on: their text and what is in effect around them. Undefined when that is too much to remember. With
   * a `span`, whose text equal keys have in common, not only the silence of such rules is repeated but also what they said.
   */
  readonly unit: (key: string | undefined, span?: Span) => void;
  /** Whether anyone looks at nodes of a kind in this unit; what is costly to read need not be read else. */
  readonly wants: (kind: string) => boolean;
  readonly visit: (kind: string, node: unknown) => void;
}

/** What the engine must know of a language to lint a text in it. */
export interface LanguageAdapter<D extends Document = Document> {
  readonly id: LanguageId;
  /** Never throws; a broken text gives a document with what could be understood. */
  readonly parse: (text: string) => D;
  /** Visits every node, unit by unit, in the order of the text. */
  readonly walk: (document: D, visitor: NodeVisitor) => void;
  readonly comments: (document: D) => readonly LanguageComment[];
  /** What other tools were told to be silent about; their rules are known by their equivalents. */
  readonly foreign?: (document: D) => readonly ForeignSuppression[];
  /** The range that "next line" means for a comment at this place: the whole node below it. */
  readonly nodeBelow: (document: D, comment: LanguageComment) => Span | undefined;
  /** Where a comment line that concerns the node at `offset` is to be inserted: the start of a line, and its indentation. */
  readonly commentPlace: (document: D, offset: number) => { readonly offset: number; readonly indent: string };
  /** Where a comment that concerns the whole file is to be inserted. */
  readonly fileCommentPlace: (document: D) => number;
}
