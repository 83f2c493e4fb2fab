import { joinPath } from '../../../core/files';
import { officialName } from '../../image/reference';
import { type PackageCommand, packageCommand, parseScript, type ShellCommand } from '../../shell';
import { commandDirectory, directoryOf, relativePath, resolveWord } from '../directories';
import { isRecord, jsonObject } from '../ecosystems';
import { joinDirectory } from '../model';
import type { Instruction, RunInstruction } from '../nodes';
import { allCommands, scriptsOf } from '../scripts';
import { isBuildPackage } from './build-packages';
import { contextPath } from './context-path';
import { hasLeftovers } from './node-leftovers';
import {
  buildsElsewhere,
  commonPlacement,
  isEntangled,
  keptFlags,
  lineOf,
  type Placement,
  placeIndexUpdates,
  type RunStep,
  type Split,
  type SplitSite,
  shown,
  stepsOf,
  toolReason,
  userAt,
} from './plan';
import { copyOf, placed, runtimeFolders } from './runtime-files';
import { scriptName } from './shipped';
import { webBuild } from './toolchains';

type Problem = { readonly reason: string };
type JsonObject = Readonly<Record<string, unknown>>;

/** What the lines of the file say of the build. */
interface Build {
  readonly splitAfter: RunInstruction;
  /** The directory of the project in the image. */
  readonly directory: string;
  /** Development packages are left out or taken away by the file itself. */
  readonly pruned: boolean;
  /** Options without which npm refuses the project's peer dependencies, at each change of what is installed. */
  readonly peers: readonly string[];
  /** The commands that build, as the runtime's files hang on them. */
  readonly commands: readonly ShellCommand[];
  /** System packages of the last stage by the RUN that installs them. */
  readonly hasSystemPackages: boolean;
}

/** What is known of the project from its files. */
interface Project {
  readonly folder: string | undefined;
  readonly manifest: JsonObject | undefined;
  readonly scripts: JsonObject;
}

/** Splits a file of one stage that installs with npm, builds and starts a Node.js program. */
export function splitNode(site: SplitSite): Split {
  const build = findBuild(site);
  if ('reason' in build) return build;
  const project = readProject(site, build);
  const tools = toolReason(site.start);
  if (tools) return { reason: tools };
  const start = startFolder(site, project);
  if ('reason' in start) return start;
  const away = keptElsewhere(project);
  if (away) return { reason: `\`${away}\` keeps what it downloads outside \`${build.directory}\`` };
  const placements = new Map<Instruction, Placement>();
  for (const instruction of site.stage.instructions) {
    if (instruction.index > build.splitAfter.index) break;
    const placement = placementOf(site, instruction, build);
    if (typeof placement === 'object') return placement;
    placements.set(instruction, placement);
  }
  placeIndexUpdates(site, build.splitAfter, placements);
  const below = belowProblem(site, build);
  if (below) return { reason: below };
  if (buildsElsewhere(site) && !isPure(site, project))
    return { reason: 'packages that are built for `$BUILDPLATFORM` may not run on another platform' };
  const taken = runtimeFiles(site, build, project, start.folder);
  if ('reason' in taken) return taken;
  const { doc, stage } = site;
  const image = runtimeImage(site, build, project);
  const suffix = project.manifest ? '' : ' (changes behaviour)';
  return {
    plans: [
      {
        title: `Split into a build stage and a runtime stage on ${image.replace(/\$\{[^}]*\}|\$\w+/g, '…')}${suffix}`,
        image,
        splitAfter: build.splitAfter,
        placements,
        buildEnd: build.pruned ? [] : [`${doc.keyword('RUN', stage.from)} ${pruneCommand(site, build)}`],
        buildEdits: [],
        copies: (name) =>
          taken.lines.map(({ flags, from, to }) =>
            [doc.keyword('COPY', stage.from), `--from=${name}`, ...flags, from, to].join(' '),
          ),
        note: 'Runs without the build tools',
      },
    ],
  };
}

/** npm learnt `--omit` in version 7, which came with Node.js 16. */
const pruneCommand = ({ shipped }: SplitSite, { peers }: Build): string => {
  const major = Number.parseInt(shipped.image.tag ?? '', 10);
  return ['npm prune', major < 16 ? '--production' : '--omit=dev', ...peers].join(' ');
};

