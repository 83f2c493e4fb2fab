import { baseName, joinPath } from '../../../core/files';
import type { Edit } from '../../../core/finding';
import { type PackageCommand, packageCommand, type ShellCommand } from '../../shell';
import type { BuildContext } from '../context';
import { commandDirectory, directoryOf, relativePath, resolveWord } from '../directories';
import { joinDirectory } from '../model';
import type { Instruction, RunInstruction, TransferInstruction } from '../nodes';
import { scriptsOf } from '../scripts';
import { contextPath } from './context-path';
import {
  commonPlacement,
  isEntangled,
  keptFlags,
  lineOf,
  type Placement,
  type RunStep,
  type Split,
  type SplitPlan,
  type SplitSite,
  shown,
  stepsOf,
  toolReason,
} from './plan';
import { copyOf, placed, runtimeFolders } from './runtime-files';

/** A `go build` or `go install` and what it leaves behind. */
interface GoBuild {
  readonly run: RunInstruction;
  readonly command: ShellCommand;
  /** The program's absolute path. */
  readonly output: string;
  /** The directory that it runs in. */
  readonly directory: string;
}

type Problem = { readonly reason: string };

/** Splits a file of one stage that builds a Go program and starts it. */
export function splitGo(site: SplitSite): Split {
  const found = findBuilds(site);
  if ('reason' in found) return found;
  const { builds, splitAfter } = found;
  const tools = toolReason(site.start);
  if (tools) return { reason: tools };
  const entry = entryProblem(site, builds);
  if (entry) return { reason: entry };
  const below = belowProblem(site, splitAfter);
  if (below) return { reason: below };
  const cgo = cgoOf(site, builds);
  if ('reason' in cgo) return cgo;
  const sources = scanSources(site, builds);
  if ('reason' in sources) return sources;
  return plansOf(site, builds, splitAfter, cgo.edits, sources);
}

/** Packages that only a build needs, and those that distroless images and `scratch` (by the fix) have. */
const BUILD_ONLY =
  /^(?:git|git-lfs|mercurial|subversion|ca-certificates|tzdata|gcc|g\+\+|musl-dev|musl|libc-dev|libc6-dev|build-base|build-essential|make|bash|openssh|openssh-client|upx|upx-ucl|file|binutils|binutils-gold|pkgconfig|pkgconf|pkg-config|protobuf|protobuf-dev|protobuf-compiler|protoc|gnupg|apt-utils|apt-transport-https|linux-headers)$/;

function findBuilds(site: SplitSite): { builds: readonly GoBuild[]; splitAfter: Instruction } | Problem {
  const { doc, stage } = site;
  const builds: GoBuild[] = [];
  let splitAfter: Instruction | undefined;
  for (const run of stage.instructions) {
    if (run.kind !== 'Run') continue;
    const steps = stepsOf(doc, run);
    if (!steps) return { reason: `the RUN in line ${lineOf(run)} cannot be read` };
    for (const step of steps) {
      const problem = stepProblem(site, run, step);
      if (problem) return { reason: problem };
      if (step.call?.manager !== 'go') continue;
      const build = readBuild(site, run, step.command, step.call);
      if (build && 'reason' in build) return build;
      if (build) builds.push(build);
    }
    if (steps.some(isPartOfBuild)) splitAfter = run;
  }
  const [first] = builds;
  if (!first || !splitAfter) return { reason: 'the name of the program that is built is not known' };
  return { builds, splitAfter };
}

const isPartOfBuild = ({ step, command }: RunStep): boolean =>
  step === 'manager' || command.program === 'rm' || command.program === 'upx' || command.program === 'strip';

