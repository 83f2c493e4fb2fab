import { type Span, span } from '../../core/span';
import { lineAt, lineSpan, type SourceText, sourceText } from '../../core/text';
import type {
  YamlAlias,
  YamlComment,
  YamlDocument,
  YamlEntry,
  YamlItem,
  YamlMapping,
  YamlNode,
  YamlProblem,
  YamlScalar,
  YamlSequence,
  YamlStream,
} from './nodes';
import type {
  RawAlias,
  RawDocument,
  RawEntry,
  RawItem,
  RawMapping,
  RawMark,
  RawNode,
  RawProblem,
  RawScalar,
  RawSequence,
} from './raw';
import { readDocuments } from './read';
import { type Part, splitStream } from './split';

/**
 * Reads a text into its YAML documents. Every text gives a stream: what is broken is among the problems, and the rest is in the trees.
 * Documents that were seen before, at whatever place, are not read again.
 */
export function parseStream(text: string): YamlStream {
  const source = sourceText(text);
  const parts = splitStream(source);
  const documents = readDocuments(parts.map((part) => text.slice(baseOf(part), part.end)));
  return new Stream(
    source,
    documents.map((raw, index) => new Document(source, parts[index] ?? NO_PART, raw, index)),
  );
}

/** Where the text begins that is read. With content on its line the `---` is read too: YAML forbids there what may stand below. */
const baseOf = (part: Part): number => (part.inline ? part.separatorStart : part.start);

const NO_PART: Part = { start: 0, end: 0, separatorStart: -1, separatorEnd: -1, inline: false, bad: undefined };

class Stream implements YamlStream {
  readonly source: SourceText;
  readonly documents: readonly Document[];
  #comments: readonly YamlComment[] | undefined;

  constructor(source: SourceText, documents: readonly Document[]) {
    this.source = source;
    this.documents = documents;
  }

  get comments(): readonly YamlComment[] {
    this.#comments ??= this.documents.flatMap((document) => {
      const behind = separatorComment(this.source, document.separator);
      return behind ? [behind, ...document.comments] : document.comments;
    });
    return this.#comments;
  }
}

/** The comment of `--- # like this`. */
function separatorComment(source: SourceText, separator: Span | undefined): YamlComment | undefined {
  if (!separator) return undefined;
  const at = source.text.slice(separator.start, separator.end).indexOf('#');
  return at < 0 ? undefined : comment(source, span(separator.start + at, separator.end));
}

function comment(source: SourceText, at: Span): YamlComment {
  const line = lineAt(source, at.start);
  const before = source.text.slice(lineSpan(source, line).start, at.start);
  return {
    span: at,
    text: source.text.slice(at.start + 1, at.end).trim(),
    line,
    alone: /^\ufeff?[ \t]*$/.test(before),
  };
}

class Document implements YamlDocument {
  readonly index: number;
  readonly source: SourceText;
  readonly #part: Part;
  readonly #raw: RawDocument;
  /** Where offset 0 of the raw tree is. */
  readonly base: number;
  #root: YamlNode | undefined;
  #problems: readonly YamlProblem[] | undefined;
  #comments: readonly YamlComment[] | undefined;

  constructor(source: SourceText, part: Part, raw: RawDocument, index: number) {
    this.source = source;
    this.index = index;
    this.base = baseOf(part);
    this.#part = part;
    this.#raw = raw;
  }

  get span(): Span {
    return span(this.#part.start, this.#part.end);
  }

  get text(): string {
    // What was read is the same string at every key that is pressed, whose hash V8 knows.
    return this.#part.inline ? this.source.text.slice(this.#part.start, this.#part.end) : this.#raw.text;
  }

  get separator(): Span | undefined {
    const { separatorStart, separatorEnd } = this.#part;
    return separatorStart < 0 ? undefined : span(separatorStart, separatorEnd);
  }

  get refused(): boolean {
    return this.#raw.refused;
  }

  get root(): YamlNode | undefined {
    const { root } = this.#raw;
    if (root) this.#root ??= viewOf(this, root, undefined, undefined);
    return this.#root;
  }

  get problems(): readonly YamlProblem[] {
    this.#problems ??= this.#allProblems();
    return this.#problems;
  }

  get comments(): readonly YamlComment[] {
    this.#comments ??= this.#raw.comments.map(({ start, end }) =>
      comment(this.source, span(this.base + start, this.base + end)),
    );
    return this.#comments;
  }

  /** The view of a node of the raw tree, the same one that leads there from the root. */
  view(raw: RawNode): YamlNode | undefined {
    if (!raw.parent) return this.root;
    const parent = this.view(raw.parent);
    if (parent?.kind === 'sequence') return parent.items[raw.slot]?.value;
    if (parent?.kind !== 'mapping') return undefined;
    const entry = parent.entries[raw.slot];
    const isKey = raw.parent.kind === 'mapping' && raw.parent.entries[raw.slot]?.key === raw;
    return isKey ? entry?.key : entry?.value;
  }

