import { joinPath, parentPath } from '../../../core/files';
import { globMatcher } from '../../../core/glob';
import type { PackageCommand } from '../../shell';
import { yamlData } from '../../yaml/data';
import { localDependencies, type Needs, patchesOf, scriptNeeds, textsOf } from './node-files';
import {
  blocked,
  copiesOf,
  copyFolder,
  type Install,
  type InstallSite,
  isRecord,
  jsonObject,
  type ManifestCopy,
  manifestTitle,
  type Plan,
  type ProjectFolder,
  SILENT,
} from './plan';

type NodeManager = 'npm' | 'yarn' | 'pnpm' | 'bun';

const LOCK_FILES: Readonly<Record<NodeManager, readonly string[]>> = {
  npm: ['package-lock.json', 'npm-shrinkwrap.json'],
  yarn: ['yarn.lock'],
  pnpm: ['pnpm-lock.yaml'],
  bun: ['bun.lock', 'bun.lockb'],
};

/** What else these managers read when it is there. */
const SETTINGS: Readonly<Record<NodeManager, readonly string[]>> = {
  npm: ['.npmrc'],
  yarn: ['.npmrc', '.yarnrc', '.yarnrc.yml'],
  pnpm: ['.npmrc', 'pnpm-workspace.yaml', '.pnpmfile.cjs'],
  bun: ['.npmrc', 'bunfig.toml'],
};

const SETTINGS_FOLDERS: Readonly<Record<NodeManager, readonly string[]>> = {
  npm: [],
  yarn: ['.yarn/releases', '.yarn/plugins', '.yarn/patches'],
  pnpm: ['patches'],
  bun: ['patches'],
};

const isNodeManager = (name: string): name is NodeManager => name in LOCK_FILES;

/** `npm ci`, `yarn`, `pnpm install --frozen-lockfile` …; nothing for installs of named packages. */
export function nodeInstall(call: PackageCommand): Install | undefined {
  const { manager } = call;
  if (!isNodeManager(manager) || call.action !== 'install' || call.packages.length > 0) return undefined;
  if (call.has('-g', '--global', '--prefix', '--cwd', '-C', '--dir') || call.subcommand.startsWith('global'))
    return undefined;
  if (['add', 'workspaces focus'].includes(call.subcommand)) return undefined;
  const name = [manager, call.subcommand || 'install'].join(' ');
  return { name, manifest: 'package.json', plan: (folder, site) => planNode(manager, folder, site) };
}

function planNode(manager: NodeManager, folder: ProjectFolder, site: InstallSite): Plan {
  if (!folder.known) return leastPlan(manager);
  const missing = folder.missing('package.json');
  if (missing) return blocked(missing);
  if (manager === 'yarn' && (folder.has('.pnp.cjs') || folder.has('.yarn/cache'))) return SILENT;
  const other = otherSettings(folder, site);
  if (other) return blocked(other);
  const manifest = jsonObject(folder.text('package.json'));
  if (!manifest) return blocked('`package.json` cannot be read');
  const members = workspaceMembers(manifest, folder, site);
  if ('reason' in members) return blocked(members.reason);
  const needs = needsOf(manifest, members, folder, site);
  if ('reason' in needs) return blocked(needs.reason);
  const settings = SETTINGS[manager].filter((file) => folder.has(file));
  const token = settings.includes('.npmrc') && holdsToken(folder.text('.npmrc') ?? '');
  const files = [
    'package.json',
    ...LOCK_FILES[manager].filter((file) => folder.has(file)),
    ...settings.filter((file) => !token || file !== '.npmrc'),
  ];
  const folders = outermost([
    ...SETTINGS_FOLDERS[manager].filter((path) => folder.has(path)),
    ...needs.paths,
    ...namedFiles(manifest, folder),
  ]);
  const title =
    members.files.length > 0
      ? `${manifestTitle(files)}, with those of ${countMembers(members.files.length)}`
      : manifestTitle(files);
  return {
    kind: 'copy',
    copies: [...memberCopies(files, members, site.parentsFlag), ...folders.map(copyFolder)],
    ignore: ['**/node_modules'],
    title,
    ...(token ? { secret: { id: 'npmrc', file: '.npmrc' } } : {}),
    certain: true,
  };
}