/** What a RUN of a Go image may do without being missed in an image that has no shell. */
function stepProblem(site: SplitSite, run: RunInstruction, { command, call, step }: RunStep): string | undefined {
  const where = `\`${shown(site.doc, command)}\` in line ${lineOf(run)}`;
  switch (step) {
    case 'system': {
      if (call === undefined || call.action === 'remove') return undefined;
      if (call.hasUnknownWords) return `${where} names its packages by a variable`;
      const needed = call.packages.find((item) => !BUILD_ONLY.test(item.name));
      return needed && `\`${needed.name}\` is installed, which the runtime image would lack`;
    }
    case 'manager':
      return call?.manager === 'go' ? undefined : `${where} may be needed by the program`;
    case 'neutral':
      return undefined;
    case 'accounts':
      return `${where} makes a user that the runtime image would lack`;
    case 'folders':
      return command.program === 'chmod' || (command.program === 'mkdir' && makesRoom(site, run, command))
        ? undefined
        : `${where} would be lost`;
    default:
      if (/^(?:rm|upx|strip|protoc)$/.test(command.program ?? '')) return undefined;
      if (command.program === 'git' && command.args[0]?.value === 'config') return undefined;
      if (/^(?:make|\.\/.*|.*\.sh|task|mage)$/.test(command.program ?? '') || command.words[0]?.raw.startsWith('./'))
        return `what ${where} leaves behind cannot be named`;
      return `what ${where} leaves behind may be needed`;
  }
}

/** Folders that lines of the file work in or copy to; any other may be there for the program. */
function makesRoom({ doc, stage }: SplitSite, run: RunInstruction, command: ShellCommand): boolean {
  const used = stage.instructions.flatMap((i) => {
    const word = i.kind === 'Workdir' ? i.value : i.kind === 'Copy' || i.kind === 'Add' ? i.destination : undefined;
    return (word && resolveWord(doc, i, word)) ?? [];
  });
  return command.args
    .filter((word) => !word.raw.startsWith('-'))
    .every((word) => {
      const path = joinDirectory(directoryOf(doc.stateAt(run)), word.value);
      return path !== undefined && used.some((folder) => relativePath(path, folder) !== undefined);
    });
}

function readBuild(
  site: SplitSite,
  run: RunInstruction,
  command: ShellCommand,
  call: PackageCommand,
): GoBuild | Problem | undefined {
  if (call.subcommand !== 'build' && call.subcommand !== 'install') return undefined;
  const text = shown(site.doc, command);
  const scripts = scriptsOf(site.doc, run);
  const script = scripts.find((item) => item.script.commands.includes(command));
  if (!script || script.form === 'exec' || isEntangled(command))
    return { reason: `\`${text}\` is part of a larger construct of the shell` };
  // A tool of the build, as `go install example.com/tool@v1`.
  if (call.packages.some((item) => item.version !== undefined)) return undefined;
  if (call.has('-C', '-modfile', '-overlay')) return { reason: `what \`${text}\` leaves behind cannot be named` };
  if (call.has('-race', '-msan', '-asan')) return { reason: `\`${text}\` needs cgo` };
  const mode = call.option('-buildmode')?.value;
  if (call.option('-buildmode') && mode !== 'default' && mode !== 'exe' && mode !== 'pie')
    return { reason: `\`${text}\` builds no plain program` };
  if (mode === 'pie') return { reason: `\`${text}\` builds a program that is linked dynamically` };
  const directory = commandDirectory(site.doc, run, script.script, command);
  if (directory === undefined) return { reason: `the directory of \`${text}\` is not known` };
  const packages = call.positional;
  const given = call.option('-o');
  if (packages.some((word) => word.value === undefined))
    return { reason: `\`${text}\` names its package by a variable` };
  const wide =
    packages.length > 1
      ? !packages.every((word) => word.value?.endsWith('.go'))
      : /\.\.\./.test(packages[0]?.value ?? '');
  if (wide) {
    // Without -o, a build of several packages only checks that they compile.
    if (call.subcommand === 'build' && !given) return undefined;
    return { reason: `\`${text}\` builds several programs` };
  }
  const name = programName(site, directory, packages[0]?.value ?? '.', call.subcommand === 'build');
  if (call.subcommand === 'install') {
    const bin = site.doc.resolve('GOBIN', run).value ?? '/go/bin';
    if (site.doc.resolve('GOPATH', run).kind !== 'undeclared' && site.doc.resolve('GOBIN', run).value === undefined)
      return { reason: '`GOPATH` decides where the program goes' };
    return name === undefined ? unnamed(text) : { run, command, output: `${bin}/${name}`, directory };
  }
  if (!given) {
    const output = name && joinDirectory(directory, name);
    return output ? { run, command, output, directory } : unnamed(text);
  }
  const written = given.value;
  if (written === undefined) return { reason: `\`-o\` of \`${text}\` holds a variable` };
  const path = joinDirectory(directory, written);
  if (path === undefined) return unnamed(text);
  const isFolder =
    written.endsWith('/') || written === '.' || ['/bin', '/usr/local/bin', '/usr/bin', '/go/bin', '/'].includes(path);
  if (!isFolder) return { run, command, output: path, directory };
  return name === undefined
    ? unnamed(text)
    : { run, command, output: `${path === '/' ? '' : path}/${name}`, directory };
}

