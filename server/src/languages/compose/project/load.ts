import { type Files, joinPath, parentPath } from '../../../core/files';
import { type Dotenv, parseDotenv } from '../dotenv';
import { ComposeFile } from '../file';
import type { Lookup } from '../interpolate';
import { asMap, type Entry, isSame, MapValue, NOTHING, scalarsOf, textOf, type Value } from '../tree';
import { imported } from './imported';
import { mergeProjects, mergeServices, misfits } from './merge';
import { Project, type ProjectProblem } from './project';

/** What a project is read from. */
export interface ProjectSource {
  /** Undefined for a text without a place: nothing around it is known. */
  readonly files: Files | undefined;
  /** The main file and those laid over it, in order. */
  readonly paths: readonly string[];
  /** The folder of `.env` and of relative paths. */
  readonly folder: string;
  /** Documents that are at hand already, by path: the one that is linted. */
  readonly open: ReadonlyMap<string, ComposeFile>;
}

/** More files than this are not read. */
const MAX_FILES = 200;
/** Bases of bases, and includes in includes, are followed this far. */
const MAX_CHAIN = 32;

/** Reads a project. Never throws: circles, missing files and broken ones are among its problems, or make it incomplete. */
export function loadProject(source: ProjectSource): Project {
  const loader = new Loader(source);
  const environment = environmentOf(source.files, source.folder);
  const root = loader.load(source.paths, environment, []);
  return new Project({
    files: source.paths.flatMap((path) => loader.fileOf(path) ?? []),
    allFiles: loader.allFiles,
    root,
    problems: loader.problems,
    complete: loader.complete,
    bases: [...loader.bases],
  });
}

/** The variables of a project: its `.env`, over those of the project that includes it. */
export interface Environment {
  readonly lookup: Lookup;
  readonly folder: string;
  readonly dotenv: Dotenv | undefined;
  /** Path of the `.env`, there or not. */
  readonly path: string | undefined;
}

export function environmentOf(files: Files | undefined, folder: string, around?: Lookup, path?: string): Environment {
  const at = path ?? joinPath(folder, '.env');
  const text = at === undefined ? undefined : files?.text(at);
  const dotenv = typeof text === 'string' ? parseDotenv(text, around) : undefined;
  const lookup: Lookup = (name) => around?.(name) ?? dotenv?.get(name)?.value;
  return { lookup, folder, dotenv, path: at };
}

class Loader {
  readonly problems: ProjectProblem[] = [];
  complete = true;
  readonly bases = new Set<Entry>();
  readonly #source: ProjectSource;
  readonly #files = new Map<string, ComposeFile>();
  /** Files that are no bases alone. */
  readonly #loaded = new Set<ComposeFile>();

  constructor(source: ProjectSource) {
    this.#source = source;
  }

  get allFiles(): readonly ComposeFile[] {
    return [...this.#files.values()];
  }

  fileOf(path: string): ComposeFile | undefined {
    return this.#files.get(path);
  }

  /** The files of a project laid over one another; `including` are the paths that led here. */
  load(paths: readonly string[], environment: Environment, including: readonly string[]): MapValue | undefined {
    let merged: MapValue | undefined;
    for (const path of paths) {
      const file = this.#open(path, environment.lookup);
      if (!file) continue;
      this.#loaded.add(file);
      for (const root of file.roots) merged = this.#addDocument(merged, asMap(root), file, environment, including);
    }
    return merged;
  }

  #addDocument(
    merged: MapValue | undefined,
    root: MapValue | undefined,
    file: ComposeFile,
    environment: Environment,
    including: readonly string[],
  ): MapValue | undefined {
    if (!root) return merged;
    const whole = this.#withBases(root, file, environment);
    if (merged) this.#noteMisfits(merged, whole, '');
    const together = merged ? mergeProjects(merged, whole) : whole;
    return this.#withIncludes(together, root, file, environment, including);
  }

  /** A file by its path; undefined when it is not there or not to be read. */
  #open(path: string, lookup: Lookup): ComposeFile | null | undefined {
    const known = this.#files.get(path);
    if (known) return known;
    const open = this.#source.open.get(path);
    if (!open && this.#files.size >= MAX_FILES) return this.#unknown();
    const text = open ? undefined : this.#source.files?.text(path);
    if (!open && typeof text !== 'string') return text === null ? null : this.#unknown();
    const file = open ?? new ComposeFile(text ?? '', path, lookup);
    this.#files.set(path, file);
    return file;
  }