function findBuild(site: SplitSite): Build | Problem {
  const { doc, stage } = site;
  let splitAfter: RunInstruction | undefined;
  let installed = false;
  let pruned = false;
  let hasSystemPackages = false;
  let peers: readonly string[] = [];
  const directories = new Set<string>();
  const commands: ShellCommand[] = [];
  for (const run of stage.instructions) {
    if (run.kind !== 'Run') continue;
    const steps = stepsOf(doc, run);
    if (!steps) return { reason: `the RUN in line ${lineOf(run)} cannot be read` };
    if (steps.some(({ step, call }) => step === 'system' && call?.action === 'install')) hasSystemPackages = true;
    const mine = steps.filter((step) => isOfProject(step));
    for (const step of mine) {
      const problem = projectProblem(site, run, step);
      if (problem) return { reason: problem };
      const script = scriptsOf(doc, run).find((item) => item.script.commands.includes(step.command))?.script;
      const directory = script && commandDirectory(doc, run, script, step.command);
      if (directory === undefined) return { reason: `the directory of \`${shown(doc, step.command)}\` is not known` };
      const { call, command } = step;
      if (call?.action === 'clean' || call?.action === 'config') continue;
      directories.add(directory);
      if (call?.action === 'install') {
        installed = true;
        peers = ['--legacy-peer-deps', '--force'].filter((name) => call.has(name));
        const production =
          (call.has('--production') && call.option('--production')?.value !== 'false') ||
          call.has('--only=production') ||
          /^(?:dev)$/.test(call.option('--omit')?.value ?? '') ||
          call.option('--only')?.value === 'production';
        const environment = command.assignments.find((item) => item.name === 'NODE_ENV')?.value?.value;
        const wanted = environment ?? doc.resolve('NODE_ENV', run).value;
        pruned = production || (wanted === 'production' && !asksForAll(call));
      } else if (call?.subcommand === 'prune') pruned = true;
      if (webBuild(step.command) !== undefined) commands.push(step.command);
    }
    const removesTools = steps.some(
      ({ command }) => command.program === 'rm' || command.program === 'cp' || command.program === 'mv',
    );
    if (mine.length > 0 || (removesTools && splitAfter)) splitAfter = run;
  }
  const [directory, another] = [...directories];
  if (!splitAfter || directory === undefined || !installed)
    return { reason: 'no `npm install` was found to take over' };
  if (another !== undefined) return { reason: `the build runs in \`${directory}\` and in \`${another}\`` };
  if (directory.includes('\0') || directory === '/') return { reason: 'the project has no directory of its own' };
  if (directory !== directoryOf(doc.stateAt(splitAfter)) && !pruned)
    return { reason: 'the build changes the directory' };
  return { splitAfter, directory, pruned, peers, commands, hasSystemPackages };
}

/** Development packages are asked for whatever `NODE_ENV` says. */
const asksForAll = (call: PackageCommand): boolean =>
  call.options.some(
    ({ name, value }) => (name === '--include' && value === 'dev') || (name === '--production' && value === 'false'),
  ) || call.has('--no-production');

const isOfProject = ({ step, call, command }: RunStep): boolean =>
  (step === 'manager' && call?.family === 'node') ||
  webBuild(command) !== undefined ||
  /^(?:npx|node)$/.test(command.program ?? '');

function projectProblem(site: SplitSite, run: RunInstruction, { command, call }: RunStep): string | undefined {
  const text = shown(site.doc, command);
  if (call && call.manager !== 'npm') return 'only npm, pip and Go builds are split for you so far';
  if (call?.has('-g', '--global') || call?.option('--location')?.value === 'global')
    return `\`${text}\` writes outside the project`;
  if (call?.has('--prefix', '-C', '--workspace', '-w', '--workspaces')) return `\`${text}\` works in another folder`;
  if (call?.subcommand === 'link') return `\`${text}\` writes outside the project`;
  if (isEntangled(command)) return `\`${text}\` is part of a larger construct of the shell`;
  const user = userAt(site.doc, run);
  if (user !== undefined && ownerOf(user) === undefined)
    return `\`${text}\` runs as \`${user}\`, whose group is not known`;
  return undefined;
}

