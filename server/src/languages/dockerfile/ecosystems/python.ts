import { joinPath, parentPath } from '../../../core/files';
import type { PackageCommand } from '../../shell';
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
  const manifest = call.files[0]?.value;
  return {
    name,
    manifest: manifest?.slice(manifest.lastIndexOf('/') + 1) ?? '',
    plan: (folder, site) => planPip(folder, site),
  };
}

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
  const local = call.packages.find((item) => item.local && !/^(?:https?|git\+|hg\+|svn\+)/i.test(item.name));
  if (local) {
    const name = call.subcommand === 'install' ? 'pip install' : call.subcommand;
    const editable = call.options.find(
      (option) => /^(?:-e|--editable)$/.test(option.name) && option.valueWord === local.word,
    );
    return blocked(`\`${name} ${editable ? `${editable.name} ` : ''}${local.word.raw}\` needs the sources`);
  }
  if (call.has('--no-index') && call.has('--find-links', '-f')) return SILENT;
  if (call.files.length === 0) return { kind: 'move', ignore: environments(site) };
  const named: string[] = [];
  for (const word of call.files) {
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
  for (const raw of text.split(/\r?\n/)) {
    const line = raw.replace(/(?:^|\s)#.*$/, '').trim();
    const nested = /^(?:-r|-c|--requirement|--constraint)(?:\s+|=)?(\S+)$/.exec(line)?.[1];
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

const isLocalRequirement = (line: string): boolean =>
  /^(?:-e|--editable)(?:\s+|=)(?!git\+|https?:)/.test(line) ||
  /^(?:\.{1,2}(?:\/|$)|\/|file:)/.test(line) ||
  /@\s*file:/.test(line) ||
  /^\S+\.whl$/.test(line);

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
  const project = /^\s*package-mode\s*=\s*false/m.test(text) || call.has('--no-root', '--no-directory');
  if (!project)
    return blocked(
      '`poetry install` installs the project itself, which needs the sources; `--no-root` would leave it out',
    );
  const path = pathDependency(text);
  if (path) return blocked(`\`pyproject.toml\` depends on \`${path}\`, which comes with the sources`);
  const files = ['pyproject.toml', 'poetry.lock', 'poetry.toml'].filter((file) => folder.has(file));
  return { kind: 'copy', copies: copiesOf(files), ignore: ['**/.venv'], title: manifestTitle(files), certain: true };
}

const pathDependency = (toml: string): string | undefined =>
  /=\s*\{[^}\r\n]*\bpath\s*=\s*["']([^"'\r\n]+)["']/.exec(toml)?.[1];

function uvSync(call: PackageCommand): Install | undefined {
  if (call.subcommand !== 'sync') return undefined;
  return { name: 'uv sync', manifest: 'pyproject.toml', plan: (folder) => planUv(folder, call) };
}

function planUv(folder: ProjectFolder, call: PackageCommand): Plan {
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
  const skips = call.has('--no-install-project', '--no-install-local');
  if (!skips && /^\[build-system\]/m.test(text)) {
    return blocked(
      '`uv sync` installs the project itself, which needs the sources; `--no-install-project` would leave it out',
    );
  }
  const path = pathDependency(text);
  if (path && !skips) return blocked(`\`pyproject.toml\` depends on \`${path}\`, which comes with the sources`);
  const files = ['pyproject.toml', 'uv.lock', '.python-version', 'uv.toml'].filter((file) => folder.has(file));
  return { kind: 'copy', copies: copiesOf(files), ignore: ['**/.venv'], title: manifestTitle(files), certain: true };
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