  #allProblems(): readonly YamlProblem[] {
    const own = this.#raw.problems.map((problem) => moved(problem, this.base));
    const { bad } = this.#part;
    if (!bad) return own;
    const others = own.filter((problem) => problem.span.end <= bad.start || problem.span.start >= bad.end);
    const all: YamlProblem[] = [
      ...others,
      { code: 'bad-separator', message: bad.message, span: span(bad.start, bad.end) },
    ];
    return all.sort((a, b) => a.span.start - b.span.start);
  }
}

function moved({ code, message, start, end, related }: RawProblem, by: number): YamlProblem {
  const at = span(start + by, end + by);
  return related
    ? { code, message, span: at, related: span(related.start + by, related.end + by) }
    : { code, message, span: at };
}

type Holder = YamlEntry | YamlItem | undefined;

function viewOf(document: Document, raw: RawNode, parent: YamlNode['parent'], holder: Holder): YamlNode {
  switch (raw.kind) {
    case 'mapping':
      return new Mapping(document, raw, parent, holder);
    case 'sequence':
      return new Sequence(document, raw, parent, holder);
    case 'scalar':
      return new Scalar(document, raw, parent, holder);
    default:
      return new Alias(document, raw, parent, holder);
  }
}

/** What all nodes have. */
abstract class View<R extends RawNode> {
  readonly document: Document;
  readonly parent: YamlNode['parent'];
  readonly holder: Holder;
  protected readonly raw: R;

  constructor(document: Document, raw: R, parent: YamlNode['parent'], holder: Holder) {
    this.document = document;
    this.parent = parent;
    this.holder = holder;
    this.raw = raw;
  }

  get span(): Span {
    const { base } = this.document;
    return span(base + this.raw.start, base + this.raw.end);
  }

  get anchor(): YamlNode['anchor'] {
    return this.raw.anchor && markAt(this.document.base, this.raw.anchor);
  }

  get tag(): YamlNode['tag'] {
    return this.raw.tag && markAt(this.document.base, this.raw.tag);
  }
}

const markAt = (base: number, { name, start, end }: RawMark): YamlNode['anchor'] => ({
  name,
  span: span(base + start, base + end),
});

class Scalar extends View<RawScalar> implements YamlScalar {
  readonly kind = 'scalar';

  get style(): YamlScalar['style'] {
    return this.raw.style;
  }

  get text(): string {
    return this.raw.text;
  }
}

class Alias extends View<RawAlias> implements YamlAlias {
  readonly kind = 'alias';

  get name(): string {
    return this.raw.name;
  }

  get target(): YamlAlias['target'] {
    const { target } = this.raw;
    const view = target && this.document.view(target);
    return view?.kind === 'alias' ? undefined : view;
  }
}

class Mapping extends View<RawMapping> implements YamlMapping {
  readonly kind = 'mapping';
  #entries: readonly YamlEntry[] | undefined;
  expanded: readonly YamlEntry[] | undefined = undefined;

  get flow(): boolean {
    return this.raw.flow;
  }

  get entries(): readonly YamlEntry[] {
    this.#entries ??= this.raw.entries.map((entry, index) => new Entry(this, entry, index));
    return this.#entries;
  }
}

class Entry implements YamlEntry {
  readonly kind = 'entry';
  readonly mapping: Mapping;
  readonly index: number;
  readonly #raw: RawEntry;
  #key: YamlNode | undefined;
  #value: YamlNode | undefined;

  constructor(mapping: Mapping, raw: RawEntry, index: number) {
    this.mapping = mapping;
    this.index = index;
    this.#raw = raw;
  }

  get name(): string {
    return this.#raw.name;
  }

  get key(): YamlNode {
    this.#key ??= viewOf(this.mapping.document, this.#raw.key, this.mapping, this);
    return this.#key;
  }

  get value(): YamlNode | undefined {
    const { value } = this.#raw;
    if (value) this.#value ??= viewOf(this.mapping.document, value, this.mapping, this);
    return this.#value;
  }

  get colon(): number | undefined {
    return this.#raw.colon < 0 ? undefined : this.mapping.document.base + this.#raw.colon;
  }

  get span(): Span {
    const { base } = this.mapping.document;
    return span(base + this.#raw.start, base + this.#raw.end);
  }
}

class Sequence extends View<RawSequence> implements YamlSequence {
  readonly kind = 'sequence';
  #items: readonly YamlItem[] | undefined;

  get flow(): boolean {
    return this.raw.flow;
  }

  get items(): readonly YamlItem[] {
    this.#items ??= this.raw.items.map((item, index) => new Item(this, item, index));
    return this.#items;
  }
}

class Item implements YamlItem {
  readonly kind = 'item';
  readonly sequence: Sequence;
  readonly index: number;
  readonly #raw: RawItem;
  #value: YamlNode | undefined;

  constructor(sequence: Sequence, raw: RawItem, index: number) {
    this.sequence = sequence;
    this.index = index;
    this.#raw = raw;
  }

  get value(): YamlNode | undefined {
    const { value } = this.#raw;
    if (value) this.#value ??= viewOf(this.sequence.document, value, this.sequence, this);
    return this.#value;
  }

  get span(): Span {
    const { base } = this.sequence.document;
    return span(base + this.#raw.start, base + this.#raw.end);
  }
}