  #unknown(): undefined {
    this.complete = false;
    return undefined;
  }

  // --- extends --------------------------------------------------------------------------------------------------------------------------

  #withBases(root: MapValue, file: ComposeFile, environment: Environment): MapValue {
    const services = asMap(root.get('services'));
    if (!services?.entries.some(({ value }) => asMap(value)?.has('extends'))) return root;
    const entries = services.entries.map((entry) => this.#withBase(entry, services, file, environment));
    const changed = new MapValue(services.file, services.span, services.node, () => ({
      entries,
      cleared: services.cleared,
    }));
    return replaced(root, 'services', changed);
  }

  #withBase(entry: Entry, services: MapValue, file: ComposeFile, environment: Environment): Entry {
    const value = this.#extended(entry, services, file, environment, []);
    return value === entry.value ? entry : { ...plain(entry), value };
  }

  /** A service with what it extends below it. */
  #extended(
    entry: Entry,
    services: MapValue,
    file: ComposeFile,
    environment: Environment,
    chain: readonly string[],
  ): Value {
    const service = asMap(entry.value);
    const written = service?.entry('extends');
    if (!service || !written) return entry.value;
    const step = `${file.path ?? ''} ${entry.name}`;
    if (chain.includes(step) || chain.length > MAX_CHAIN) {
      this.#problem('extends-cycle', written, entry.name);
      return entry.value;
    }
    const base = this.#baseOf(written, services, file, environment);
    if (!base) return entry.value;
    const below = this.#extended(base.entry, base.services, base.file, environment, [...chain, step]);
    const under = asMap(below);
    if (!under) return entry.value;
    this.#noteMisfits(withoutKeys(under), service, 'services.*');
    return mergeServices(withoutKeys(under), service);
  }

  /** What is laid over something of another kind. */
  #noteMisfits(base: MapValue, over: MapValue, path: string): void {
    for (const { entry } of misfits(base, over, path)) {
      const { file, keySpan: span, name } = entry;
      this.problems.push({ code: 'misfit', file, span, name, candidates: [] });
    }
  }

  #baseOf(
    written: Entry,
    services: MapValue,
    file: ComposeFile,
    environment: Environment,
  ): { entry: Entry; services: MapValue; file: ComposeFile } | undefined {
    const { value } = written;
    const nameValue = value.kind === 'map' ? value.get('service') : value;
    const name = textOf(nameValue);
    const path = value.kind === 'map' ? value.get('file') : undefined;
    if (name === undefined || !nameValue) return nameValue ? this.#unknown() : undefined;
    const place = path ? this.#otherServices(path, file, environment) : { services, file };
    if (!place) return undefined;
    const entry = place.services.entry(name);
    if (entry) {
      this.bases.add(entry);
      return { entry, ...place };
    }
    this.problems.push({
      code: 'extends-no-service',
      file: written.file,
      span: nameValue.span,
      name,
      candidates: place.services.entries.map((other) => other.name),
    });
    return undefined;
  }

  /** The services of the file that `extends.file` names. */
  #otherServices(
    path: Value,
    file: ComposeFile,
    environment: Environment,
  ): { services: MapValue; file: ComposeFile } | undefined {
    const text = textOf(path);
    const at = text === undefined || isRemote(text) ? undefined : joinPath(this.#folderOf(file, environment), text);
    if (text === undefined || at === undefined || text.startsWith('/')) return this.#unknown();
    const other = this.#open(at, environment.lookup);
    if (other === null) {
      this.problems.push({ code: 'extends-file-missing', file, span: path.span, name: text, candidates: [] });
      this.complete = false;
      return undefined;
    }
    if (!other) return undefined;
    const all = other.roots.flatMap((root) => asMap(asMap(root)?.get('services')) ?? []);
    const [first, ...rest] = all;
    // A file without services has none to extend.
    const none = new MapValue(other, path.span, undefined, () => ({ entries: [], cleared: NOTHING }));
    if (!first) return { services: none, file: other };
    return { services: rest.reduce(mergeProjects, first), file: other };
  }

  #folderOf(file: ComposeFile, environment: Environment): string {
    // Paths of the files of a project, included ones too, start at its folder, those of bases at their own.
    return file.path === undefined || this.#loaded.has(file) ? environment.folder : parentPath(file.path);
  }

  // --- include --------------------------------------------------------------------------------------------------------------------------

  #withIncludes(
    merged: MapValue,
    root: MapValue,
    file: ComposeFile,
    environment: Environment,
    including: readonly string[],
  ): MapValue {
    const include = root.get('include');
    if (include?.kind !== 'list') return merged;
    let result = merged;
    for (const { value } of include.items) {
      const included = this.#included(value, file, environment, including);
      // What stands in the including project counts more.
      if (!included) continue;
      this.#noteConflicts(
        included,
        result,
        merged,
        parentPath(scalarsOf(value.kind === 'map' ? value.get('path') : value)[0]?.text ?? ''),
      );
      result = mergeProjects(onlySections(included), result);
    }
    return result;
  }

  /** What both declare must be the same in both. What comes from a file has been brought into its long form by then. */
  #noteConflicts(included: MapValue, all: MapValue, written: MapValue, folder: string): void {
    for (const section of IMPORTED) {
      const mine = asMap(all.get(section));
      const here = asMap(written.get(section));
      for (const other of asMap(included.get(section))?.entries ?? []) {
        const entry = mine?.entry(other.name);
        const made = entry && here?.has(other.name) ? imported(section, other.value, folder) : other.value;
        if (!entry || (made && isSame(entry.value, made))) continue;
        const { file, keySpan: span, name } = entry;
        this.problems.push({ code: 'include-conflict', file, span, name, candidates: [] });
      }
    }
  }

  #included(
    item: Value,
    file: ComposeFile,
    environment: Environment,
    including: readonly string[],
  ): MapValue | undefined {
    const scalars = scalarsOf(item.kind === 'map' ? item.get('path') : item);
    const own = environment.folder;
    const paths: string[] = [];
    for (const scalar of scalars) {
      const path = this.#includedPath(scalar, file, own, [...including, file.path ?? '']);
      if (path === undefined) return undefined;
      paths.push(path);
    }
    const [first] = paths;
    if (first === undefined) return this.#unknown();
    const folder = this.#includedFolder(item, own, first);
    if (folder === undefined) return this.#unknown();
    const given = item.kind === 'map' ? textOf(scalarsOf(item.get('env_file')).at(-1)) : undefined;
    const envPath = given === undefined ? undefined : joinPath(own, given);
    const around = environmentOf(this.#source.files, folder, environment.lookup, envPath);
    return this.load(paths, around, [...including, file.path ?? '']);
  }

  #includedFolder(item: Value, own: string, first: string): string | undefined {
    const given = item.kind === 'map' ? item.get('project_directory') : undefined;
    if (!given) return parentPath(first);
    const text = textOf(given);
    return text === undefined ? undefined : joinPath(own, text);
  }

  #includedPath(value: Value, file: ComposeFile, folder: string, chain: readonly string[]): string | undefined {
    const text = textOf(value);
    const path = text === undefined || isRemote(text) || text.startsWith('/') ? undefined : joinPath(folder, text);
    if (text === undefined || path === undefined || chain.length > MAX_CHAIN) return this.#unknown();
    if (chain.includes(path)) {
      this.problems.push({ code: 'include-cycle', file, span: value.span, name: text, candidates: [] });
      return undefined;
    }
    if (!this.#source.open.has(path) && this.#source.files?.text(path) === null) {
      this.problems.push({ code: 'include-missing', file, span: value.span, name: text, candidates: [] });
      return this.#unknown();
    }
    return path;
  }

  #problem(code: ProjectProblem['code'], entry: Entry, name: string): void {
    this.problems.push({ code, file: entry.file, span: entry.value.span, name, candidates: [] });
  }
}