const unnamed = (text: string): Problem => ({ reason: `the name of the program that \`${text}\` builds is not known` });

/** The last part of the package's path; a module's major version is none. */
function programName(site: SplitSite, directory: string, path: string, build: boolean): string | undefined {
  if (path.endsWith('.go')) return build ? baseName(path).replace(/\.go$/, '') : undefined;
  const clean = path.replace(/\/+$/, '');
  if (clean !== '.' && clean !== '' && clean !== './') {
    const name = baseName(clean);
    return name === '.' || name === '..' ? undefined : majorless(clean);
  }
  const at = contextPath(site, directory);
  const text = at === undefined ? undefined : site.facts.context?.files.text(joinPath(at, 'go.mod') ?? 'go.mod');
  const module = /^module[ \t]+"?([^\s"]+)/m.exec(text ?? '')?.[1];
  return module && majorless(module);
}

function majorless(path: string): string {
  const parts = path.split('/');
  const last = parts[parts.length - 1] ?? '';
  return /^v\d+$/.test(last) && parts.length > 1 ? (parts[parts.length - 2] ?? last) : last;
}

/** Folders that the PATH of images without their own holds. */
const USUAL_PATH = ['/usr/local/sbin', '/usr/local/bin', '/usr/sbin', '/usr/bin', '/sbin', '/bin'];

function entryProblem(site: SplitSite, builds: readonly GoBuild[]): string | undefined {
  const { start, doc, stage } = site;
  for (const instruction of start.instructions) {
    if ((instruction.kind === 'Cmd' || instruction.kind === 'Entrypoint') && instruction.form?.kind === 'shell')
      return `the runtime image has no shell for the ${instruction.name} in line ${lineOf(instruction)}`;
  }
  if (start.shell) return 'the runtime image has no shell for the start command';
  const [command] = start.commands;
  const word = command?.words[0]?.value;
  if (word === undefined) return 'what the container starts cannot be read';
  const problem = programProblem(site, word, builds, directoryOf(doc.finalState(stage)));
  if (problem) return problem;
  for (const check of stage.instructions) {
    if (check.kind !== 'Healthcheck' || check.type?.raw.toUpperCase() === 'NONE') continue;
    if (check.form?.kind !== 'exec')
      return `the runtime image has no shell for the HEALTHCHECK in line ${lineOf(check)}`;
    const program = check.form.words[0]?.raw ?? '';
    if (programProblem(site, program, builds, directoryOf(doc.finalState(stage))))
      return `the runtime image has no \`${program}\` for the HEALTHCHECK in line ${lineOf(check)}`;
  }
  return undefined;
}