/** What `--chown` has to say for files that a user made; undefined when the group is not known. */
const ownerOf = (user: string): string | undefined =>
  user.includes(':') ? user : user === 'node' || user === '1000' ? `${user}:${user}` : undefined;

function readProject(site: SplitSite, build: Build): Project {
  const folder = contextPath(site, build.directory);
  const path = folder === undefined ? undefined : joinPath(folder, 'package.json');
  const text = path === undefined ? undefined : site.facts.context?.files.text(path);
  const manifest = jsonObject(text ?? undefined);
  const scripts = manifest?.['scripts'];
  return { folder, manifest, scripts: isRecord(scripts) ? scripts : {} };
}

const LOADERS =
  /^(?:ts-node(?:\/.*)?|tsx(?:\/.*)?|esbuild-register|@swc-node\/register|@babel\/register|tsconfig-paths\/register|@esbuild-kit\/.*)$/;
const MAX_SCRIPTS = 4;

type StartFolder = { readonly folder: string | undefined };

/** The folder that the start command's file is in, `undefined` where that is not clear; or why the start needs more. */
function startFolder(site: SplitSite, project: Project): StartFolder | Problem {
  const folders = new Set<string | undefined>();
  for (const command of site.start.commands) {
    const found = commandFolder(command, project, 0);
    if (found && 'reason' in found) return found;
    if (found) folders.add(found.folder);
  }
  // A check that is a program of the project needs its file too.
  const checks = site.stage.instructions.filter((i) => i.kind === 'Healthcheck');
  for (const command of checks.flatMap((i) => scriptsOf(site.doc, i).flatMap((item) => allCommands(item.script)))) {
    if (scriptName(command) !== undefined) return { folder: undefined };
    if (command.program !== 'node' || command.args[0]?.value === '-e') continue;
    const found = nodeFolder(command);
    if ('reason' in found) return found;
    folders.add(found.folder);
  }
  return { folder: folders.size === 1 ? [...folders][0] : undefined };
}

const QUIET = new Set([
  'exec',
  'cd',
  'set',
  'export',
  'echo',
  'true',
  ':',
  'sleep',
  'docker-entrypoint.sh',
  'sh',
  'bash',
]);

function commandFolder(command: ShellCommand, project: Project, depth: number): StartFolder | Problem | undefined {
  const { program } = command;
  if (program === undefined) return { reason: 'what the container starts cannot be read' };
  if (program === 'docker-entrypoint.sh') {
    const rest = command.args.map((word) => word.raw).join(' ');
    const inner = allCommands(parseScript(rest, 0))[0];
    return inner ? commandFolder(inner, project, depth) : undefined;
  }
  if (command.script) return undefined;
  if (program === 'node') return nodeFolder(command);
  const script = scriptName(command);
  if (script !== undefined) return scriptFolder(script, project, depth);
  if (/\.(?:sh|bash)$/.test(program) || program === 'sh' || program === 'bash')
    return {
      reason: `the container starts \`${command.words.map((word) => word.value ?? word.raw).join(' ')}\`, which cannot be read`,
    };
  if (QUIET.has(program)) return undefined;
  if (packageCommand(command)?.family === 'node' && program !== 'npx')
    return { reason: `what \`${command.words.map((word) => word.value ?? word.raw).join(' ')}\` starts is not known` };
  const name = program === 'npx' ? (command.args.find((word) => !word.raw.startsWith('-'))?.value ?? '') : program;
  return isIn(project.manifest, 'dependencies', name)
    ? { folder: undefined }
    : { reason: `the container starts \`${name}\`, which may be a development package` };
}

const isIn = (manifest: JsonObject | undefined, group: string, name: string): boolean => {
  const packages = manifest?.[group];
  return isRecord(packages) && Object.hasOwn(packages, name);
};

