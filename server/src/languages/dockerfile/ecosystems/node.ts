import { joinPath } from '../../../core/files';
import { globMatcher } from '../../../core/glob';
import type { PackageCommand } from '../../shell';
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
  const manifest = jsonObject(folder.text('package.json'));
  if (!manifest) return blocked('`package.json` cannot be read');
  const scripts = readScripts(manifest, folder, site.call);
  if ('reason' in scripts) return blocked(scripts.reason);
  const linked = fileDependencies(manifest, folder);
  if ('reason' in linked) return blocked(linked.reason);
  const members = workspaceMembers(manifest, folder, site);
  if ('reason' in members) return blocked(members.reason);
  const settings = SETTINGS[manager].filter((file) => folder.has(file));
  const token = settings.includes('.npmrc') && holdsToken(folder.text('.npmrc') ?? '');
  const files = [
    'package.json',
    ...LOCK_FILES[manager].filter((file) => folder.has(file)),
    ...settings.filter((file) => !token || file !== '.npmrc'),
  ];
  const folders = [
    ...SETTINGS_FOLDERS[manager].filter((path) => folder.has(path)),
    ...scripts.folders,
    ...linked.folders,
  ];
  const title =
    members.files.length > 0
      ? `${manifestTitle(files)}, with those of ${countMembers(members.files.length)}`
      : manifestTitle(files);
  return {
    kind: 'copy',
    copies: [...memberCopies(files, members, site.parentsFlag), ...[...new Set(folders)].map(copyFolder)],
    ignore: ['**/node_modules'],
    title,
    ...(token ? { secret: { id: 'npmrc', file: '.npmrc' } } : {}),
    certain: true,
  };
}

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

/** Scripts of the root package that its own install runs. */
const LIFECYCLE = ['preinstall', 'install', 'postinstall', 'prepare'] as const;

type Needs = { readonly folders: readonly string[] } | { readonly reason: string };

function readScripts(manifest: Readonly<Record<string, unknown>>, folder: ProjectFolder, call: PackageCommand): Needs {
  if (call.has('--ignore-scripts')) return { folders: [] };
  const scripts = isRecord(manifest['scripts']) ? manifest['scripts'] : {};
  const folders: string[] = [];
  for (const name of LIFECYCLE) {
    const script = scripts[name];
    if (typeof script !== 'string') continue;
    for (const part of script.split(/&&|;|\|\|/).map((text) => text.trim())) {
      const need = needOf(part);
      if (need === undefined) return { reason: `\`${name}\` runs ${describe(part, folder)}` };
      if (need !== '') folders.push(need);
    }
  }
  if (folder.has('binding.gyp') && typeof scripts['install'] !== 'string') {
    return { reason: '`binding.gyp` makes the install run `node-gyp rebuild`, which needs the sources' };
  }
  return { folders: folders.filter((path) => folder.has(path)) };
}

/** The folder that a known script needs, nothing for one that needs none; undefined for any other. */
function needOf(script: string): string | undefined {
  const words = script.replace(/^(?:npx|pnpm exec|yarn|pnpm dlx|npm exec)\s+(?:--?\w[\w-]*\s+)*/, '').split(/\s+/);
  switch (words[0]) {
    case '':
    case 'husky':
    case 'husky-install':
    case 'only-allow':
    case 'true':
    case 'exit':
    case 'is-ci':
      return '';
    case 'patch-package':
      return 'patches';
    case 'prisma':
      return words[1] === 'generate' ? 'prisma' : undefined;
    default:
      return undefined;
  }
}

function describe(script: string, folder: ProjectFolder): string {
  const file = script.split(/\s+/).find((word) => /[./]/.test(word) && folder.kind(word) === 'file');
  return file === undefined ? `\`${script}\`, which may need the sources` : `\`${file}\`, which comes with the sources`;
}

/** `file:` and `link:` dependencies are folders of the project: without them the install leaves a dangling link behind. */
function fileDependencies(manifest: Readonly<Record<string, unknown>>, folder: ProjectFolder): Needs {
  const folders: string[] = [];
  for (const group of ['dependencies', 'devDependencies', 'optionalDependencies']) {
    const dependencies = manifest[group];
    if (!isRecord(dependencies)) continue;
    for (const [name, version] of Object.entries(dependencies)) {
      const path = typeof version === 'string' ? /^(?:file|link|portal):(.*)$/.exec(version)?.[1] : undefined;
      if (path === undefined) continue;
      const clean = joinPath('.', path);
      if (clean === undefined || folder.contextPath(path) === undefined)
        return { reason: `\`${name}\` comes from \`${path}\`, outside the build context` };
      if (!folder.has(clean))
        return { reason: `\`${name}\` comes from \`${path}\`, which is not in the build context` };
      folders.push(clean);
    }
  }
  return { folders };
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
  const files = memberFolders(folder)
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
  const pnpm = folder.text('pnpm-workspace.yaml');
  if (pnpm === undefined) return [];
  const block = /^packages:[ \t]*\r?\n((?:[ \t]+-.*\r?\n?|[ \t]*#.*\r?\n?|[ \t]*\r?\n)*)/m.exec(pnpm)?.[1] ?? '';
  return [...block.matchAll(/^[ \t]+-[ \t]+["']?([^"'\s#]+)/gm)].flatMap((match) => match[1] ?? []);
}

const MAX_DEPTH = 3;

/** Folders down to three levels, without those that no workspace lives in. */
function memberFolders(folder: ProjectFolder, at = '.', depth = 1): string[] {
  return folder
    .folders(at)
    .filter((name) => name !== 'node_modules' && !name.startsWith('.'))
    .flatMap((name) => {
      const path = at === '.' ? name : `${at}/${name}`;
      return depth < MAX_DEPTH ? [path, ...memberFolders(folder, path, depth + 1)] : [path];
    });
}

/** A secret written out; `${NPM_TOKEN}` is a reference and fine to copy. */
export const holdsToken = (npmrc: string): boolean =>
  /^[^#;\r\n]*(?:_authToken|_auth|_password)[ \t]*=[ \t]*(?!\$\{)[^\s]/m.test(npmrc);
