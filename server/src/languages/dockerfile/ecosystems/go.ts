import { joinPath, parentPath } from '../../../core/files';
import type { PackageCommand } from '../../shell';
import { blocked, copiesOf, type Install, type InstallSite, type Plan, type ProjectFolder, SILENT } from './plan';

/** `go mod download`, and builds of the module at hand, which download by themselves. */
export function goInstall(call: PackageCommand): Install | undefined {
  if (call.manager !== 'go') return undefined;
  if (call.subcommand === 'mod download')
    return {
      name: 'go mod download',
      manifest: 'go.mod',
      plan: (folder, site) => planGo(folder, site, undefined),
      rootOf: moduleRoot,
    };
  const builds =
    call.subcommand === 'build' ||
    (call.subcommand === 'install' && call.packages.every((item) => item.version === undefined));
  // `go get` and `go install module@version` name what they want.
  if (!builds || call.has('-C', '-modfile')) return undefined;
  if (call.option('-mod')?.value === 'vendor') return undefined;
  return {
    name: `go ${call.subcommand}`,
    manifest: 'go.mod',
    plan: (folder, site) => planGo(folder, site, 'go mod download'),
    rootOf: moduleRoot,
  };
}

/** Go looks for the module of a folder in those above it. */
function moduleRoot(copied: ProjectFolder, directory: string): string {
  for (let at = directory; ; at = parentPath(at)) {
    if (copied.has(inFolder(at, 'go.mod')) || copied.has(inFolder(at, 'go.work'))) return at;
    if (at === '.' || at === '') return directory;
  }
}

const TITLE = 'Download modules before copying the sources';

function planGo(folder: ProjectFolder, site: InstallSite, download: string | undefined): Plan {
  const extra = download === undefined ? {} : { download };
  if (!folder.known) {
    return {
      kind: 'copy',
      copies: [{ sources: ['go.mod', 'go.sum*'], destination: '' }],
      ignore: [],
      title: TITLE,
      ...extra,
      certain: false,
    };
  }
  if (folder.has('vendor/modules.txt') || /-mod=vendor/.test(site.environment('GOFLAGS') ?? '')) return SILENT;
  const work = folder.has('go.work');
  if (!work && !/^off$/.test(site.environment('GOWORK') ?? '')) {
    const above = workAbove(folder);
    if (above !== undefined) return blocked(`\`${above}\` makes the module part of a workspace`);
  }
  if (!work) {
    const missing = folder.missing('go.mod');
    if (missing) return blocked(missing);
  }
  const roots = work ? workMembers(folder.text('go.work') ?? '') : ['.'];
  const modules: string[] = [];
  for (const root of roots) {
    const problem = addModule(folder, root, modules);
    if (problem) return blocked(problem);
  }
  const files = [
    ...(work ? ['go.work', 'go.work.sum'] : []),
    ...modules.flatMap((path) => [inFolder(path, 'go.mod'), inFolder(path, 'go.sum')]),
  ].filter((file) => folder.has(file));
  return { kind: 'copy', copies: copiesOf(files), ignore: [], title: TITLE, ...extra, certain: true };
}

/** The `go.work` of a folder above the module that is part of the build too. */
function workAbove(folder: ProjectFolder): string | undefined {
  for (let path = '../go.work'; ; path = `../${path}`) {
    const full = folder.contextPath(path);
    if (full === undefined) return undefined;
    if (folder.has(path)) return full;
  }
}

const inFolder = (folder: string, file: string): string => (folder === '.' ? file : `${folder}/${file}`);

const MAX_MODULES = 30;

/** A module and those that it replaces by folders; gives a reason when one is out of reach. */
function addModule(folder: ProjectFolder, path: string, modules: string[]): string | undefined {
  if (modules.includes(path)) return undefined;
  const manifest = inFolder(path, 'go.mod');
  const missing = folder.missing(manifest);
  if (missing) return missing;
  if (modules.length >= MAX_MODULES) return 'there are too many modules to copy one by one';
  modules.push(path);
  for (const target of replacedFolders(folder.text(manifest) ?? '')) {
    const next = target.startsWith('/') ? undefined : joinPath(path, target);
    if (next === undefined || folder.contextPath(next) === undefined)
      return `\`go.mod\` replaces a module by \`${target}\`, outside the build context`;
    const problem = addModule(folder, next, modules);
    if (problem) return problem;
  }
  return undefined;
}

/** `replace a => ./b`, alone or in a block; what begins with `.` or `/` is a folder. */
const replacedFolders = (text: string): string[] =>
  [...text.replace(/\/\/.*$/gm, '').matchAll(/=>[ \t]*("?)([./][^\s"]*)\1/g)].flatMap((match) => match[2] ?? []);

function workMembers(text: string): string[] {
  const uses = [...text.replace(/\/\/.*$/gm, '').matchAll(/^use[ \t]+(?:\(([^)]*)\)|(\S+))/gm)];
  return uses
    .flatMap((match) => (match[1] ?? match[2] ?? '').split(/\s+/))
    .filter((word) => word !== '')
    .flatMap((word) => joinPath('.', word.replace(/"/g, '')) ?? []);
}