function programProblem(
  site: SplitSite,
  word: string,
  builds: readonly GoBuild[],
  directory: string | undefined,
): string | undefined {
  const outputs = builds.map((build) => build.output);
  if (!word.includes('/')) {
    if (outputs.some((output) => USUAL_PATH.some((folder) => output === `${folder}/${word}`))) {
      return site.stage.instructions.some((i) => i.kind === 'Env' && i.pairs.some((pair) => pair.key.raw === 'PATH'))
        ? `\`${word}\` is found through \`PATH\`, which the file changes`
        : undefined;
    }
    const found = outputs.find((output) => output.endsWith(`/${word}`));
    return found === undefined
      ? `the container starts \`${word}\`, which is not what \`go build\` leaves behind`
      : `\`${word}\` is found through \`PATH\`, which does not hold \`${found.slice(0, -word.length - 1)}\` in the runtime image`;
  }
  const path = joinDirectory(directory, word);
  if (path !== undefined && outputs.includes(path)) return undefined;
  if (/\.(?:sh|bash|py)$/.test(word))
    return `the container starts \`${word}\`, a script, and the runtime image has no shell`;
  return `the container starts \`${word}\`, which is not what \`go build\` leaves behind`;
}

/** A line below the build that an image without a shell and users cannot take. */
function belowProblem(site: SplitSite, splitAfter: Instruction): string | undefined {
  for (const instruction of site.stage.instructions) {
    if (instruction.kind === 'Run' && instruction.index > splitAfter.index)
      return `the runtime image has no shell for the RUN in line ${lineOf(instruction)}`;
    if (instruction.kind === 'Shell')
      return `the runtime image has no shell for the SHELL in line ${lineOf(instruction)}`;
    if (instruction.kind === 'User') {
      const name = instruction.value?.literal;
      if (name === undefined || !/^(?:\d+(?::\d+)?|root|nobody|nonroot)(?::\w+)?$/.test(name))
        return `the runtime image does not know the user \`${instruction.value?.raw ?? ''}\``;
    }
    if ((instruction.kind === 'Copy' || instruction.kind === 'Add') && instruction.index > splitAfter.index) {
      const owner = instruction.flags.find((f) => f.name === 'chown')?.value?.literal;
      if (owner !== undefined && !/^\d+(?::\d+)?$/.test(owner))
        return `the runtime image does not know the owner \`${owner}\``;
    }
  }
  return undefined;
}

/** Modules that do nothing, or something else, without a C compiler. */
const CGO_MODULES = [
  'github.com/mattn/go-sqlite3',
  'github.com/confluentinc/confluent-kafka-go',
  'gopkg.in/confluentinc/confluent-kafka-go',
  'github.com/libgit2/git2go',
  'github.com/linxGnu/grocksdb',
  'github.com/tecbot/gorocksdb',
  'github.com/godror/godror',
  'github.com/mattn/go-oci8',
  'github.com/marcboeker/go-duckdb',
  'github.com/duckdb/duckdb-go',
  'github.com/tree-sitter/go-tree-sitter',
  'github.com/smacker/go-tree-sitter',
  'github.com/h2non/bimg',
  'github.com/davidbyttow/govips',
  'github.com/DataDog/zstd',
  'github.com/valyala/gozstd',
  'github.com/google/gopacket/pcap',
  'github.com/pebbe/zmq4',
  'gocv.io/x/gocv',
  'gopkg.in/gographics/imagick',
  'github.com/veandco/go-sdl2',
  'github.com/go-gl/glfw',
  'github.com/hajimehoshi/oto',
  'github.com/bytecodealliance/wasmtime-go',
  'rogchap.com/v8go',
  'github.com/mutecomm/go-sqlcipher',
  'github.com/tidwall/sqlite',
];