/** Settings of npm in a file of the sources that has a name of its own, and may hold a token. */
function otherSettings(folder: ProjectFolder, site: InstallSite): string | undefined {
  for (const name of ['userconfig', 'globalconfig']) {
    const values = [
      site.call.option(`--${name}`)?.value,
      site.environment(`NPM_CONFIG_${name.toUpperCase()}`),
      site.environment(`npm_config_${name}`),
    ];
    for (const value of values) {
      const path = value?.startsWith('/') ? site.toProject(value) : joinPath('.', value ?? '.');
      if (path !== undefined && path !== '.' && path !== '.npmrc' && folder.kind(path) === 'file')
        return `npm reads \`${path}\`, which comes with the sources`;
    }
  }
  return undefined;
}

/** What the scripts and local packages of the project, and of its workspaces, ask for. */
function needsOf(
  manifest: Readonly<Record<string, unknown>>,
  members: Members,
  folder: ProjectFolder,
  site: InstallSite,
): Needs {
  const paths = new Set<string>();
  for (const file of ['package.json', ...members.files]) {
    const at = parentPath(file);
    const own = at === '.' ? manifest : jsonObject(folder.text(file));
    if (!own) return { reason: `\`${file}\` cannot be read` };
    const scripts = scriptNeeds(own, folder, site.call, at);
    if ('reason' in scripts) return scripts;
    for (const path of scripts.paths) paths.add(path);
    const reason = addLocal(own, folder, at, paths);
    if (reason !== undefined) return { reason };
  }
  return { paths: [...paths] };
}

/** Local packages, and those that they name in turn; gives the reason why one cannot be had. */
function addLocal(
  manifest: Readonly<Record<string, unknown>>,
  folder: ProjectFolder,
  at: string,
  paths: Set<string>,
): string | undefined {
  const local = localDependencies(manifest, folder, at);
  if ('reason' in local) return local.reason;
  for (const path of local.paths) {
    if (paths.has(path)) continue;
    paths.add(path);
    const own = jsonObject(folder.text(joinPath(path, 'package.json') ?? path));
    const reason = own && addLocal(own, folder, path, paths);
    if (reason !== undefined) return reason;
  }
  return undefined;
}

/** Patches, and programs and plugins of yarn, that the project's files name. */
function namedFiles(manifest: Readonly<Record<string, unknown>>, folder: ProjectFolder): string[] {
  const workspace = settingsOf(folder, 'pnpm-workspace.yaml');
  const yarn = settingsOf(folder, '.yarnrc.yml');
  const plugins = Array.isArray(yarn['plugins']) ? yarn['plugins'].flatMap(textsOf) : [];
  const old = /^yarn-path\s+"?([^"\s]+)/m.exec(folder.text('.yarnrc') ?? '')?.[1];
  return [
    ...patchesOf(manifest),
    ...textsOf(workspace['patchedDependencies']),
    ...(typeof yarn['yarnPath'] === 'string' ? [yarn['yarnPath']] : []),
    ...plugins,
    ...(old === undefined ? [] : [old]),
  ]
    .flatMap((path) => joinPath('.', path) ?? [])
    .filter((path) => folder.kind(path) === 'file' && folder.has(path));
}

function settingsOf(folder: ProjectFolder, file: string): Readonly<Record<string, unknown>> {
  const text = folder.has(file) ? folder.text(file) : undefined;
  const value = text === undefined ? undefined : yamlData(text);
  return isRecord(value) ? value : {};
}

/** Paths that lie in no other one of the list, each once. */
const outermost = (paths: readonly string[]): string[] =>
  [...new Set(paths)].filter((path) => !paths.some((other) => path.startsWith(`${other}/`)));

const countMembers = (count: number): string => (count === 1 ? 'one workspace' : `${count} workspaces`);

