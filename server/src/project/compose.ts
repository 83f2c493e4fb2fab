import { baseName, type Files, joinPath, parentPath } from '../core/files';
import { parseDotenv } from '../languages/compose/dotenv';
import type { ComposeFacts, Role } from '../languages/compose/facts';
import { ComposeFile } from '../languages/compose/file';
import { type ComposeDocument, parseCompose, SECTIONS, type SectionName } from '../languages/compose/model';
import { isComposeName, MAIN_NAMES, OVERRIDE_NAMES } from '../languages/compose/names';
import { type Environment, environmentOf, loadProject } from '../languages/compose/project/load';
import { referencesOf } from '../languages/compose/references';
import { loadComposeDescriptions, loadComposeSchema } from '../languages/compose/schema/load';
import type { ComposeSchema } from '../languages/compose/schema/types';
import type { Service } from '../languages/compose/service';
import { asMap, type MapValue, scalarsOf, textOf } from '../languages/compose/tree';
import { builtFrom } from './built-from';

export interface ComposePlace {
  readonly files: Files;
  readonly path: string;
}

/** Reads the schema that the build ships; undefined when it is not there. */
export async function readComposeSchema(
  asset: (name: string) => Promise<string | undefined>,
): Promise<ComposeSchema | undefined> {
  const json = await asset('compose.json');
  return json === undefined ? undefined : loadComposeSchema(json);
}

/** Reads the schema's own texts for keys, which only hovers need. */
export const readComposeDescriptions = async (
  asset: (name: string) => Promise<string | undefined>,
): Promise<(id: string) => string | undefined> =>
  loadComposeDescriptions((await asset('compose-descriptions.json')) ?? '{}');

/** A text in its surroundings: the document with its variables put in, and what is known beyond it. */
export interface ComposeReading {
  readonly document: ComposeDocument;
  readonly facts: ComposeFacts;
  /** See the engine's `LintRequest`. */
  readonly stable: string | undefined;
}

/** Reads a Compose file where it stands. Everything that is asked of `place.files` may be unknown, and then the answers are. */
export function readCompose(
  text: string,
  schema: ComposeSchema | undefined,
  place: ComposePlace | undefined,
): ComposeReading {
  const membership = place ? membershipOf(place, text) : ALONE;
  const { folder, role, paths } = membership;
  const environment = environmentOf(place?.files, folder, membership.around, membership.envPath);
  const path = place?.path ?? 'compose.yaml';
  const document = parseCompose(text, path, environment.lookup);
  const project = loadProject({
    files: place?.files,
    paths: paths.length > 0 ? paths : [path],
    folder: membership.projectFolder,
    open: new Map([[path, document.file]]),
  });
  const facts: ComposeFacts = {
    schema,
    project,
    role,
    fragment: role !== 'main',
    whole: membership.whole,
    dotenv: environment.dotenv,
    dotenvPath: place && environment.path,
    folder: place && folder,
    builtFrom: (service) => builtFrom(service, place?.files, folder),
    workspace: place,
  };
  return { document, facts, stable: stableFacts(document, facts) };
}

/** What brings into a service what stands in another one or another file. */
const BRINGS_MORE = /\b(?:extends|include)\b|!(?:reset|override)\b/;

/**
 * Names what a rule may know beside the service that it looks at; undefined unless the file is all of its project, in which every service is
 * what is written of it.
 */
function stableFacts(document: ComposeDocument, { project, role, whole }: ComposeFacts): string | undefined {
  const { stream, source } = document;
  if (project.allFiles.length !== 1 || role !== 'main' || stream.documents.length !== 1) return undefined;
  if (BRINGS_MORE.test(source.text)) return undefined;
  return `${whole} ${project.complete}`;
}

/** How a file belongs to a project. */
interface Membership {
  readonly role: Role;
  readonly whole: boolean;
  /** The project's main file and those laid over it. */
  readonly paths: readonly string[];
  /** The folder of the project, and the one of this file's own relative paths and variables. */
  readonly projectFolder: string;
  readonly folder: string;
  readonly around?: Environment['lookup'];
  readonly envPath?: string;
}