function cgoOf(site: SplitSite, builds: readonly GoBuild[]): { edits: readonly Edit[] } | Problem {
  const edits: Edit[] = [];
  for (const { run, command } of builds) {
    const own = command.assignments.find((item) => item.name === 'CGO_ENABLED');
    const wrapped = command.wrappers.flatMap((wrapper) => wrapper.args.map((word) => word.value ?? word.raw));
    const viaEnv = wrapped.find((text) => text.startsWith('CGO_ENABLED='))?.slice('CGO_ENABLED='.length);
    const set = own ? (own.value?.value ?? '?') : viaEnv;
    const value = set ?? scriptSetting(site, run, command) ?? fileSetting(site, run);
    if (value === '0') continue;
    if (value !== undefined)
      return {
        reason:
          value === '1' ? '`CGO_ENABLED` is 1, so the program may need C libraries' : '`CGO_ENABLED` is not known',
      };
    const at = command.span.start;
    edits.push({ span: { start: at, end: at }, text: 'CGO_ENABLED=0 ', note: 'Links statically' });
  }
  return { edits };
}

/** `export CGO_ENABLED=0 &&`, `go env -w CGO_ENABLED=0` before the command. */
function scriptSetting(site: SplitSite, run: RunInstruction, command: ShellCommand): string | undefined {
  for (const { script } of scriptsOf(site.doc, run)) {
    if (!script.commands.includes(command)) continue;
    for (const earlier of script.commands) {
      if (earlier.span.start >= command.span.start) break;
      const lasting = earlier.words.length === 0 ? earlier.assignments : earlier.declarations;
      const found = lasting.find((item) => item.name === 'CGO_ENABLED');
      if (found) return found.value?.value ?? '?';
      const call = packageCommand(earlier);
      if (call?.manager !== 'go' || call.subcommand !== 'env') continue;
      const written = earlier.args.find((word) => word.literalPrefix.startsWith('CGO_ENABLED='));
      if (written) return written.value?.slice('CGO_ENABLED='.length) ?? '?';
    }
  }
  return undefined;
}

function fileSetting(site: SplitSite, run: RunInstruction): string | undefined {
  const found = site.doc.resolve('CGO_ENABLED', run);
  if (found.kind === 'undeclared') return undefined;
  return found.kind === 'env' ? (found.value ?? '?') : '?';
}

/** What the sources tell of the program's needs. */
interface Sources {
  /** All of them were read. */
  readonly complete: boolean;
  /** Files that `scratch` lacks are used. */
  readonly needs: 'time zones' | '/tmp' | undefined;
  /** Files and folders beside the sources that they name. */
  readonly named: readonly string[];
}