/** Without a view of the context: wildcards match nothing where a file is not there. */
function leastPlan(manager: NodeManager): Plan {
  const sources = manager === 'npm' ? ['package*.json'] : ['package.json', `${LOCK_FILES[manager][0]}*`];
  return {
    kind: 'copy',
    copies: [{ sources, destination: '' }],
    ignore: [],
    title: manifestTitle(sources),
    certain: false,
  };
}

const MAX_MEMBERS = 8;

function memberCopies(files: readonly string[], members: Members, parents: boolean): ManifestCopy[] {
  if (members.files.length === 0) return copiesOf(files);
  if (!parents) return [...copiesOf(files), ...members.files.flatMap((file) => copiesOf([file]))];
  return [{ sources: [...files, ...(members.patterns ?? members.files)], destination: '', parents: true }];
}

type Members = {
  readonly files: readonly string[];
  /** The same files by patterns that COPY understands, which take new members in as well. */
  readonly patterns?: readonly string[];
};

function workspaceMembers(
  manifest: Readonly<Record<string, unknown>>,
  folder: ProjectFolder,
  site: InstallSite,
): Members | { readonly reason: string } {
  const globs = workspaceGlobs(manifest, folder);
  if (globs.length === 0) return { files: [] };
  const wanted = globs
    .filter((glob) => !glob.startsWith('!'))
    .map((glob) => globMatcher(`./${glob.replace(/^\.\//, '').replace(/\/$/, '')}`));
  const unwanted = globs.filter((glob) => glob.startsWith('!')).map((glob) => globMatcher(`./${glob.slice(1)}`));
  const depth = Math.min(MAX_DEPTH, Math.max(...globs.map(depthOf)));
  const files = memberFolders(folder, depth)
    .filter((path) => wanted.some((matches) => matches(path)) && !unwanted.some((matches) => matches(path)))
    .map((path) => `${path}/package.json`)
    .filter((file) => folder.has(file));
  if (files.length > MAX_MEMBERS && !site.parentsFlag) {
    return {
      reason: `${files.length} workspaces are too many to copy one by one; \`# syntax=docker/dockerfile:1\` would allow \`COPY --parents\``,
    };
  }
  const plain = globs.map((glob) => glob.replace(/^\.\//, '').replace(/\/$/, ''));
  // A single star stays within a folder for both; what else a pattern may hold is not the same.
  if (plain.every((glob) => /^(?:[\w.@-]+|\*)(?:\/(?:[\w.@-]+|\*))*$/.test(glob)))
    return {
      files,
      patterns: plain
        .map((glob) => `${glob}/package.json`)
        .filter((glob) => glob.includes('*') || files.includes(glob)),
    };
  return { files };
}

function workspaceGlobs(manifest: Readonly<Record<string, unknown>>, folder: ProjectFolder): string[] {
  const field = manifest['workspaces'];
  const list = isRecord(field) ? field['packages'] : field;
  if (Array.isArray(list)) return list.filter((item) => typeof item === 'string');
  const packages = settingsOf(folder, 'pnpm-workspace.yaml')['packages'];
  return Array.isArray(packages) ? packages.filter((item) => typeof item === 'string') : [];
}

/** `packages/**` is followed that far. */
const MAX_DEPTH = 6;

const depthOf = (glob: string): number => (glob.includes('**') ? MAX_DEPTH : glob.split('/').length);

/** Folders down to some levels, without those that no workspace lives in. */
function memberFolders(folder: ProjectFolder, depth: number, at = '.'): string[] {
  return folder
    .folders(at)
    .filter((name) => name !== 'node_modules' && !name.startsWith('.'))
    .flatMap((name) => {
      const path = at === '.' ? name : `${at}/${name}`;
      return depth > 1 ? [path, ...memberFolders(folder, depth - 1, path)] : [path];
    });
}

/** A secret written out; `${NPM_TOKEN}` is a reference and fine to copy. */
export const holdsToken = (npmrc: string): boolean =>
  /^[^#;\r\n]*(?:_authToken|_auth|_password)[ \t]*=[ \t]*(?!\$\{)[^\s]/m.test(npmrc);