/** `node -r dotenv/config dist/server.js`: the file is the first word that is no option. */
function nodeFolder(command: ShellCommand): StartFolder | Problem {
  for (let at = 0; at < command.args.length; at++) {
    const word = command.args[at]?.value;
    if (word === undefined) return { reason: 'what the container starts cannot be read' };
    if (!word.startsWith('-')) {
      if (/\.[cm]?tsx?$/.test(word)) return { folder: undefined };
      const clean = joinPath('.', word);
      if (word.startsWith('/') || clean === undefined) return { folder: undefined };
      return { folder: clean.includes('/') ? clean.slice(0, clean.indexOf('/')) : undefined };
    }
    const option = /^(-r|--require|--import|--loader|--experimental-loader)(?:=(.*))?$/.exec(word);
    if (!option) continue;
    const module = option[2] ?? command.args[at + 1]?.value ?? '';
    if (LOADERS.test(module)) return { reason: `the start command loads \`${module}\`, which compiles the sources` };
    if (option[2] === undefined) at++;
  }
  return { folder: undefined };
}

function scriptFolder(name: string, project: Project, depth: number): StartFolder | Problem | undefined {
  const text = project.scripts[name];
  if (typeof text !== 'string') return { reason: `the script \`${name}\` that the container starts cannot be read` };
  if (depth >= MAX_SCRIPTS) return { reason: `the script \`${name}\` leads too far` };
  const commands = allCommands(parseScript(text, 0));
  const tools = toolReason({ shell: true, known: true, commands, instructions: [] });
  if (tools) return { reason: tools };
  const folders: (string | undefined)[] = [];
  for (const hook of [`pre${name}`]) {
    if (typeof project.scripts[hook] === 'string') return { reason: `\`${hook}\` runs before the program starts` };
  }
  for (const command of commands) {
    if (webBuild(command)) return { reason: `the start command runs \`${webBuild(command)}\`, which needs the tools` };
    const found = commandFolder(command, project, depth + 1);
    if (found && 'reason' in found) return found;
    if (found) folders.push(found.folder);
  }
  return folders.length === 1 ? { folder: folders[0] } : { folder: undefined };
}

/** Packages that download a browser into the home directory. */
const DOWNLOADERS = ['puppeteer', 'playwright', 'cypress', '@playwright/browser-chromium'];

const keptElsewhere = (project: Project): string | undefined =>
  DOWNLOADERS.find((name) => isIn(project.manifest, 'dependencies', name));

function placementOf(site: SplitSite, instruction: Instruction, build: Build): Placement | Problem {
  const { doc } = site;
  switch (instruction.kind) {
    case 'Run':
      return placeRun(site, instruction, build);
    case 'Copy':
    case 'Add': {
      const target = instruction.destination && resolveWord(doc, instruction, instruction.destination);
      if (target === undefined) return { reason: `where line ${lineOf(instruction)} copies to is not known` };
      return relativePath(build.directory, target) === undefined ? 'both' : 'build';
    }
    default:
      return commonPlacement(instruction) ?? { reason: `line ${lineOf(instruction)} cannot be placed` };
  }
}

