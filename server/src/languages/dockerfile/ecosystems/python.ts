import { baseName, joinPath, parentPath } from '../../../core/files';
import type { PackageCommand, PackageRef } from '../../shell';
import {
  blocked,
  copiesOf,
  type Install,
  type InstallSite,
  manifestTitle,
  type Plan,
  type ProjectFolder,
  SILENT,
} from './plan';

/** `pip install -r …`, `poetry install`, `uv sync`, `pipenv install` …, and pip installs of named packages. */
export function pythonInstall(call: PackageCommand): Install | undefined {
  if (call.action !== 'install') return undefined;
  switch (call.manager) {
    case 'pip':
      return pipInstall(call, 'pip install');
    case 'uv':
      return call.subcommand.startsWith('pip ') ? pipInstall(call, `uv ${call.subcommand}`) : uvSync(call);
    case 'poetry':
      return call.packages.length > 0 || call.subcommand.startsWith('self')
        ? undefined
        : { name: `poetry ${call.subcommand}`, manifest: 'pyproject.toml', plan: (folder) => planPoetry(folder, call) };
    case 'pipenv':
      return call.packages.length > 0 || call.files.length > 0
        ? undefined
        : { name: `pipenv ${call.subcommand}`, manifest: 'Pipfile', plan: planPipenv };
    default:
      return undefined;
  }
}

function pipInstall(call: PackageCommand, name: string): Install | undefined {
  if (call.packages.length + call.files.length === 0) return undefined;
  // Upgrading the installer itself is not what takes time.
  if (call.files.length === 0 && call.packages.every((item) => INSTALLER_PACKAGES.has(item.name.toLowerCase())))
    return undefined;
  const manifest = call.files.map((file) => file.value).find((path) => path !== undefined && !REMOTE.test(path));
  const local = call.packages.find((item) => item.local && !REMOTE.test(item.name));
  return {
    name,
    manifest: manifest !== undefined ? baseName(manifest) : local ? packageFile(local) : '',
    ofProject: manifest === undefined && local !== undefined,
    plan: (folder, site) => planPip(folder, site),
  };
}

/** An address, which pip fetches by itself. */
const REMOTE = /^(?:https?|ftp|(?:git|hg|svn|bzr)\+[a-z]+):/i;

/** What lists the dependencies of a project that pip installs as such. */
const PROJECT_FILE = 'pyproject.toml';

const packageFile = (item: PackageRef): string => (ARCHIVE.test(item.name) ? baseName(item.name) : PROJECT_FILE);

const ARCHIVE = /\.(?:whl|zip|tar\.(?:gz|bz2|xz)|tgz)$/i;

export const INSTALLER_PACKAGES: ReadonlySet<string> = new Set([
  'pip',
  'setuptools',
  'wheel',
  'pipenv',
  'poetry',
  'uv',
  'virtualenv',
  'pip-tools',
  'pdm',
  'flit',
  'hatch',
  'pipx',
]);

function planPip(folder: ProjectFolder, site: InstallSite): Plan {
  const { call } = site;
  if (call.hasUnknownWords || call.packages.some((item) => item.unresolved))
    return blocked('the words of the command hold a variable');
  const local = call.packages.find((item) => item.local && !REMOTE.test(item.name));
  if (local) {
    const name = call.subcommand === 'install' ? 'pip install' : call.subcommand;
    const editable = call.options.find(
      (option) => /^(?:-e|--editable)$/.test(option.name) && option.valueWord === local.word,
    );
    return blocked(`\`${name} ${editable ? `${editable.name} ` : ''}${local.word.raw}\` needs the sources`);
  }
  if (call.has('--no-index') && call.has('--find-links', '-f')) return SILENT;
  const links = call.option('--find-links', '-f')?.value;
  if (call.option('--find-links', '-f') && (links === undefined || !REMOTE.test(links)))
    return blocked(`\`${links ?? '--find-links'}\` holds packages of the sources`);
  const target = projectPath(call.option('-t', '--target')?.value, site);
  if (target !== undefined && folder.kind(target) === 'folder' && folder.has(target))
    return blocked(`\`${target}\` holds files of the sources, which would be laid over what is installed there`);
  const set = variableFiles(folder, site);
  if ('reason' in set) return blocked(set.reason);
  if (call.files.length === 0 && set.files.length === 0) return { kind: 'move', ignore: environments(site) };
  const named: string[] = [...set.files];
  for (const word of call.files) {
    if (word.value !== undefined && REMOTE.test(word.value)) continue;
    const path = projectPath(word.value, site);
    if (path === undefined) return blocked(`\`${word.raw}\` cannot be placed in the build context`);
    named.push(path);
  }
  if (!folder.known) {
    return { kind: 'copy', copies: copiesOf(named), ignore: [], title: manifestTitle(named), certain: false };
  }
  const files: string[] = [];
  const problem = named.map((path) => followRequirements(folder, path, files)).find((found) => found !== undefined);
  if (problem) return problem === SILENT_REASON ? SILENT : blocked(problem);
  const settings = site.environment('PIP_CONFIG_FILE');
  const config = settings === undefined ? undefined : projectPath(settings, site);
  if (config !== undefined && folder.has(config)) {
    if (hasPassword(folder.text(config) ?? '')) return blocked(`\`${config}\` holds a password`);
    files.push(config);
  }
  return {
    kind: 'copy',
    copies: copiesOf(files),
    ignore: environments(site),
    title: manifestTitle(files),
    certain: true,
  };
}

