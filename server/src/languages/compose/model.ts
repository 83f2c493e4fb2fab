import { Memo, type Remembering } from '../../core/memo';
import type { SourceText } from '../../core/text';
import type { YamlComment, YamlStream } from '../yaml/nodes';
import { ComposeFile } from './file';
import type { Lookup } from './interpolate';
import { Service } from './service';
import { asMap, type Entry, type MapValue, type Value } from './tree';

/** The sections that hold named things. */
export const SECTIONS = ['services', 'networks', 'volumes', 'secrets', 'configs', 'models'] as const;
export type SectionName = (typeof SECTIONS)[number];

/** A top-level network, volume, secret, configuration or model, as it is written in one file or as it is in the project. */
export interface Resource {
  readonly section: Exclude<SectionName, 'services'>;
  readonly name: string;
  /** Its key and value; in a project those of the last file that has it. */
  readonly entry: Entry;
  /** Undefined for `data:` with nothing behind it. */
  readonly value: MapValue | undefined;
}

/** One Compose file as it is written: what rules visit. What other files add is in the facts' project. */
export interface ComposeDocument extends Remembering {
  readonly source: SourceText;
  readonly stream: YamlStream;
  readonly file: ComposeFile;
  /** The mappings of its documents, in order; Compose merges them. */
  readonly roots: readonly MapValue[];
  /** All entries of a section, in the order of the text; a name can be there once a document. */
  readonly section: (name: SectionName) => readonly Entry[];
  readonly services: readonly Service[];
  readonly resources: readonly Resource[];
  /** A top-level entry: `name`, `version`, `include` … of the last document that has it. */
  readonly top: (key: string) => Entry | undefined;
  readonly comments: readonly YamlComment[];
}

/** Reads a Compose file. Every text has a result; what is broken in one service leaves the others as they are. */
export function parseCompose(text: string, path?: string, lookup?: Lookup): ComposeDocument {
  return new Document(new ComposeFile(text, path, lookup));
}

class Document implements ComposeDocument {
  readonly memo = new Memo();
  readonly file: ComposeFile;
  #services: readonly Service[] | undefined;
  #resources: readonly Resource[] | undefined;
  #roots: readonly MapValue[] | undefined;

  constructor(file: ComposeFile) {
    this.file = file;
  }

  get source(): SourceText {
    return this.file.source;
  }

  get stream(): YamlStream {
    return this.file.stream;
  }

  get comments(): readonly YamlComment[] {
    return this.stream.comments;
  }

  get roots(): readonly MapValue[] {
    this.#roots ??= this.file.roots.flatMap((root) => asMap(root) ?? []);
    return this.#roots;
  }

  section(name: SectionName): readonly Entry[] {
    return this.roots.flatMap((root) => entriesIn(root.get(name)));
  }

  get services(): readonly Service[] {
    this.#services ??= this.section('services').map((entry) => new Service(entry));
    return this.#services;
  }

  get resources(): readonly Resource[] {
    this.#resources ??= resourcesOf((name) => this.section(name));
    return this.#resources;
  }

  top(key: string): Entry | undefined {
    return this.roots.findLast((root) => root.has(key))?.entry(key);
  }
}

const entriesIn = (value: Value | undefined): readonly Entry[] =>
  // `x-…` is a name here like any other.
  value?.kind === 'map' ? value.entries : [];

/** The resources of all sections but services. */
export function resourcesOf(section: (name: SectionName) => readonly Entry[]): readonly Resource[] {
  return SECTIONS.flatMap((name) =>
    name === 'services'
      ? []
      : section(name).map((entry) => ({ section: name, name: entry.name, entry, value: asMap(entry.value) })),
  );
}