function placeRun(site: SplitSite, run: RunInstruction, build: Build): Placement | Problem {
  const { doc } = site;
  const steps = stepsOf(doc, run) ?? [];
  const places = new Set(steps.flatMap((step) => placesOf(site, run, step, build.directory)));
  const carries = places.has('inside') && steps.some(({ command }) => /^(?:cp|mv)$/.test(command.program ?? ''));
  if (places.has('outside') && (carries || steps.some((step) => isOfProject(step)))) {
    const odd = steps.find((step) => placesOf(site, run, step, build.directory).includes('outside'));
    return {
      reason: `\`${odd ? shown(doc, odd.command) : 'RUN'}\` in line ${lineOf(run)} writes outside \`${build.directory}\``,
    };
  }
  if (steps.some((step) => isOfProject(step))) {
    const odd = steps.find((step) => !isOfProject(step) && !isBeside(step));
    return odd
      ? { reason: `\`${shown(doc, odd.command)}\` in line ${lineOf(run)} may be needed by either stage` }
      : 'build';
  }
  const odd = steps.find(({ step, command }) => (step === 'other' && !isTidying(command)) || step === 'manager');
  if (odd?.command.program === 'corepack') return 'build';
  // Files of the project are there in the build stage alone.
  if (!odd && places.has('inside') && steps.some(({ command }) => isTidying(command))) return 'build';
  if (odd) return { reason: `\`${shown(doc, odd.command)}\` in line ${lineOf(run)} may be needed by either stage` };
  const owner = steps.find(({ command }) => /^(?:chown|chgrp)$/.test(command.program ?? ''));
  if (owner)
    return { reason: `\`${shown(doc, owner.command)}\` in line ${lineOf(run)} changes the owner of what is copied` };
  const installs = steps.flatMap(({ step, call }) => (step === 'system' && call?.action === 'install' ? [call] : []));
  if (installs.some((call) => call.hasUnknownWords))
    return { reason: `the packages in line ${lineOf(run)} are named by a variable` };
  const names = installs.flatMap((call) => call.packages.map((item) => item.name));
  if (names.length === 0) return steps.some(({ step }) => step === 'system') ? 'build' : 'both';
  const tools = names.filter((name) => isBuildPackage(name) || /^(?:python3?|git)$/.test(name));
  if (tools.length === 0) return 'both';
  if (tools.length === names.length) {
    const linked = names.find(
      (name) => isBuildPackage(name) && /^lib.*-dev$|-devel$/.test(name) && !/^libc/.test(name),
    );
    return linked ? { reason: `what \`${linked}\` leaves to run with is not known` } : 'build';
  }
  return { reason: `the RUN in line ${lineOf(run)} installs tools and other packages` };
}

/** Where a command writes that makes, copies or removes files: inside the project's directory or outside. */
function placesOf(
  { doc }: SplitSite,
  run: RunInstruction,
  { command }: RunStep,
  project: string,
): ('inside' | 'outside')[] {
  const { program } = command;
  if (program !== 'cp' && program !== 'mv' && program !== 'mkdir' && program !== 'rm') return [];
  const script = scriptsOf(doc, run).find((item) => item.script.commands.includes(command))?.script;
  const directory = script && commandDirectory(doc, run, script, command);
  return command.args
    .filter((word) => !word.raw.startsWith('-'))
    .flatMap((word) => {
      const path = joinDirectory(directory, word.value ?? word.literalPrefix);
      if (path !== undefined && relativePath(project, path) !== undefined) return ['inside'];
      // What is removed elsewhere is the caches of the build.
      return program === 'rm' ? [] : ['outside'];
    });
}

const isTidying = (command: ShellCommand): boolean => /^(?:rm|cp|mv|corepack)$/.test(command.program ?? '');

const isBeside = ({ step, command }: RunStep): boolean =>
  step === 'neutral' ||
  (step === 'system' && command.program === 'rm') ||
  isTidying(command) ||
  command.program === 'mkdir';

/** A line below the build that needs what stays behind. */
function belowProblem(site: SplitSite, build: Build): string | undefined {
  const { doc, stage } = site;
  for (const run of stage.instructions) {
    if (run.kind !== 'Run' || run.index <= build.splitAfter.index) continue;
    const odd = (stepsOf(doc, run) ?? []).find(({ step }) => step === 'other' || step === 'manager');
    if (odd) return `\`${shown(doc, odd.command)}\` in line ${lineOf(run)} may need what stays behind`;
  }
  return undefined;
}

interface Taken {
  readonly flags: readonly string[];
  readonly from: string;
  readonly to: string;
}

/** Programs that turn sources into files of their own folder, from which nothing else is needed. */
const PLAIN_BUILD = /^(?:tsc|tspc|tsup|swc|babel|esbuild|rollup|webpack|nest build|ncc|tsdown|unbuild)\b/;
const BESIDE_BUILD = /^(?:rimraf|rm|echo|eslint|prettier|cross-env|npm|npm-run-all|run-s|run-p|tsc-alias|prisma|lint)$/;
/** Programs that copy files into the folder that is their last word. */
const COPIERS = /^(?:copyfiles|cpx|cp|cpy|mkdir)$/;
const OUTPUT = /^(?:--outDir|--out-dir|--outdir|--dist|--out|-d|-o)(?:=(.*))?$/;

