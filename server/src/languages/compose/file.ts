import type { SourceText } from '../../core/text';
import type { YamlDocument, YamlNode, YamlStream } from '../yaml/nodes';
import type { YamlTarget } from '../yaml/query';
import { parseStream } from '../yaml/stream';
import type { Lookup } from './interpolate';
import { NO_VARIABLES } from './interpolate';
import { readNode, type Value } from './tree';

/** One file as Compose reads it, with the variables that are known there. All values of a project say which file they stand in. */
export class ComposeFile {
  /** In the workspace; undefined for a text without a place. */
  readonly path: string | undefined;
  readonly stream: YamlStream;
  readonly lookup: Lookup;
  readonly #values = new Map<YamlTarget, Value>();
  #roots: readonly (Value | undefined)[] | undefined;

  constructor(text: string, path?: string, lookup: Lookup = NO_VARIABLES) {
    this.path = path;
    this.stream = parseStream(text);
    this.lookup = lookup;
  }

  get source(): SourceText {
    return this.stream.source;
  }

  get documents(): readonly YamlDocument[] {
    return this.stream.documents;
  }

  /** The values of the documents, in order; undefined for one that holds nothing. */
  get roots(): readonly (Value | undefined)[] {
    this.#roots ??= this.documents.map(({ root }) => root && this.read(root));
    return this.#roots;
  }

  /** The value of a node. A node that several aliases lead to has one value. */
  read(node: YamlNode): Value {
    const target = node.kind === 'alias' ? node.target : node;
    const known = target && this.#values.get(target);
    if (known) return known;
    const made = readNode(this, node, target);
    if (target) this.#values.set(target, made);
    return made;
  }
}