/** `oci://…`, `https://…`, `git@…`: not on this machine. */
export const isRemote = (path: string): boolean => /^(?:[a-z][a-z0-9+.-]*:\/\/|git@|github\.com\/)/i.test(path);

/** A base's own `extends` was followed already. */
const withoutKeys = (service: MapValue): MapValue =>
  service.has('extends')
    ? new MapValue(service.file, service.span, service.node, () => ({
        entries: service.entries.filter(({ name }) => name !== 'extends'),
        cleared: service.cleared,
      }))
    : service;

const IMPORTED: ReadonlySet<string> = new Set(['services', 'networks', 'volumes', 'secrets', 'configs', 'models']);

/** Of an included project, only what it declares comes over. */
const onlySections = (root: MapValue): MapValue =>
  new MapValue(root.file, root.span, root.node, () => ({
    entries: root.entries.filter(({ name }) => IMPORTED.has(name)),
    cleared: root.cleared,
  }));

function replaced(map: MapValue, name: string, value: Value): MapValue {
  return new MapValue(map.file, map.span, map.node, () => ({
    entries: map.entries.map((entry) => (entry.name === name ? { ...plain(entry), value } : entry)),
    cleared: map.cleared,
  }));
}

const plain = ({ name, file, keySpan, written, override }: Entry): Omit<Entry, 'value'> => ({
  name,
  file,
  keySpan,
  written,
  override,
});