/** The folders that the program needs, or all of the project where that cannot be shown. */
function runtimeFiles(
  site: SplitSite,
  build: Build,
  project: Project,
  folder: string | undefined,
): { lines: readonly Taken[] } | Problem {
  const { doc, stage } = site;
  const { directory, splitAfter } = build;
  const workdir = directoryOf(doc.stateAt(splitAfter));
  const user = userAt(doc, splitAfter);
  const made = user === undefined ? [] : [`--chown=${ownerOf(user)}`];
  const brought = copyOf(site, `${directory}/package.json`);
  const flags = brought ? keptFlags(doc, brought) : [];
  if (folder !== undefined && isPlain(site, build, project, folder)) {
    const one = (name: string, own: readonly string[]): Taken => ({
      flags: own,
      from: `${directory}/${name}`,
      to: placed(`${directory}/${name}`, workdir),
    });
    return {
      lines: [
        { flags, from: `${directory}/package.json`, to: workdir === directory ? './' : `${directory}/` },
        one('node_modules', made),
        one(folder, made),
        ...runtimeFolders(site, directory, project.folder, workdir).filter(
          (item) => item.from !== `${directory}/${folder}`,
        ),
      ],
    };
  }
  const owners = new Set([
    made.join(' '),
    ...stage.instructions.flatMap((i) =>
      (i.kind === 'Copy' || i.kind === 'Add') && i.index <= splitAfter.index && isInside(site, i, directory)
        ? [
            keptFlags(doc, i)
              .filter((text) => !text.startsWith('--link'))
              .join(' '),
          ]
        : [],
    ),
  ]);
  if (owners.size > 1) return { reason: `the files below \`${directory}\` have different owners` };
  return { lines: [{ flags: [...owners].filter((text) => text !== ''), from: directory, to: directory }] };
}

function isInside({ doc }: SplitSite, i: Instruction, directory: string): boolean {
  if ((i.kind !== 'Copy' && i.kind !== 'Add') || !i.destination) return false;
  const target = resolveWord(doc, i, i.destination);
  return target !== undefined && relativePath(directory, target) !== undefined;
}

/** The build makes the start folder out of the sources, and the packages lie in one place. */
function isPlain(site: SplitSite, build: Build, project: Project, folder: string): boolean {
  const { manifest } = project;
  const { context } = site.facts;
  if (!manifest || !context || manifest['workspaces'] !== undefined) return false;
  for (const group of ['dependencies', 'optionalDependencies']) {
    const packages = manifest[group];
    if (
      isRecord(packages) &&
      Object.values(packages).some((version) => /^(?:file|link|workspace):/.test(String(version)))
    )
      return false;
  }
  if (isRecord(manifest['imports'])) return false;
  const path = project.folder === undefined ? undefined : joinPath(project.folder, folder);
  // A folder of the sources may ask for its neighbours.
  if (path === undefined || context.carries(path) !== false || context.kind(path) === undefined) return false;
  if (build.commands.length === 0 || !build.commands.every((command) => isPlainBuild(command, project, folder, 0)))
    return false;
  if (writesInProject(site, build, folder)) return false;
  return !hasLeftovers(context, project.folder ?? '.', folder);
}

/** Lines of the file that make or copy something inside the project, which only a copy of all of it brings along. */
function writesInProject(site: SplitSite, build: Build, folder: string): boolean {
  const { doc, stage } = site;
  return stage.instructions.some((run) => {
    if (run.kind !== 'Run' || run.index > build.splitAfter.index) return false;
    const steps = stepsOf(doc, run) ?? [];
    // The last stage has it too, where nothing of the project stands beside it.
    if (!steps.some((step) => isOfProject(step) || step.command.program === 'cp' || step.command.program === 'mv'))
      return false;
    return steps.some(
      (step) =>
        step.command.program !== 'rm' &&
        placesOf(site, run, step, build.directory).includes('inside') &&
        lastWord(step.command) !== folder,
    );
  });
}

/** The first folder of the last word. */
const lastWord = (command: ShellCommand): string | undefined =>
  joinPath('.', command.args[command.args.length - 1]?.value ?? '..')?.split('/')[0];

