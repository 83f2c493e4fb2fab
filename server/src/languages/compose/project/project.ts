import type { Span } from '../../../core/span';
import type { ComposeFile } from '../file';
import { type Resource, resourcesOf, type SectionName } from '../model';
import { Service } from '../service';
import type { Entry, MapValue, Value } from '../tree';

/** What kept a project from being read as Compose would. */
export interface ProjectProblem {
  readonly code:
    | 'include-missing'
    | 'include-cycle'
    | 'include-conflict'
    | 'misfit'
    | 'extends-file-missing'
    | 'extends-no-service'
    | 'extends-cycle';
  /** The file in which the cause is written, and where. */
  readonly file: ComposeFile;
  readonly span: Span;
  /** The path, service or key that is at fault. */
  readonly name: string;
  /** Names that would have been right: services of the file that is extended. */
  readonly candidates: readonly string[];
}

/**
 * All files of a project merged as Compose merges them. Values know the file and place where they are written; what a rule reports must
 * stand in its own file (`value.file === ctx.doc.file`).
 */
export class Project {
  /** The main file first, then those laid over it. */
  readonly files: readonly ComposeFile[];
  /** Every file that has a part in it: included ones and bases of `extends` too. */
  readonly allFiles: readonly ComposeFile[];
  readonly root: MapValue | undefined;
  readonly problems: readonly ProjectProblem[];
  /** False when a file could not be read, or a name in it is not known: what is missing may be there. */
  readonly complete: boolean;
  /** The services that others extend, as they are written. */
  readonly bases: readonly Entry[];
  readonly #sections = new Map<SectionName, readonly Entry[]>();
  #services: ReadonlyMap<string, Service> | undefined;
  #resources: readonly Resource[] | undefined;

  constructor(parts: {
    readonly files: readonly ComposeFile[];
    readonly allFiles: readonly ComposeFile[];
    readonly root: MapValue | undefined;
    readonly problems: readonly ProjectProblem[];
    readonly complete: boolean;
    readonly bases: readonly Entry[];
  }) {
    this.files = parts.files;
    this.allFiles = parts.allFiles;
    this.root = parts.root;
    this.problems = parts.problems;
    this.complete = parts.complete;
    this.bases = parts.bases;
  }

  section(name: SectionName): readonly Entry[] {
    const known = this.#sections.get(name);
    if (known) return known;
    const value: Value | undefined = this.root?.get(name);
    const entries = value?.kind === 'map' ? value.entries : [];
    this.#sections.set(name, entries);
    return entries;
  }

  /** The services as they will run: merged, and with what they extend. */
  get services(): ReadonlyMap<string, Service> {
    this.#services ??= new Map(this.section('services').map((entry) => [entry.name, new Service(entry)]));
    return this.#services;
  }

  service(name: string): Service | undefined {
    return this.services.get(name);
  }

  get resources(): readonly Resource[] {
    this.#resources ??= resourcesOf((name) => this.section(name));
    return this.#resources;
  }

  /** The entry of a top-level service, network, volume … */
  entry(section: SectionName, name: string): Entry | undefined {
    const value = this.root?.get(section);
    return value?.kind === 'map' ? value.entry(name) : undefined;
  }

  /** Whether something is declared. The network `default` is always there. */
  has(section: SectionName, name: string): boolean {
    return this.entry(section, name) !== undefined || (section === 'networks' && name === 'default');
  }

  names(section: SectionName): readonly string[] {
    return this.section(section).map((entry) => entry.name);
  }
}
