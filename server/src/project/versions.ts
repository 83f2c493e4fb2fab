import { type Files, joinPath, parentPath } from '../core/files';
import { officialName, parseImage } from '../languages/image/reference';
import type { DockerfileFacts, ProjectVersion } from './facts';

/** Where versions are looked for. */
export type Surroundings = Pick<DockerfileFacts, 'fileName' | 'context' | 'workspace'>;

type Reader = (text: string) => string | undefined;

interface Source {
  readonly file: string;
  readonly read: Reader;
}

const VERSION = /^v?(\d+(?:\.\d+){0,2})$/;

/** A file that holds nothing but a version, as `.nvmrc` does. Names (`lts/*`, `system`) are none. */
const plainVersion: Reader = (text) => VERSION.exec(text.trim().split(/\s+/)[0] ?? '')?.[1];

/** `.tool-versions` of asdf and mise: a tool and its version a line. */
const toolVersion =
  (...tools: string[]): Reader =>
  (text) => {
    for (const line of text.split(/\r?\n/)) {
      const [tool, version] = line.trim().split(/\s+/);
      if (tool !== undefined && tools.includes(tool)) return plainVersion(version ?? '');
    }
    return undefined;
  };

/** The lowest version that a range such as `>=22`, `^20.1.0`, `22.x` or `~=3.12` allows; nothing for alternatives. */
const lowestOfRange = (range: string): string | undefined => {
  const match = /^\s*(?:>=|\^|~=|~>|~|==|=)?\s*v?(\d+(?:\.\d+){0,2})(?:\.[x*])?\s*(?:,?\s*<\s*[\d.]+\s*)?$/.exec(range);
  return match?.[1];
};

const jsonField =
  (...path: string[]): Reader =>
  (text) => {
    let value: unknown = parseJson(text);
    for (const key of path) {
      if (typeof value !== 'object' || value === null || !(key in value)) return undefined;
      value = Object.entries(value).find(([name]) => name === key)?.[1];
    }
    return typeof value === 'string' ? value : undefined;
  };

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

const range =
  (read: Reader): Reader =>
  (text) => {
    const found = read(text);
    return found === undefined ? undefined : lowestOfRange(found);
  };

const line =
  (pattern: RegExp): Reader =>
  (text) =>
    pattern.exec(text)?.[1];

/** A version cut to `parts` numbers: images are tagged by their releases, a range names a floor. */
const cut =
  (parts: number, read: Reader): Reader =>
  (text) =>
    read(text)?.split('.').slice(0, parts).join('.');

const NODE: readonly Source[] = [
  { file: '.nvmrc', read: plainVersion },
  { file: '.node-version', read: plainVersion },
  { file: '.tool-versions', read: toolVersion('nodejs', 'node') },
  { file: 'package.json', read: jsonField('volta', 'node') },
  { file: 'package.json', read: cut(1, range(jsonField('engines', 'node'))) },
];