/** Files of the sources that variables name for pip and uv, as `PIP_CONSTRAINT` does; or the packages that they name. */
function variableFiles(folder: ProjectFolder, site: InstallSite): { files: string[] } | { reason: string } {
  const { assignments } = site.call.command;
  const inProject = (name: string): string[] =>
    (assignments.find((item) => item.name === name)?.value?.value ?? site.environment(name) ?? '')
      .split(/\s+/)
      .filter((text) => text !== '' && !REMOTE.test(text))
      .flatMap((text) => projectPath(text, site) ?? [])
      .filter((path) => folder.has(path));
  const links = ['PIP_FIND_LINKS', 'UV_FIND_LINKS'].flatMap(inProject)[0];
  if (links !== undefined) return { reason: `\`${links}\` holds packages of the sources` };
  const names = ['CONSTRAINT', 'BUILD_CONSTRAINT', 'REQUIREMENT', 'OVERRIDE'].flatMap((name) => [
    `PIP_${name}`,
    `UV_${name}`,
  ]);
  return { files: names.flatMap(inProject) };
}

/** A virtual environment within the project, by the pip that is called or by VIRTUAL_ENV. */
function environments(site: InstallSite): string[] {
  const program = /^(.+)\/bin\/[^/]+$/.exec(site.call.command.programWord?.value ?? '')?.[1];
  const own = [program, site.environment('VIRTUAL_ENV')].flatMap((path) => projectPath(path, site) ?? []);
  return [...new Set(own)].filter((path) => path !== '.').map((path) => `**/${path}`);
}

/** A path of the command line, relative to the project's folder. */
function projectPath(path: string | undefined, site: InstallSite): string | undefined {
  if (path === undefined) return undefined;
  return path.startsWith('/') ? site.toProject(path) : joinPath('.', path);
}

const SILENT_REASON = 'vendored';
const MAX_FILES = 50;

/** Adds a requirements file and those that it names; gives the reason why they cannot be installed without the sources. */
function followRequirements(folder: ProjectFolder, path: string, files: string[]): string | undefined {
  if (files.includes(path) || files.length > MAX_FILES) return undefined;
  const missing = folder.missing(path);
  if (missing) return missing;
  files.push(path);
  const text = folder.text(path);
  if (text === undefined) return `\`${path}\` cannot be read`;
  if (hasPassword(text)) return `\`${path}\` holds the password of an index`;
  if (/^[ \t]*--no-index\b/m.test(text)) return SILENT_REASON;
  for (const line of requirementLines(text)) {
    const nested = /^(?:-r|-c|--requirement|--constraint)(?:\s+|=)?(\S+)$/.exec(line)?.[1];
    if (nested !== undefined && REMOTE.test(nested)) continue;
    if (nested !== undefined) {
      const target = joinPath(parentPath(path), nested);
      const problem =
        target === undefined
          ? `\`${path}\` names \`${nested}\`, outside the build context`
          : followRequirements(folder, target, files);
      if (problem) return problem;
    } else if (isLocalRequirement(line)) {
      return `\`${path}\` installs \`${line}\`, which comes with the sources`;
    }
  }
  return undefined;
}

