import type { Span } from '../../core/span';
import type { SourceText } from '../../core/text';

/**
 * A YAML text as its documents. Documents are parsed one by one and cached by their text; nodes are made when they are asked for, so that
 * a document that only moved costs nothing. Every span is absolute in the file, in UTF-16 code units, half-open.
 */
export interface YamlStream {
  readonly source: SourceText;
  readonly documents: readonly YamlDocument[];
  /** All comments of the file, in order. */
  readonly comments: readonly YamlComment[];
}

export interface YamlDocument {
  /** Place among the documents of the stream, empty ones included. */
  readonly index: number;
  /** From behind its `---` line (or the start of the file) to the next `---` line (or the end). */
  readonly span: Span;
  readonly source: SourceText;
  /** The text of `span`; equal texts have equal trees. */
  readonly text: string;
  /** The `---` line above it. */
  readonly separator: Span | undefined;
  /** Undefined when nothing but comments stands in it. */
  readonly root: YamlNode | undefined;
  readonly problems: readonly YamlProblem[];
  readonly comments: readonly YamlComment[];
  /** Too large or too deeply nested to be read: `root` is undefined, and `problems` says why. */
  readonly refused: boolean;
}

export interface YamlComment {
  /** From the `#` to the end of its line. */
  readonly span: Span;
  /** Behind the `#`, trimmed. */
  readonly text: string;
  readonly line: number;
  /** Nothing but blanks stands before it on its line. */
  readonly alone: boolean;
}

export type YamlProblemCode =
  | 'syntax'
  | 'tab-indentation'
  | 'unclosed-quote'
  | 'unclosed-bracket'
  | 'missing-space-after-colon'
  | 'duplicate-key'
  | 'unknown-anchor'
  | 'alias-cycle'
  | 'bad-separator'
  | 'bad-indentation'
  | 'too-large'
  | 'too-deep'
  | 'too-many-aliases';

/** Something that is wrong with the text itself, where the person made the mistake. */
export interface YamlProblem {
  readonly code: YamlProblemCode;
  readonly message: string;
  readonly span: Span;
  /** For `duplicate-key`: the first one. */
  readonly related?: Span;
}

interface NodeBase {
  readonly document: YamlDocument;
  /** The value itself, without anchor, tag, trailing comment and line end; quotes and brackets belong to it. */
  readonly span: Span;
  readonly anchor: { readonly name: string; readonly span: Span } | undefined;
  /** As written: `!reset`, `!!str`. */
  readonly tag: { readonly name: string; readonly span: Span } | undefined;
  /** The mapping or sequence that holds it; undefined for the root. */
  readonly parent: YamlMapping | YamlSequence | undefined;
  /** The entry whose key or value it is, or the item whose value it is; undefined for the root. */
  readonly holder: YamlEntry | YamlItem | undefined;
}

export interface YamlEntry {
  readonly kind: 'entry';
  readonly mapping: YamlMapping;
  /** Place among the entries of its mapping. */
  readonly index: number;
  readonly key: YamlNode;
  /** The text of a scalar key; a complex key's text in the file. */
  readonly name: string;
  /** Where its colon stands; undefined when there is none, as in `{a, b}` and behind a half-typed key. */
  readonly colon: number | undefined;
  /** Undefined when nothing stands behind the colon. */
  readonly value: YamlNode | undefined;
  /** From the key to the end of the value. */
  readonly span: Span;
}

export interface YamlMapping extends NodeBase {
  readonly kind: 'mapping';
  readonly flow: boolean;
  /** As written: `<<` is an entry like any other, duplicates are all there. */
  readonly entries: readonly YamlEntry[];
  /** What query.ts `entriesOf` made of them; kept here, since a WeakMap keeps whole documents alive for too long (core/memo.ts). */
  expanded: readonly YamlEntry[] | undefined;
}

export interface YamlItem {
  readonly kind: 'item';
  readonly sequence: YamlSequence;
  /** Place among the items of its sequence. */
  readonly index: number;
  readonly value: YamlNode | undefined;
  /** From the dash (in flow style: from the value) to the end of the value. */
  readonly span: Span;
}

export interface YamlSequence extends NodeBase {
  readonly kind: 'sequence';
  readonly flow: boolean;
  readonly items: readonly YamlItem[];
}

export type ScalarStyle = 'plain' | 'single' | 'double' | 'literal' | 'folded';

export interface YamlScalar extends NodeBase {
  readonly kind: 'scalar';
  readonly style: ScalarStyle;
  /** What it says once quotes, escapes and folding are done. */
  readonly text: string;
}

export interface YamlAlias extends NodeBase {
  readonly kind: 'alias';
  readonly name: string;
  /** The anchored node above it; undefined when there is none, or when it would lead round in a circle. */
  readonly target: Exclude<YamlNode, YamlAlias> | undefined;
}

export type YamlNode = YamlMapping | YamlSequence | YamlScalar | YamlAlias;