const PYTHON: readonly Source[] = [
  { file: '.python-version', read: plainVersion },
  { file: '.tool-versions', read: toolVersion('python') },
  { file: 'runtime.txt', read: line(/^python-(\d+(?:\.\d+){1,2})\s*$/m) },
  { file: 'pyproject.toml', read: cut(2, range(line(/^\s*requires-python\s*=\s*["']([^"'\r\n]{1,40})["']/m))) },
  { file: 'Pipfile', read: line(/^\s*python_(?:full_)?version\s*=\s*["'](\d+(?:\.\d+){1,2})["']/m) },
];

const GO: readonly Source[] = [
  { file: '.go-version', read: plainVersion },
  { file: '.tool-versions', read: toolVersion('golang', 'go') },
  { file: 'go.mod', read: line(/^toolchain[ \t]+go(\d+(?:\.\d+){1,2})[ \t]*$/m) },
  { file: 'go.mod', read: cut(2, line(/^go[ \t]+(\d+(?:\.\d+){1,2})[ \t]*(?:\/\/.*)?$/m)) },
];

const RUBY: readonly Source[] = [
  { file: '.ruby-version', read: (text) => plainVersion(text.trim().replace(/^ruby-/, '')) },
  { file: '.tool-versions', read: toolVersion('ruby') },
  { file: 'Gemfile', read: line(/^\s*ruby\s+["'](\d+(?:\.\d+){1,2})["']/m) },
];

const JAVA: readonly Source[] = [
  { file: '.java-version', read: plainVersion },
  { file: '.tool-versions', read: toolVersion('java') },
  { file: 'pom.xml', read: line(/<(?:maven\.compiler\.release|java\.version)>(\d+)</) },
];

const SOURCES: Readonly<Record<string, readonly Source[]>> = {
  node: NODE,
  python: PYTHON,
  golang: GO,
  ruby: RUBY,
  php: [
    { file: '.php-version', read: plainVersion },
    { file: '.tool-versions', read: toolVersion('php') },
    { file: 'composer.json', read: cut(2, range(jsonField('require', 'php'))) },
  ],
  rust: [
    { file: 'rust-toolchain', read: plainVersion },
    { file: 'rust-toolchain.toml', read: line(/^\s*channel\s*=\s*["'](\d+(?:\.\d+){1,2})["']/m) },
    { file: '.tool-versions', read: toolVersion('rust') },
    { file: 'Cargo.toml', read: cut(2, line(/^\s*rust-version\s*=\s*["'](\d+(?:\.\d+){1,2})["']/m)) },
  ],
  'eclipse-temurin': JAVA,
  amazoncorretto: JAVA,
  elixir: [{ file: '.tool-versions', read: (text) => toolVersion('elixir')(text.replace(/-otp-\d+/g, '')) }],
  'mcr.microsoft.com/dotnet/sdk': [{ file: 'global.json', read: cut(2, jsonField('sdk', 'version')) }],
};

/**
 * The version of an image's software that the project itself names: in a version file, a manifest, or another Dockerfile. Files beside
 * the Dockerfile count before those above it, up to the workspace's root. Undefined when nothing names one.
 */
export function projectVersion(image: string, facts: Surroundings): ProjectVersion | undefined {
  for (const { files, folder } of searchFolders(facts)) {
    for (const source of SOURCES[image] ?? []) {
      const path = joinPath(folder, source.file);
      const text = path === undefined ? undefined : readIfThere(files, path);
      const tag = text === undefined ? undefined : source.read(text);
      if (tag !== undefined) return { tag, source: source.file };
    }
  }
  return fromOtherDockerfiles(image, facts);
}

function* searchFolders(facts: Surroundings): Generator<{ files: Files; folder: string }> {
  const { workspace } = facts;
  if (!workspace) {
    if (facts.context) yield { files: facts.context.files, folder: '.' };
    return;
  }
  for (let folder = workspace.folder; ; folder = parentPath(folder)) {
    yield { files: workspace.files, folder };
    if (folder === '.') return;
  }
}

/** A folder's list is asked first: one question instead of one a file, and no file that is not there is read. */
function readIfThere(files: Files, path: string): string | undefined {
  const name = path.slice(path.lastIndexOf('/') + 1);
  const entry = files.list(parentPath(path))?.find((e) => e.name === name && e.kind === 'file');
  return entry ? (files.text(path) ?? undefined) : undefined;
}

const DOCKERFILE = /^(?:Dockerfile|Containerfile)(?:\..+)?$|\.(?:Dockerfile|dockerfile|Containerfile)$/;

function fromOtherDockerfiles(image: string, facts: Surroundings): ProjectVersion | undefined {
  const { workspace } = facts;
  if (!workspace) return undefined;
  const around = [workspace.folder, parentPath(workspace.folder)];
  const folders = new Set(around);
  for (const entry of workspace.files.list(parentPath(workspace.folder)) ?? []) {
    const path = joinPath(parentPath(workspace.folder), entry.name);
    if (entry.kind === 'folder' && path !== undefined && folders.size < MAX_FOLDERS) folders.add(path);
  }
  const found = new Map<string, string>();
  for (const folder of folders) {
    for (const entry of workspace.files.list(folder) ?? []) {
      if (entry.kind !== 'file' || !DOCKERFILE.test(entry.name) || entry.name.endsWith('.dockerignore')) continue;
      if (folder === workspace.folder && entry.name === facts.fileName) continue;
      const path = joinPath(folder, entry.name);
      const text = path === undefined ? undefined : workspace.files.text(path);
      for (const tag of typeof text === 'string' ? tagsOf(text, image) : []) found.set(tag, path ?? entry.name);
    }
  }
  const [first, ...others] = [...found];
  return first && others.length === 0 ? { tag: first[0], source: first[1] } : undefined;
}

const MAX_FOLDERS = 30;

function tagsOf(text: string, image: string): string[] {
  return [...text.matchAll(/^[ \t]*FROM[ \t]+(?:--\S+[ \t]+)*(\S+)/gim)].flatMap((match) => {
    const reference = parseImage(match[1] ?? '');
    const same = officialName(reference) === image || `${reference.registry}/${reference.repository}` === image;
    return same && reference.tag !== undefined && /^\d[\w.-]*$/.test(reference.tag) ? [reference.tag] : [];
  });
}