/** Lines without comments, those that a backslash continues joined. */
const requirementLines = (text: string): string[] =>
  text
    .replace(/\\\r?\n/g, ' ')
    .split(/\r?\n/)
    .map((line) => line.replace(/(?:^|\s)#.*$/, '').trim())
    .filter((line) => line !== '');

/** An option that names a folder, or a requirement that is a path: pip takes a word with a slash for one. */
function isLocalRequirement(line: string): boolean {
  const option = /^(-e|--editable|-f|--find-links)(?:\s+|=)?(\S+)/.exec(line);
  if (option) return !REMOTE.test(option[2] ?? '');
  if (line.startsWith('-')) return false;
  const [requirement = ''] = line.split(/\s*;|\s+--/, 1);
  const target = /^[\w.-]+\s*(?:\[[^\]]*\])?\s*@\s*(.*)$/.exec(requirement)?.[1] ?? requirement;
  if (REMOTE.test(target)) return false;
  return /^(?:\.|file:)|[/\\]/.test(target) || ARCHIVE.test(target);
}

/** An address with user and password in it. */
export const hasPassword = (text: string): boolean => /:\/\/[^\s/:@$]+:[^\s/@$]+@/.test(text);

function planPoetry(folder: ProjectFolder, call: PackageCommand): Plan {
  if (!folder.known) {
    return {
      kind: 'copy',
      copies: [{ sources: ['pyproject.toml', 'poetry.lock*'], destination: '' }],
      ignore: [],
      title: manifestTitle(['pyproject.toml', 'poetry.lock*']),
      certain: false,
    };
  }
  const missing = folder.missing('pyproject.toml');
  if (missing) return blocked(missing);
  const text = folder.text('pyproject.toml') ?? '';
  const project = /^\s*package-mode\s*=\s*false/m.test(text) || call.has('--no-root');
  if (!project)
    return blocked(
      '`poetry install` installs the project itself, which needs the sources; `--no-root` would leave it out',
    );
  const path = call.has('--no-directory') ? undefined : pathDependency(text);
  if (path) return blocked(`\`pyproject.toml\` depends on \`${path}\`, which comes with the sources`);
  const files = ['pyproject.toml', 'poetry.lock', 'poetry.toml'].filter((file) => folder.has(file));
  return { kind: 'copy', copies: copiesOf(files), ignore: ['**/.venv'], title: manifestTitle(files), certain: true };
}

/** A dependency on a folder: in an inline table, in a table of its own, or as an address. */
function pathDependency(toml: string): string | undefined {
  const inline = /=\s*\{[^}\r\n]*\bpath\s*=\s*["']([^"'\r\n]+)["']/.exec(toml)?.[1];
  const address = /@\s*(file:[^"'\s]+)/.exec(toml)?.[1];
  return inline ?? address ?? tablePath(toml);
}

const DEPENDENCY_TABLE = /^\[+[^\]]*(?:dependencies|sources|packages)\.[^\]]+\]/;

function tablePath(toml: string): string | undefined {
  let inside = false;
  for (const line of toml.split(/\r?\n/).map((text) => text.trim())) {
    if (line.startsWith('[')) inside = DEPENDENCY_TABLE.test(line);
    const path = inside ? /^path\s*=\s*["']([^"']+)["']/.exec(line)?.[1] : undefined;
    if (path !== undefined) return path;
  }
  return undefined;
}

function uvSync(call: PackageCommand): Install | undefined {
  if (call.subcommand !== 'sync') return undefined;
  return { name: 'uv sync', manifest: 'pyproject.toml', plan: (folder, site) => planUv(folder, call, site) };
}

function planUv(folder: ProjectFolder, call: PackageCommand, site: InstallSite): Plan {
  if (!folder.known) {
    return {
      kind: 'copy',
      copies: [{ sources: ['pyproject.toml', 'uv.lock*'], destination: '' }],
      ignore: [],
      title: manifestTitle(['pyproject.toml', 'uv.lock*']),
      certain: false,
    };
  }
  const missing = folder.missing('pyproject.toml');
  if (missing) return blocked(missing);
  const text = folder.text('pyproject.toml') ?? '';
  if (/^\[tool\.uv\.workspace\]/m.test(text))
    return blocked('`pyproject.toml` has workspace members, whose manifests are needed too');
  const local = call.has('--no-install-local');
  const packaged = /^\s*package\s*=\s*true\b/m.test(text) || /^\[build-system\]/m.test(text);
  if (packaged && !local && !call.has('--no-install-project')) {
    return blocked(
      '`uv sync` installs the project itself, which needs the sources; `--no-install-project` would leave it out',
    );
  }
  const path = pathDependency(text);
  if (path && !local) return blocked(`\`pyproject.toml\` depends on \`${path}\`, which comes with the sources`);
  const files = ['pyproject.toml', 'uv.lock', '.python-version', 'uv.toml'].filter((file) => folder.has(file));
  const own = projectPath(site.environment('UV_PROJECT_ENVIRONMENT') ?? '.venv', site);
  const ignore = own === undefined || own === '.' ? [] : [`**/${own}`];
  return { kind: 'copy', copies: copiesOf(files), ignore, title: manifestTitle(files), certain: true };
}

function planPipenv(folder: ProjectFolder): Plan {
  if (!folder.known) {
    return {
      kind: 'copy',
      copies: [{ sources: ['Pipfile', 'Pipfile.lock*'], destination: '' }],
      ignore: [],
      title: manifestTitle(['Pipfile', 'Pipfile.lock*']),
      certain: false,
    };
  }
  const missing = folder.missing('Pipfile');
  if (missing) return blocked(missing);
  const path = pathDependency(folder.text('Pipfile') ?? '');
  if (path) return blocked(`\`Pipfile\` depends on \`${path}\`, which comes with the sources`);
  const files = ['Pipfile', 'Pipfile.lock'].filter((file) => folder.has(file));
  return { kind: 'copy', copies: copiesOf(files), ignore: ['**/.venv'], title: manifestTitle(files), certain: true };
}