const ALONE: Membership = { role: 'main', whole: true, paths: [], projectFolder: '.', folder: '.' };

/** As many folders above are searched for a project that uses the file. */
const MAX_LEVELS = 3;

function membershipOf(place: ComposePlace, text: string): Membership {
  const { files, path } = place;
  const folder = parentPath(path);
  const own = projectIn(files, folder);
  const at = own.indexOf(path);
  const used = usedBy(place, folder, own);
  if (used) return used;
  if (at === 0) return { role: 'main', whole: true, paths: own, projectFolder: folder, folder };
  if (own.length === 0) {
    const role: Role = /\boverride\b/.test(baseName(path)) ? 'override' : 'main';
    return { role, whole: role === 'main', paths: [path], projectFolder: folder, folder };
  }
  if (at > 0) return { role: 'override', whole: true, paths: own, projectFolder: folder, folder };
  return besideMain(place, folder, own, text);
}

/** A file beside a main file that is not laid over it by itself: `compose.prod.yaml`. What is in it tells whether it stands alone. */
function besideMain({ files, path }: ComposePlace, folder: string, own: readonly string[], text: string): Membership {
  const [main] = own;
  const alone: Membership = { role: 'main', whole: true, paths: [path], projectFolder: folder, folder };
  if (main === undefined || !isComposeName(path) || MAIN_NAMES.some((name) => name === baseName(path))) return alone;
  const mainText = files.text(main);
  if (typeof mainText !== 'string')
    return mainText === undefined ? { ...alone, role: 'override', whole: false } : alone;
  const mainDocument = parseCompose(mainText);
  const there = new Set(serviceNames(mainDocument));
  const document = parseCompose(text);
  const [ownNames, mainNames] = [declaredIn(document), declaredIn(mainDocument)];
  const needsOther = document.services.some(
    (service) =>
      !ownsImage(service.has.bind(service)) || there.has(service.name) || refersTo(service, ownNames, mainNames),
  );
  const role: Role = needsOther || document.services.length === 0 ? 'override' : 'main';
  return role === 'main' ? alone : { role, whole: false, paths: [main, path], projectFolder: folder, folder };
}

/** Whether a service refers to what only the other file declares. */
const refersTo = (service: Service, own: Declared, other: Declared): boolean =>
  referencesOf(service).some(
    ({ section, name }) => name !== undefined && !own.get(section)?.has(name) && other.get(section)?.has(name) === true,
  );

type Declared = ReadonlyMap<SectionName, ReadonlySet<string>>;

const declaredIn = (document: ComposeDocument): Declared =>
  new Map(SECTIONS.map((section) => [section, new Set(document.section(section).map(({ name }) => name))]));

const ownsImage = (has: (key: string) => boolean): boolean =>
  has('image') || has('build') || has('provider') || has('extends');

const serviceNames = (document: ComposeDocument): readonly string[] => document.services.map(({ name }) => name);

/** The files that `docker compose` takes in a folder: those that `COMPOSE_FILE` of its `.env` names, else the usual names. */
function projectIn(files: Files, folder: string): readonly string[] {
  const named = composeFileOf(files, folder);
  if (named) return named;
  const entries = files.list(folder);
  if (!entries) return [];
  const there = new Set(entries.flatMap(({ name, kind }) => (kind === 'folder' ? [] : [name])));
  const main = MAIN_NAMES.find((name) => there.has(name));
  const override = OVERRIDE_NAMES.find((name) => there.has(name));
  return [main, main && override].flatMap((name) => (name === undefined ? [] : (joinPath(folder, name) ?? [])));
}