/** Files named relative to the working directory, or looked for there. */
const READS_FILES =
  /\b(?:os\.(?:Open|ReadFile|ReadDir)|ioutil\.(?:ReadFile|ReadDir))\("[^/"]|\bParse(?:Files|Glob)\("[^/"]|\bLoadHTML(?:Glob|Files)\(|\bhttp\.Dir\("[^/"]|\bgodotenv\.\w+\(|\bviper\.\w+\(/;

const MAX_SOURCES = 200;
const SKIPPED = new Set(['vendor', 'testdata', 'node_modules', 'third_party']);
const OTHER_SYSTEM =
  /_(?:test|windows|darwin|freebsd|netbsd|openbsd|plan9|js|wasm|android|ios|solaris)(?:_[a-z0-9]+)?\.go$/;

/** Reads the module's sources, breadth first, up to {@link MAX_SOURCES} files. */
function scanSources(site: SplitSite, builds: readonly GoBuild[]): Sources | Problem {
  const { context } = site.facts;
  const [first] = builds;
  const root = first && contextPath(site, first.directory);
  if (!context || root === undefined || context.files.list(root) === undefined)
    return { complete: false, needs: undefined, named: [] };
  const modules = context.files.text(joinPath(root, 'go.mod') ?? 'go.mod');
  const required = CGO_MODULES.find((name) =>
    new RegExp(`(?:^|\\s)${name.replace(/\./g, '\\.')}(?:/v\\d+)?(?:\\.v\\d+)?\\s+v`).test(modules ?? ''),
  );
  if (required) return { reason: `\`${required}\` needs cgo` };
  let complete = typeof modules === 'string';
  let needs: Sources['needs'];
  const named = new Set<string>();
  const beside = dataIn(context, root);
  for (const path of goFiles(context, root, () => (complete = false))) {
    const text = context.files.text(path);
    if (typeof text !== 'string') {
      complete = false;
      continue;
    }
    if (/^[ \t]*(?:import[ \t]+)?"C"[ \t]*$/m.test(text)) return { reason: `\`${path}\` imports "C", which needs cgo` };
    for (const name of namesIn(text)) if (beside.has(name)) named.add(name);
    // A program that the runtime image may lack, or a file beside the program.
    if (/"os\/exec"/.test(text) || READS_FILES.test(text)) complete = false;
    if (/\btime\.LoadLocation\(|"time\/tzdata"/.test(text)) needs ??= 'time zones';
    if (
      /\bos\.(?:TempDir|MkdirTemp|CreateTemp)\(|\bioutil\.Temp(?:Dir|File)\(|"\/tmp\b|\.ParseMultipartForm\(/.test(text)
    )
      needs ??= '/tmp';
  }
  return { complete, needs, named: [...named] };
}

/** Files and folders of data in the module's folder. */
const dataIn = (context: BuildContext, root: string): ReadonlySet<string> =>
  new Set(
    (context.files.list(root) ?? []).flatMap(({ name, kind }) => {
      const path = joinPath(root, name) ?? name;
      if (context.carries(path) !== true || (/^\./.test(name) && name !== '.env')) return [];
      const isOfData =
        kind === 'folder' ? isData(context, path) : DATA.test(name) || /\.(?:ico|txt|wasm|sql)$/.test(name);
      return isOfData ? [name] : [];
    }),
  );

/** The first parts of texts that may be paths relative to the working directory. */
function* namesIn(text: string): Generator<string> {
  for (const match of text.matchAll(/["`](?:\.\/)?([\w.-]+)(?:\/[^"`\n]*)?["`]/g)) yield match[1] ?? '';
  if (/\bgodotenv\.(?:Load|Read|Overload)\(\)/.test(text)) yield '.env';
}

function* goFiles(context: BuildContext, root: string, onLimit: () => void): Generator<string> {
  const folders = [root];
  let count = 0;
  for (let folder = folders.shift(); folder !== undefined; folder = folders.shift()) {
    const entries = context.files.list(folder);
    if (!entries) {
      onLimit();
      continue;
    }
    for (const entry of entries) {
      const path = folder === '.' ? entry.name : `${folder}/${entry.name}`;
      if (entry.kind === 'folder') {
        if (!SKIPPED.has(entry.name) && !/^[._]/.test(entry.name)) folders.push(path);
        continue;
      }
      if (!entry.name.endsWith('.go') || OTHER_SYSTEM.test(entry.name)) continue;
      if (++count > MAX_SOURCES) {
        onLimit();
        return;
      }
      yield path;
    }
    if (folders.length > MAX_SOURCES * 10) {
      onLimit();
      return;
    }
  }
}

/** Set for the tools: the program does not look at them. */
const TOOL_VARIABLE =
  /^(?:GO(?:PATH|BIN|CACHE|MODCACHE|PROXY|PRIVATE|NOPROXY|NOSUMDB|SUMDB|FLAGS|OS|ARCH|ARM|AMD64|ROOT|TOOLCHAIN|INSECURE|VCS|EXPERIMENT|WORK)?|GO111MODULE|CGO_\w+|CC|CXX|PATH|DEBIAN_FRONTEND)$/;

function plansOf(
  site: SplitSite,
  builds: readonly GoBuild[],
  splitAfter: Instruction,
  buildEdits: readonly Edit[],
  sources: Sources,
): Split {
  const { doc, stage } = site;
  const copy = doc.keyword('COPY', stage.from);
  const directory = directoryOf(doc.stateAt(splitAfter));
  const [first] = builds;
  const folders = first
    ? runtimeFolders(site, first.directory, contextPath(site, first.directory), directory, isData)
    : [];
  for (const name of first ? sources.named : []) {
    const from = `${first?.directory ?? ''}/${name}`;
    if (folders.some((folder) => folder.from === from) || isCopiedAgain(site, splitAfter, from)) continue;
    const brought = copyOf(site, from);
    if (brought) folders.push({ from, to: placed(from, directory), flags: keptFlags(doc, brought) });
  }
  const outputs = [...new Set(builds.map((build) => build.output))];
  if (outputs.some((output) => output.includes('\0')) || folders.some((folder) => folder.from.includes('\0')))
    return { reason: 'the working directory of the base image is not known' };
  const needsDirectory = folders.length > 0 || usesDirectory(site, splitAfter);
  if (needsDirectory && (directory === undefined || directory.includes('\0')))
    return { reason: 'the working directory is not known' };
  const placements = new Map<Instruction, Placement>();
  for (const instruction of stage.instructions) {
    if (instruction.index > splitAfter.index) break;
    placements.set(instruction, placementOf(site, instruction, needsDirectory, first?.directory));
  }
  const taken = (name: string): string[] => [
    ...outputs.map((output) => `${copy} --from=${name} ${output} ${output}`),
    ...folders.map(({ flags, from, to }) => [copy, `--from=${name}`, ...flags, from, to].join(' ')),
  ];
  const suffix = sources.complete ? '' : ' (changes behaviour)';
  const user = doc.finalState(stage).user?.value?.literal;
  const mayNeedRoot = user === undefined && needsRoot(site);
  const common = { splitAfter, placements, buildEdits, buildEnd: [] };
  const title = (image: string): string =>
    `Split into a build stage and a runtime stage (${image}, ${mayNeedRoot ? 'runs as root' : `runs as ${userText(user)}`})${suffix}`;
  const distroless: SplitPlan = {
    ...common,
    title: title('distroless'),
    image: 'gcr.io/distroless/static-debian12:nonroot',
    copies: taken,
    note: user === undefined ? 'Runs as user 65532' : 'Runtime stage',
  };
  const scratch: SplitPlan = {
    ...common,
    title: title('scratch'),
    image: 'scratch',
    copies: (name) => [
      `${copy} --from=${name} /etc/ssl/certs/ca-certificates.crt /etc/ssl/certs/`,
      ...taken(name),
      ...(user === undefined && !mayNeedRoot ? [`${doc.keyword('USER', stage.from)} 65532:65532`] : []),
    ],
    note: user === undefined && !mayNeedRoot ? 'Runs as user 65532' : 'Runtime stage',
  };
  const zones = stage.instructions.some((i) => i.kind === 'Env' && i.pairs.some((pair) => pair.key.raw === 'TZ'));
  const named = user !== undefined && !/^\d+(?::\d+)?$/.test(user);
  const needs = sources.needs ?? (zones ? 'time zones' : undefined);
  const scratchFits = needs === undefined && !named && hasCertificates(site);
  if (!mayNeedRoot) return { plans: scratchFits ? [distroless, scratch] : [distroless] };
  if (scratchFits) return { plans: [scratch] };
  return {
    reason: `the port or VOLUME may need root, and the program uses ${needs ?? 'files'}, which \`scratch\` lacks`,
  };
}

/** A line that the last stage has too brings the path. */
const isCopiedAgain = (site: SplitSite, splitAfter: Instruction, path: string): boolean =>
  site.stage.instructions.some((i) => {
    if ((i.kind !== 'Copy' && i.kind !== 'Add') || !i.destination) return false;
    if (i.index <= splitAfter.index && !isDataCopy(site, i)) return false;
    const target = resolveWord(site.doc, i, i.destination);
    if (target === undefined) return false;
    return i.sources.some((word) => {
      const name = baseName(site.doc.valueOf(word, i)?.replace(/\/\.?$/, '') ?? '');
      return (
        target === path || (name === '.' ? relativePath(target, path) !== undefined : `${target}/${name}` === path)
      );
    });
  });

const userText = (user: string | undefined): string =>
  user === undefined ? 'user 65532' : /^(?:root|0)(?::|$)/.test(user) ? 'root' : `user ${user}`;

/** All images of Go bring the certificates. */
const hasCertificates = (site: SplitSite): boolean => site.shipped.image.name === 'golang';

function needsRoot({ doc, stage }: SplitSite): boolean {
  return stage.instructions.some((i) => {
    if (i.kind === 'Volume') return true;
    if (i.kind !== 'Expose') return false;
    return i.ports.some((port) => {
      const text = doc.valueOf(port, i);
      const number = text === undefined ? 0 : Number.parseInt(text, 10);
      return number < 1024;
    });
  });
}

/** The start command, a check or a copied file is given relative to the working directory. */
function usesDirectory(site: SplitSite, splitAfter: Instruction): boolean {
  const { doc, stage, start } = site;
  if (start.commands.some((command) => command.words.some((word) => /^\.{1,2}(?:\/|$)/.test(word.value ?? ''))))
    return true;
  if (
    start.commands.some(
      (command) => (command.words[0]?.value ?? '').slice(1).includes('/') && !command.words[0]?.value?.startsWith('/'),
    )
  )
    return true;
  return stage.instructions.some((i) => {
    if (i.index <= splitAfter.index && !((i.kind === 'Copy' || i.kind === 'Add') && isDataCopy(site, i))) return false;
    if (i.kind === 'Workdir') return !(i.value && doc.valueOf(i.value, i)?.startsWith('/'));
    if (i.kind !== 'Copy' && i.kind !== 'Add') return false;
    return !(i.destination && doc.valueOf(i.destination, i)?.startsWith('/'));
  });
}

function placementOf(
  site: SplitSite,
  instruction: Instruction,
  needsDirectory: boolean,
  project: string | undefined,
): Placement {
  const { doc } = site;
  switch (instruction.kind) {
    case 'Workdir':
      return needsDirectory ? 'both' : 'build';
    case 'Env':
      return instruction.pairs.every((pair) => TOOL_VARIABLE.test(pair.key.raw)) ? 'build' : 'both';
    case 'Copy':
    case 'Add': {
      const target = instruction.destination && resolveWord(doc, instruction, instruction.destination);
      const inside = target !== undefined && project !== undefined && relativePath(project, target) !== undefined;
      const around = target !== undefined && project !== undefined && relativePath(target, project) !== undefined;
      return (inside || around) && !isDataCopy(site, instruction) ? 'build' : 'both';
    }
    default:
      return commonPlacement(instruction) ?? 'build';
  }
}

/** Names files that no build of Go reads: the program does. */
const DATA =
  /(?:^|\/)\.env[^/]*$|\.(?:ya?ml|json|toml|ini|conf|cfg|env|html?|tmpl|gohtml|pem|crt|key|csv|txt|db|sqlite)$/;

const isDataCopy = ({ doc }: SplitSite, copy: TransferInstruction): boolean =>
  !copy.flags.some((f) => f.name === 'from') &&
  copy.sources.length > 0 &&
  copy.sources.every((word) => DATA.test(doc.valueOf(word, copy) ?? ''));

/** A folder of Go packages alone is compiled into the program. */
const isData = (context: BuildContext, folder: string): boolean =>
  (context.files.list(folder) ?? []).some((entry) =>
    entry.kind === 'folder' ? isDataBelow(context, `${folder}/${entry.name}`) : !entry.name.endsWith('.go'),
  );

const isDataBelow = (context: BuildContext, folder: string): boolean =>
  (context.files.list(folder) ?? []).some((entry) => entry.kind === 'file' && !entry.name.endsWith('.go'));
