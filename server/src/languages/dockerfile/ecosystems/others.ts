import { joinPath, parentPath } from '../../../core/files';
import type { PackageCommand } from '../../shell';
import {
  blocked,
  copiesOf,
  type Install,
  type InstallSite,
  isRecord,
  jsonObject,
  manifestTitle,
  type Plan,
  type ProjectFolder,
} from './plan';

const least = (sources: readonly string[], title: string, download?: string): Plan => ({
  kind: 'copy',
  copies: [{ sources, destination: '' }],
  ignore: [],
  title,
  ...(download === undefined ? {} : { download }),
  certain: false,
});

/** `bundle install`. */
export function rubyInstall(call: PackageCommand): Install | undefined {
  if (call.manager !== 'bundle' || call.action !== 'install') return undefined;
  return { name: 'bundle install', manifest: 'Gemfile', plan: (folder, site) => planBundle(folder, site) };
}

function planBundle(folder: ProjectFolder, site: InstallSite): Plan {
  const { call } = site;
  const own = call.command.assignments.find((item) => item.name === 'BUNDLE_GEMFILE')?.value?.value;
  const chosen = own ?? call.option('--gemfile')?.value ?? site.environment('BUNDLE_GEMFILE');
  if (chosen !== undefined && chosen !== 'Gemfile') return blocked(`\`${chosen}\` takes the place of \`Gemfile\``);
  if (!folder.known) return least(['Gemfile', 'Gemfile.lock*'], manifestTitle(['Gemfile', 'Gemfile.lock*']));
  const missing = folder.missing('Gemfile');
  if (missing) return blocked(missing);
  if (folder.has('vendor/cache')) return blocked('`vendor/cache` holds the gems, which come with the sources');
  const text = (folder.text('Gemfile') ?? '').replace(/^\s*#.*$/gm, '');
  if (/^\s*gemspec\b/m.test(text)) return blocked('`Gemfile` reads the gemspec, which needs the sources');
  const path = /(?:\bpath:|:path\s*=>|^\s*path\b)\s*\(?\s*["']([^"'\r\n]+)["']/m.exec(text)?.[1];
  if (path) return blocked(`\`Gemfile\` takes a gem from \`${path}\`, which comes with the sources`);
  const versions = /\bfile:\s*["']([^"'\r\n]+)["']/.exec(text)?.[1];
  const rest = text.replace(/\bFile\.read\(\s*["']\.ruby-version["']\s*\)/g, '');
  if (/\b(?:eval_gemfile|require_relative|__dir__|__FILE__|Dir|File|IO|path:)(?=\W)|:path\b/.test(rest))
    return blocked('`Gemfile` reads other files');
  const files = [
    'Gemfile',
    'Gemfile.lock',
    ...(versions === undefined ? [] : [versions]),
    ...(rest === text ? [] : ['.ruby-version']),
  ].filter((file) => folder.has(file));
  const settings = folder.has('.bundle/config') ? ['.bundle/config'] : [];
  return {
    kind: 'copy',
    copies: copiesOf([...new Set([...files, ...settings])]),
    ignore: ['vendor/bundle'],
    title: manifestTitle(files),
    certain: true,
  };
}

/** `composer install`. */
export function phpInstall(call: PackageCommand): Install | undefined {
  if (
    call.manager !== 'composer' ||
    call.action !== 'install' ||
    call.packages.length > 0 ||
    call.subcommand.startsWith('global')
  )
    return undefined;
  return { name: 'composer install', manifest: 'composer.json', plan: (folder) => planComposer(folder, call) };
}

function planComposer(folder: ProjectFolder, call: PackageCommand): Plan {
  if (call.has('-d', '--working-dir')) return blocked('the command works in another folder');
  if (!folder.known)
    return least(['composer.json', 'composer.lock*'], manifestTitle(['composer.json', 'composer.lock*']));
  const missing = folder.missing('composer.json');
  if (missing) return blocked(missing);
  const manifest = jsonObject(folder.text('composer.json'));
  if (!manifest) return blocked('`composer.json` cannot be read');
  const scripts = isRecord(manifest['scripts']) ? Object.keys(manifest['scripts']) : [];
  const hook = scripts.find((name) =>
    /^(?:pre|post)-(?:install|autoload|package|root|file|command|dependencies|operations|pool)|^init$/.test(name),
  );
  if (hook && !call.has('--no-scripts'))
    return blocked(`\`composer.json\` runs \`${hook}\`, which needs the sources; \`--no-scripts\` would leave it out`);
  if (!call.has('--no-autoloader') && (call.has(...OPTIMISED) || needsClassmap(manifest, call))) {
    return blocked(
      'the autoloader is made from the sources; `--no-autoloader` and a later `composer dump-autoload` would part the two',
    );
  }
  if (folder.has('auth.json')) return blocked('`auth.json` holds credentials, which come with the sources');
  const extra = isRecord(manifest['extra']) ? manifest['extra'] : {};
  if ('patches' in extra || 'patches-file' in extra)
    return blocked('`composer.json` names patches, which come with the sources');
  if ('installer-paths' in extra) return blocked('`composer.json` installs packages among the sources');
  const repositories = Object.values(
    isRecord(manifest['repositories']) || Array.isArray(manifest['repositories']) ? manifest['repositories'] : {},
  );
  if (repositories.some((item) => isRecord(item) && item['type'] === 'path'))
    return blocked('`composer.json` takes a package from a folder of the sources');
  const files = ['composer.json', 'composer.lock', 'symfony.lock'].filter((file) => folder.has(file));
  const config = configOf(manifest);
  const vendor = typeof config['vendor-dir'] === 'string' ? joinPath('.', config['vendor-dir']) : 'vendor';
  if (vendor === undefined) return blocked('`composer.json` installs outside the project');
  const ignore = [`**/${vendor}`];
  return { kind: 'copy', copies: copiesOf(files), ignore, title: manifestTitle(files), certain: true };
}

const OPTIMISED = ['-o', '--optimize-autoloader', '-a', '--classmap-authoritative'];

const configOf = (manifest: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> =>
  isRecord(manifest['config']) ? manifest['config'] : {};

/** The autoloader lists files of the sources when it is made. */
function needsClassmap(manifest: Readonly<Record<string, unknown>>, call: PackageCommand): boolean {
  const config = configOf(manifest);
  if (config['optimize-autoloader'] === true || config['classmap-authoritative'] === true) return true;
  const groups = call.has('--no-dev') ? ['autoload'] : ['autoload', 'autoload-dev'];
  return groups.some((group) => {
    const autoload = manifest[group];
    return isRecord(autoload) && ('classmap' in autoload || 'files' in autoload);
  });
}

/** Builds with Cargo: no command downloads without the sources being there. */
export function rustInstall(call: PackageCommand): Install | undefined {
  if (call.manager !== 'cargo') return undefined;
  const builds = call.action === 'build' && call.subcommand !== 'chef cook';
  const installs = call.subcommand === 'install' && call.option('--path') !== undefined;
  if (!builds && !installs && call.subcommand !== 'fetch') return undefined;
  return {
    name: `cargo ${call.subcommand}`,
    manifest: 'Cargo.toml',
    plan: () =>
      blocked(
        'Cargo reads the sources before it downloads; a cache mount on `/usr/local/cargo/registry` or cargo-chef keeps the crates',
      ),
  };
}

/** Maven and Gradle builds, which download by themselves. */
export function jvmInstall(call: PackageCommand): Install | undefined {
  const { manager } = call;
  if (manager !== 'mvn' && manager !== 'gradle') return undefined;
  if (call.action !== 'build' && call.action !== 'clean' && call.action !== 'download') return undefined;
  const program = call.command.programWord?.raw ?? manager;
  const goals = call.positional.map((word) => word.value ?? '');
  if (call.action === 'clean' && goals.every((goal) => goal === 'clean')) return undefined;
  return manager === 'mvn'
    ? { name: program, manifest: 'pom.xml', plan: (folder, site) => planMaven(folder, call, program, site) }
    : { name: program, manifest: 'build.gradle', plan: (folder) => planGradle(folder, call, program) };
}

const JVM_TITLE = 'Download dependencies before copying the sources';
/** `gradle dependencies` fetches plugins and what describes the libraries; a task that compiles fetches the libraries. */
const GRADLE_TITLE = 'Fetch plugins and metadata of dependencies before copying the sources';

function planMaven(folder: ProjectFolder, call: PackageCommand, program: string, site: InstallSite): Plan {
  if (call.has('-f', '--file', '-pl', '--projects')) return blocked('the command chooses among several projects');
  const settings = call.options.find((option) => MAVEN_FILES.includes(option.name));
  if (settings) return blocked(`\`${settings.name}\` names a file of the sources`);
  const download = call.action === 'download' ? undefined : `${program} -B ${profiles(call)}dependency:go-offline`;
  const extra = download === undefined ? {} : { download };
  const wrapper = program.endsWith('mvnw');
  if (!folder.known)
    return wrapper ? blocked('the build context is not known') : least(['pom.xml'], JVM_TITLE, download);
  const missing = folder.missing('pom.xml');
  if (missing) return blocked(missing);
  const text = folder.text('pom.xml') ?? '';
  if (/<modules>/.test(text)) return blocked('`pom.xml` has modules, whose own manifests are needed too');
  if (/<systemPath>|<url>\s*file:/.test(text)) return blocked('`pom.xml` takes a dependency from a folder');
  const above = site.within !== '.' && /<parent>/.test(text) && !/<relativePath/.test(text) && folder.has('../pom.xml');
  if (above || /<relativePath>[^<]*\.\.(?:\/|<)/.test(text))
    return blocked('`pom.xml` has its parent in another folder');
  const copies = [
    ...copiesOf(['pom.xml', ...(wrapper ? ['mvnw'] : [])]),
    ...(folder.has('.mvn') ? [{ sources: ['.mvn'], destination: '.mvn' }] : []),
  ];
  return { kind: 'copy', copies, ignore: [], title: JVM_TITLE, ...extra, certain: false };
}

const MAVEN_FILES = [
  '-s',
  '--settings',
  '-gs',
  '--global-settings',
  '-t',
  '--toolchains',
  '-gt',
  '--global-toolchains',
];

/** Profiles decide on dependencies and repositories. */
const profiles = (call: PackageCommand): string =>
  call.options
    .filter((option) => option.name === '-P' || option.name === '--activate-profiles')
    .map((option) => `-P${(option.valueWord?.raw ?? option.value ?? '').replace(/^-P/, '')} `)
    .join('');

/** Ways in which a script of Gradle reads a file while it is evaluated. */
const READS_FILE =
  /\b(?:withInputStream|withReader|newReader|readText|readLines|eachLine|FileInputStream|FileReader)\b|\)\.text\b|\.load\s*\(/;

const GRADLE_FILES = [
  'build.gradle',
  'build.gradle.kts',
  'settings.gradle',
  'settings.gradle.kts',
  'gradle.properties',
  'gradle.lockfile',
  'settings-gradle.lockfile',
];

function planGradle(folder: ProjectFolder, call: PackageCommand, program: string): Plan {
  if (call.has('-p', '--project-dir', '-b', '--build-file'))
    return blocked('the command chooses among several projects');
  if (!folder.known) return blocked('the build context is not known');
  const build = ['build.gradle', 'build.gradle.kts'].find((file) => folder.has(file));
  if (build === undefined)
    return blocked(folder.missing('build.gradle') ?? '`build.gradle` is not in the build context');
  const settings = folder.text('settings.gradle') ?? folder.text('settings.gradle.kts') ?? '';
  if (/\b(?:include|includeBuild|includeFlat)\b/.test(settings.replace(/\/\/.*$/gm, '')))
    return blocked('the settings include other projects, whose own manifests are needed too');
  if (folder.has('buildSrc')) return blocked('`buildSrc` is part of the build');
  if (/\bapply\s*\(?\s*from\b/.test(folder.text(build) ?? '') || READS_FILE.test(folder.text(build) ?? ''))
    return blocked(`\`${build}\` reads another file`);
  if (READS_FILE.test(settings)) return blocked('the settings read another file');
  const wrapper = program.endsWith('gradlew');
  const missing = wrapper ? folder.missing('gradlew') : undefined;
  if (missing) return blocked(missing);
  const files = [...GRADLE_FILES.filter((file) => folder.has(file)), ...(wrapper ? ['gradlew'] : [])];
  const copies = [
    ...copiesOf(files),
    ...(folder.has('gradle') ? [{ sources: ['gradle'], destination: 'gradle' }] : []),
  ];
  const extra = call.action === 'download' ? {} : { download: `${program} --no-daemon dependencies` };
  return { kind: 'copy', copies, ignore: ['**/.gradle'], title: GRADLE_TITLE, ...extra, certain: false };
}

/** `dotnet restore`, and builds that restore by themselves. */
export function dotnetInstall(call: PackageCommand): Install | undefined {
  if (call.manager !== 'dotnet' || call.subcommand.startsWith('tool') || call.subcommand.startsWith('workload'))
    return undefined;
  const builds = ['build', 'publish'].includes(call.subcommand) && !call.has('--no-restore', '--no-build');
  if (call.action !== 'restore' && !builds) return undefined;
  return {
    name: `dotnet ${call.subcommand}`,
    manifest: '*.csproj',
    plan: (folder, site) => planDotnet(folder, call, site),
    // Settings in any folder above a project hold for it, and projects refer to their neighbours.
    rootOf: () => '.',
  };
}

const DOTNET_FILES = [
  'global.json',
  'NuGet.config',
  'nuget.config',
  'NuGet.Config',
  'Directory.Build.props',
  'Directory.Build.targets',
  'Directory.Packages.props',
];
const PROJECT = /\.(?:cs|fs|vb)proj$/i;

function planDotnet(folder: ProjectFolder, call: PackageCommand, site: InstallSite): Plan {
  const title = 'Copy the project files before the sources';
  const target = call.positional[0]?.value;
  if (call.positional.length > 0 && target === undefined) return blocked('the project is named by a variable');
  const download =
    call.action === 'restore'
      ? undefined
      : `dotnet restore${target === undefined ? '' : ` ${call.positional[0]?.raw ?? ''}`}${runtimeOption(call)}`;
  if (!folder.known)
    return target === undefined ? least(['*.csproj'], title, download) : blocked('the build context is not known');
  const found = findProjects(folder, target, site.below);
  if ('reason' in found) return blocked(found.reason);
  const settings = dotnetSettings(folder, found.files);
  const other = settings.map((file) => otherFile(folder, file)).find((reason) => reason !== undefined);
  if (other) return blocked(other);
  const locks = found.files
    .map((file) => joinPath(parentPath(file), 'packages.lock.json'))
    .filter((file) => file !== undefined && folder.has(file));
  return {
    kind: 'copy',
    copies: copiesOf([...settings, ...found.files, ...locks.flatMap((file) => file ?? [])]),
    ignore: ['**/obj'],
    title,
    ...(download === undefined ? {} : { download }),
    certain: true,
  };
}

/** A publish for one runtime needs that runtime's packages. */
function runtimeOption(call: PackageCommand): string {
  const runtime = call.option('-r', '--runtime')?.valueWord;
  return runtime ? ` -r ${runtime.raw}` : '';
}

/** Settings that hold for the projects: from their own folders upwards. */
function dotnetSettings(folder: ProjectFolder, projects: readonly string[]): string[] {
  const folders = new Set(['.']);
  for (const project of projects) {
    for (let at = parentPath(project); at !== '.' && at !== ''; at = parentPath(at)) folders.add(at);
  }
  const paths = [...folders].flatMap((at) => DOTNET_FILES.map((name) => joinPath(at, name) ?? name));
  return paths.filter((path) => folder.has(path));
}

/** Why settings need more than themselves: another file that they import, or packages in a folder of the sources. */
function otherFile(folder: ProjectFolder, path: string): string | undefined {
  const text = folder.text(path) ?? '';
  if (importsFile(text)) return `\`${path}\` imports another file`;
  const feeds = /nuget\.config$/i.test(path) ? [...text.matchAll(/<add\b[^>]*\bvalue\s*=\s*["']([^"']+)["']/g)] : [];
  const local = feeds.map((match) => match[1] ?? '').find((value) => /^\.{0,2}[/\\]|^\.{1,2}$/.test(value));
  return local === undefined ? undefined : `\`${path}\` takes packages from \`${local}\`, which comes with the sources`;
}

/** An import of a file of the sources: `$(MSBuildExtensionsPath)` and settings further up are none. */
const importsFile = (text: string): boolean =>
  [...text.matchAll(/<Import\b[^>]*\bProject\s*=\s*(?:"([^"]+)"|'([^']+)')/g)].some((match) => {
    const project = match[1] ?? match[2] ?? '';
    if (/GetPathOfFileAbove/.test(project)) return false;
    return !project.includes('$(') || /MSBuildThisFile|MSBuildProject|\$\((?:Repo|Solution|Root)\w*\)/.test(project);
  });

type Projects = { readonly files: readonly string[] } | { readonly reason: string };

function findProjects(folder: ProjectFolder, target: string | undefined, directory: string): Projects {
  const path = joinPath(directory, target ?? '.');
  if (path === undefined) return { reason: `\`${target}\` lies outside the build context` };
  const isFile = /\.(?:sln|slnx|\w+proj)$/i.test(path);
  const at = isFile ? parentPath(path) : path;
  const candidates = isFile
    ? [path]
    : folder
        .names(at)
        .filter((name) => /\.slnx?$/i.test(name) || PROJECT.test(name))
        .map((name) => (at === '.' ? name : `${at}/${name}`));
  if (candidates.length !== 1)
    return {
      reason: candidates.length === 0 ? 'no project file is in the build context' : 'there are several project files',
    };
  const [start = ''] = candidates;
  const files: string[] = [];
  const problem = /\.sln$/i.test(start)
    ? addSolution(folder, start, files)
    : /\.slnx$/i.test(start)
      ? '`.slnx` solutions are not read'
      : addProject(folder, start, files);
  return problem === undefined ? { files } : { reason: problem };
}

const slashes = (path: string): string => path.replace(/\\/g, '/');

function addSolution(folder: ProjectFolder, path: string, files: string[]): string | undefined {
  const missing = folder.missing(path);
  if (missing) return missing;
  files.push(path);
  for (const match of (folder.text(path) ?? '').matchAll(/^Project\([^)]*\)\s*=\s*"[^"]*",\s*"([^"]+)"/gm)) {
    const project = slashes(match[1] ?? '');
    if (!PROJECT.test(project)) continue;
    const target = joinPath(parentPath(path), project);
    const problem =
      target === undefined ? `\`${project}\` lies outside the build context` : addProject(folder, target, files);
    if (problem) return problem;
  }
  return undefined;
}

const MAX_PROJECTS = 30;

function addProject(folder: ProjectFolder, path: string, files: string[]): string | undefined {
  if (files.includes(path)) return undefined;
  const missing = folder.missing(path);
  if (missing) return missing;
  if (files.length >= MAX_PROJECTS) return 'there are too many projects to copy one by one';
  files.push(path);
  const text = folder.text(path) ?? '';
  if (importsFile(text)) return `\`${path}\` imports another file`;
  for (const reference of projectReferences(text)) {
    const target = joinPath(parentPath(path), slashes(reference));
    const problem =
      target === undefined
        ? `\`${path}\` refers to a project outside the build context`
        : addProject(folder, target, files);
    if (problem) return problem;
  }
  return undefined;
}

const projectReferences = (text: string): string[] =>
  [...text.matchAll(/<ProjectReference\b[^>]*\bInclude\s*=\s*(?:"([^"]+)"|'([^']+)')/g)]
    .flatMap((match) => (match[1] ?? match[2] ?? '').split(';'))
    .map((path) => path.trim())
    .filter((path) => path !== '');

/** `mix deps.get`. */
export function elixirInstall(call: PackageCommand): Install | undefined {
  if (call.manager !== 'mix' || call.subcommand !== 'deps.get') return undefined;
  return { name: 'mix deps.get', manifest: 'mix.exs', plan: planMix };
}

function planMix(folder: ProjectFolder): Plan {
  if (!folder.known) return least(['mix.exs', 'mix.lock*'], manifestTitle(['mix.exs', 'mix.lock*']));
  const missing = folder.missing('mix.exs');
  if (missing) return blocked(missing);
  const text = (folder.text('mix.exs') ?? '').replace(/^\s*#.*$/gm, '');
  if (/\b(?:File|Path|Code)\.|__DIR__/.test(text)) return blocked('`mix.exs` reads other files');
  if (/\bapps_path:/.test(text)) return blocked('`mix.exs` has apps, whose own manifests are needed too');
  const path = /\bpath:\s*["']([^"']+)["']/.exec(text)?.[1];
  if (path) return blocked(`\`mix.exs\` depends on \`${path}\`, which comes with the sources`);
  const files = ['mix.exs', 'mix.lock'].filter((file) => folder.has(file));
  return {
    kind: 'copy',
    copies: copiesOf(files),
    ignore: ['**/deps', '**/_build'],
    title: manifestTitle(files),
    certain: true,
  };
}