function composeFileOf(files: Files, folder: string): readonly string[] | undefined {
  const path = joinPath(folder, '.env');
  const text = path === undefined ? undefined : files.text(path);
  if (typeof text !== 'string') return undefined;
  const dotenv = parseDotenv(text);
  const value = dotenv.get('COMPOSE_FILE')?.value;
  if (value === undefined || value === '') return undefined;
  const separator = dotenv.get('COMPOSE_PATH_SEPARATOR')?.value ?? (value.includes(';') ? ';' : ':');
  return value.split(separator === '' ? ':' : separator).flatMap((name) => joinPath(folder, name) ?? []);
}

/** The project, here or in a folder above, that includes the file or extends its services. */
function usedBy({ files, path }: ComposePlace, folder: string, own: readonly string[]): Membership | undefined {
  let at = folder;
  for (let level = 0; level <= MAX_LEVELS; level++) {
    const project = at === folder ? own : projectIn(files, at);
    if (project.length > 0 && !project.includes(path)) {
      const use = useIn(files, project, at, path);
      if (use) return use;
    }
    if (at === '.') return undefined;
    at = parentPath(at);
  }
  return undefined;
}

/** As many files that a project uses are searched for uses of another. */
const MAX_USES = 40;

/** How the files of a project use another file, themselves or by way of files that they use. */
function useIn(files: Files, project: readonly string[], folder: string, path: string): Membership | undefined {
  const environment = environmentOf(files, folder);
  const waiting: Use[] = project.map((own) => ({ path: own, role: 'included', folder }));
  const seen = new Set(project);
  for (let next = waiting.shift(); next && seen.size <= MAX_USES; next = waiting.shift()) {
    for (const use of usesIn(files, next, environment.lookup)) {
      if (use.path === path) return memberBy(use, project, folder, environment.lookup);
      if (!seen.has(use.path)) waiting.push(use);
      seen.add(use.path);
    }
  }
  return undefined;
}

const memberBy = (use: Use, project: readonly string[], folder: string, around: Environment['lookup']): Membership => ({
  role: use.role,
  whole: use.role === 'included',
  paths: project,
  projectFolder: folder,
  folder: use.role === 'included' ? use.folder : folder,
  around,
  ...(use.envPath === undefined ? {} : { envPath: use.envPath }),
});

/** A file that another one uses. */
interface Use {
  readonly path: string;
  readonly role: 'included' | 'base';
  /** Where its own relative paths start. */
  readonly folder: string;
  readonly envPath?: string;
}

function usesIn(files: Files, { path, role, folder }: Use, lookup: Environment['lookup']): readonly Use[] {
  const text = files.text(path);
  if (typeof text !== 'string' || !/\b(?:include|extends)\b/.test(text)) return [];
  const roots = new ComposeFile(text, path, lookup).roots.map(asMap);
  const bases = roots.flatMap((root) => basesIn(root, folder));
  return role === 'base' ? bases : [...roots.flatMap((root) => includesIn(root, folder)), ...bases];
}

function includesIn(root: MapValue | undefined, folder: string): readonly Use[] {
  const include = root?.get('include');
  return (include?.kind === 'list' ? include.items : []).flatMap(({ value }) => {
    const map = asMap(value);
    const paths = scalarsOf(map ? map.get('path') : value).flatMap((name) => joined(folder, textOf(name)) ?? []);
    const envPath = joined(folder, textOf(scalarsOf(map?.get('env_file')).at(-1)));
    const own = joined(folder, textOf(map?.get('project_directory'))) ?? parentPath(paths[0] ?? '');
    return paths.map(
      (path): Use => ({
        path,
        role: 'included',
        folder: own,
        ...(envPath === undefined ? {} : { envPath }),
      }),
    );
  });
}

const basesIn = (root: MapValue | undefined, folder: string): readonly Use[] =>
  (asMap(root?.get('services'))?.entries ?? []).flatMap(({ value }): readonly Use[] => {
    const path = joined(folder, textOf(asMap(asMap(value)?.get('extends'))?.get('file')));
    return path === undefined ? [] : [{ path, role: 'base', folder: parentPath(path) }];
  });

const joined = (folder: string, name: string | undefined): string | undefined =>
  name === undefined ? undefined : joinPath(folder, name);