/** An option that names another folder for what is built. */
const buildsInto = (command: ShellCommand, folder: string): boolean =>
  command.args.every((word, index) => {
    const option = OUTPUT.exec(word.value ?? '');
    const written = option && (option[1] ?? command.args[index + 1]?.value ?? '');
    return !written || joinPath('.', written)?.split('/')[0] === folder;
  });

function isPlainBuild(command: ShellCommand, project: Project, folder: string, depth: number): boolean {
  const name = scriptName(command);
  if (name !== undefined) {
    const text = project.scripts[name];
    if (typeof text !== 'string' || depth >= MAX_SCRIPTS) return false;
    const commands = allCommands(parseScript(text, 0));
    return commands.length > 0 && commands.every((inner) => isPlainBuild(inner, project, folder, depth + 1));
  }
  const words = command.words.map((word) => word.value ?? '').filter((word) => word !== 'npx');
  if (COPIERS.test(words[0] ?? '')) return lastWord(command) === folder;
  if (PLAIN_BUILD.test(words.join(' '))) return buildsInto(command, folder);
  return BESIDE_BUILD.test(words[0] ?? '');
}

/** The slim twin of the base where all that it lacks is surely not needed, else the base as it is written. */
function runtimeImage(site: SplitSite, build: Build, project: Project): string {
  const { stage, shipped } = site;
  const raw = stage.from.image?.raw ?? '';
  const tag = shipped.image.tag ?? '';
  const twin = /(?:^|-)(?:trixie|bookworm|bullseye|buster|stretch)$/.test(raw.slice(raw.lastIndexOf(':') + 1))
    ? `${raw}-slim`
    : /^(?:\d+(?:\.\d+){0,2}|lts|current|lts-[a-z]+)$/.test(tag) && raw.endsWith(`:${tag}`)
      ? `${raw}-slim`
      : undefined;
  if (twin === undefined || shipped.image.digest !== undefined || raw.includes('@')) return raw;
  if (!isPure(site, project) || build.hasSystemPackages || callsMissing(site, build)) return raw;
  return twin;
}

/** The lock file tells that no package of the program builds or downloads something when it is installed. */
function isPure(site: SplitSite, project: Project): boolean {
  if (!project.manifest || project.folder === undefined) return false;
  const names = ['package-lock.json', 'npm-shrinkwrap.json'];
  for (const name of names) {
    const path = joinPath(project.folder, name);
    const lock = jsonObject((path && site.facts.context?.files.text(path)) ?? undefined);
    if (!lock) continue;
    if (typeof lock['lockfileVersion'] !== 'number' || lock['lockfileVersion'] < 2) return false;
    const packages = isRecord(lock['packages']) ? Object.values(lock['packages']) : [];
    return !packages.some((item) => isRecord(item) && item['hasInstallScript'] === true && item['dev'] !== true);
  }
  return false;
}

/** Programs of the full image that slim ones lack. */
const MISSING =
  /^(?:curl|wget|git|hg|svn|python3?|make|gcc|g\+\+|convert|magick|identify|mysql|psql|ssh|scp|unzip|file|bzip2|xz|patch|gpg|procps|ps|dirmngr)$/;

function callsMissing(site: SplitSite, build: Build): boolean {
  const { doc, stage, start } = site;
  const later = stage.instructions.filter(
    (i) => i.kind === 'Healthcheck' || (i.kind === 'Run' && i.index > build.splitAfter.index),
  );
  const commands = [
    ...start.commands,
    ...later.flatMap((i) => scriptsOf(doc, i).flatMap((item) => allCommands(item.script))),
  ];
  return commands.some(
    (command) =>
      command.words.some((word) => MISSING.test(word.value ?? '')) ||
      /\bcurl\b|\bwget\b/.test(command.words.map((w) => w.raw).join(' ')),
  );
}

/** Whether the file installs with npm on Node's own image, and builds. */
export const isNodeProject = (site: SplitSite): boolean =>
  officialName(site.shipped.image) === 'node' &&
  site.stage.instructions.some(
    (i) =>
      i.kind === 'Run' &&
      scriptsOf(site.doc, i).some((item) =>
        item.script.commands.some((command) => packageCommand(command)?.family === 'node' || webBuild(command)),
      ),
  );
