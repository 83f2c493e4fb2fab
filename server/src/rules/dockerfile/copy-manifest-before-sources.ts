import { joinPath } from '../../core/files';
import type { Edit, Fix } from '../../core/finding';
import { globMatcher } from '../../core/glob';
import { defineRule } from '../../core/rule';
import { lineAt } from '../../core/text';
import { type BuildContext, contextSources } from '../../languages/dockerfile/context';
import { commandDirectory, directoryOf, relativePath, resolveWord } from '../../languages/dockerfile/directories';
import { isIgnored } from '../../languages/dockerfile/dockerignore';
import {
  dependencyInstall,
  INSTALLER_PACKAGES,
  type Install,
  type ManifestCopy,
  type Plan,
  ProjectFolder,
} from '../../languages/dockerfile/ecosystems';
import {
  type DockerfileDocument,
  normalisePath,
  type Stage,
  withLeadingComments,
} from '../../languages/dockerfile/model';
import {
  type Flag,
  flag,
  type Instruction,
  type RunInstruction,
  type TransferInstruction,
} from '../../languages/dockerfile/nodes';
import { type ScriptSite, scriptsOf } from '../../languages/dockerfile/scripts';
import { allowsParents } from '../../languages/dockerfile/syntax';
import { type PackageCommand, packageCommand, type ShellCommand, splitAt, statementOf } from '../../languages/shell';
import type { DockerfileFacts } from '../../project/facts';

/** A COPY of a folder that holds manifest and sources together. */
interface SourceCopy {
  readonly instruction: TransferInstruction;
  /** The folder in the build context. */
  readonly folder: string;
  /** Where its content goes: an absolute directory. */
  readonly target: string;
  /** A folder by its name alone, which only the build context tells from a file. */
  readonly small: boolean;
}

interface Found {
  readonly copy: SourceCopy;
  readonly run: RunInstruction;
  readonly site: ScriptSite;
  readonly command: ShellCommand;
  readonly call: PackageCommand;
  readonly install: Install;
  /** The install's directory below the copy's target. */
  readonly below: string;
  readonly directory: string;
  readonly stage: Stage;
}

type Repair = { readonly fix: Fix } | { readonly reason: string } | undefined;

export default defineRule({
  id: 'dockerfile/copy-manifest-before-sources',
  aka: ['dockerfile/copy-before-install'],
  summary: 'Copy the dependency manifest and install before copying the sources',
  category: 'performance',
  severity: 'warning',
  recommended: true,
  since: '0.1.0',
  fixable: 'sometimes',
  messages: {
    manifest: 'Every source change repeats `{{install}}`; copy `{{manifest}}` before `{{copy}}`',
    move: 'Every source change repeats `{{install}}`; move `{{copy}}` below it',
  },
  notes: ['dependency-manifests', 'layer-cache'],
  lessons: ['D02', 'D01'],
  docs: {
    why: 'A layer is taken from the cache only while everything above it is unchanged. With the sources copied first, a change of any file makes the install run again, though no dependency changed. With the manifest copied first, the install runs again only when the manifest changes.',
    instead:
      "Copy the manifest and its lock file, install, then copy the rest. The quick fix also adds the folder that the install fills to `.dockerignore`, so that the later `COPY` does not lay the host's own over it.",
    invalid: [
      {
        code: 'FROM node:22\nWORKDIR /app\nCOPY . .\nRUN npm ci\nCMD ["node", "server.js"]\n',
        files: { 'package.json': '{}\n', 'package-lock.json': '{}\n', '.dockerignore': 'node_modules\n' },
      },
    ],
    valid: [
      {
        code: 'FROM node:22\nWORKDIR /app\nCOPY package.json package-lock.json ./\nRUN npm ci\nCOPY . .\nCMD ["node", "server.js"]\n',
      },
    ],
    fixSafety:
      'The install no longer sees the sources. The fix reads manifests, lock files and install scripts and is not offered when one of them needs more; where the build context cannot be read, it says so in its title. Gradle has no task that downloads and does nothing else: its wrapper, its plugins and the metadata come before the sources, the libraries themselves are still downloaded by the build.',
    exceptions:
      'Leave it off where dependencies are checked in, or where a cache mount holds everything that the install downloads.',
    references: ['https://docs.docker.com/build/cache/optimize/#order-your-layers'],
  },
  check: (ctx) => ({
    Document() {
      if (ctx.doc.os === 'windows') return;
      for (const stage of ctx.doc.stages) {
        for (const install of findInStage(ctx.doc, stage, ctx.facts.context)) {
          const found = fromRoot(install, ctx.facts.context);
          const plan = planFor(ctx.doc, found, install.below, ctx.facts.context);
          if (plan.kind === 'silent') continue;
          const source = found.copy.instruction.sources[0];
          if (!source) continue;
          const repair = repairOf(ctx.doc, found, plan, ctx.facts);
          ctx.report({
            message: plan.kind === 'move' ? 'move' : 'manifest',
            span: source.span,
            data: {
              install: found.install.name,
              manifest: (plan.kind === 'blocked' ? plan.manifest : undefined) ?? found.install.manifest,
              copy: copyText(ctx.doc, found.copy),
            },
            fixes: repair && 'fix' in repair ? [repair.fix] : [],
            noFix: repair && 'reason' in repair ? repair.reason : undefined,
          });
        }
      }
    },
  }),
});

const copyText = (doc: DockerfileDocument, copy: SourceCopy): string => {
  const { instruction } = copy;
  const words = [...instruction.sources, ...(instruction.destination ? [instruction.destination] : [])];
  return [doc.keyword(instruction.name, instruction), ...words.map((word) => word.raw)].join(' ');
};

/** Manifests whose dependencies a stage, or one that it stands on, has installed before the sources came. */
function* findInStage(doc: DockerfileDocument, stage: Stage, context: BuildContext | undefined): Generator<Found> {
  // Most stages copy no sources, and then their scripts need not be read.
  if (!stage.instructions.some((i) => (i.kind === 'Copy' || i.kind === 'Add') && sourceCopy(doc, i, context))) return;
  const done = installedBelow(doc, stage);
  const copies: SourceCopy[] = [];
  for (const instruction of stage.instructions) {
    if (instruction.kind === 'Copy' || instruction.kind === 'Add') {
      const copy = sourceCopy(doc, instruction, context);
      if (copy) copies.push(copy);
    }
    if (instruction.kind !== 'Run') continue;
    for (const { site, command, call, install } of installsOf(doc, instruction)) {
      if (done.has(install.ofProject ? listedBy(install) : installKey(install))) continue;
      const directory = commandDirectory(doc, instruction, site.script, command);
      const found = directory === undefined ? undefined : nearest(copies, directory);
      if (found === undefined || directory === undefined) {
        // A folder below the project, such as `.mvn`, is a part of its manifests.
        const partsOnly = copies.every((copy) => copy.small && directory !== undefined && isBelow(directory, copy));
        if (partsOnly) remember(done, install);
        continue;
      }
      remember(done, install);
      if (isCached(instruction, install)) continue;
      yield { copy: found.copy, run: instruction, site, command, call, install, below: found.below, directory, stage };
    }
  }
}

/** One install an ecosystem: what follows an install of the same manifest is cheap. */
const installKey = (install: Install): string => install.manifest || install.name;

/** Stands for any install of what a manifest lists by the same command. */
const listedBy = (install: Install): string => `${install.name} of a manifest`;

function remember(done: Set<string>, install: Install): void {
  done.add(installKey(install));
  if (install.manifest !== '') done.add(listedBy(install));
}

function installedBelow(doc: DockerfileDocument, stage: Stage): Set<string> {
  const done = new Set<string>();
  for (let base = stage.base; base.kind === 'stage'; base = base.stage.base) {
    for (const instruction of base.stage.instructions) {
      if (instruction.kind !== 'Run') continue;
      for (const { install } of installsOf(doc, instruction)) remember(done, install);
    }
  }
  return done;
}

function nearest(copies: readonly SourceCopy[], directory: string): { copy: SourceCopy; below: string } | undefined {
  for (const copy of [...copies].reverse()) {
    const below = relativePath(copy.target, directory);
    // The base image's own directory is below the root, and nobody knows where.
    if (below !== undefined && !below.includes('\0')) return { copy, below };
  }
  return undefined;
}

const isBelow = (directory: string, { target }: SourceCopy): boolean => relativePath(directory, target) !== undefined;

/** `COPY . .` and its kin: one source, which is a folder and no wildcard. */
function sourceCopy(
  doc: DockerfileDocument,
  instruction: TransferInstruction,
  context: BuildContext | undefined,
): SourceCopy | undefined {
  if (instruction.sources.length !== 1 || flag(instruction, 'from') || instruction.heredocs.length > 0)
    return undefined;
  if (instruction.flags.some((f) => f.name === 'parents' || f.name === 'exclude')) return undefined;
  const [source] = contextSources(doc, instruction);
  const { destination } = instruction;
  if (source === undefined || !destination || /[*?[]/.test(source)) return undefined;
  const folder = joinPath('.', source);
  const target = resolveWord(doc, instruction, destination);
  if (folder === undefined || target === undefined) return undefined;
  // A single file is no folder of sources; without a view of the context only the whole of it is surely one.
  const small = folder !== '.' && !/\/\.?$/.test(source);
  const isFolder = !small || context?.kind(folder) === 'folder';
  return isFolder ? { small, instruction, folder, target } : undefined;
}

interface InstallCall {
  readonly site: ScriptSite;
  readonly command: ShellCommand;
  readonly call: PackageCommand;
  readonly install: Install;
}

function installsOf(doc: DockerfileDocument, run: RunInstruction): InstallCall[] {
  return scriptsOf(doc, run).flatMap((site) =>
    site.script.commands.flatMap((command) => {
      const call = packageCommand(command);
      const install = call && dependencyInstall(call);
      return call && install ? [{ site, command, call, install }] : [];
    }),
  );
}

/** Where build tools keep what they downloaded. */
const DOWNLOAD_CACHES: Readonly<Record<string, RegExp>> = {
  'go.mod': /\/pkg\/mod\/?$/,
  'Cargo.toml': /(?:\.cargo|cargo)(?:\/registry(?:\/cache)?)?\/?$/,
  'pom.xml': /\/\.m2(?:\/repository)?\/?$/,
  'build.gradle': /\/\.gradle(?:\/.*)?$/,
  '*.csproj': /\/\.nuget(?:\/packages)?\/?$/,
};

function isCached(run: RunInstruction, install: Install): boolean {
  const cache = DOWNLOAD_CACHES[install.manifest];
  return run.mounts.some((mount) => {
    const target = mount.target?.raw ?? '';
    if (mount.type === 'cache') return cache?.test(target) === true;
    if (mount.type !== 'bind' || install.manifest === '') return false;
    const names = [mount.source?.raw ?? '', target].map((path) => path.slice(path.lastIndexOf('/') + 1));
    return names.includes(install.manifest);
  });
}

/** The same install, seen from the folder that its plan is made for. */
function fromRoot(found: Found, context: BuildContext | undefined): Found {
  const copied = new ProjectFolder(context, found.copy.folder);
  const root = copied.known ? found.install.rootOf?.(copied, found.below) : undefined;
  if (root === undefined || root === found.below) return found;
  return { ...found, below: root, directory: normalisePath(`${found.copy.target}/${root}`) };
}

function planFor(doc: DockerfileDocument, found: Found, runsIn: string, context: BuildContext | undefined): Plan {
  const at = joinPath(found.copy.folder, found.below) ?? '.';
  const folder = new ProjectFolder(context, at);
  const plan = found.install.plan(folder, {
    call: found.call,
    parentsFlag: at === '.' && allowsParents(doc),
    directory: found.directory,
    below: relativePath(found.below === '.' ? '/' : `/${found.below}`, normalisePath(`/${runsIn}`)) ?? '.',
    within: found.below,
    toProject: (path) => relativePath(found.directory, path),
    environment: (name) => doc.resolve(name, found.run).value,
  });
  if (plan.kind !== 'copy') return plan;
  const copies = plan.copies.filter((copy) => !isThere(doc, found, at, copy));
  if (copies.length > 0 || plan.download !== undefined || plan.secret) return { ...plan, copies };
  return { kind: 'move', ignore: plan.ignore };
}

/** `package*.json` within its own folder. */
const matchesName = (pattern: string, path: string): boolean =>
  pattern.includes('*') && pattern.split('/').length === path.split('/').length && globMatcher(`./${pattern}`)(path);

/** An earlier line copies these files to the same place already. */
function isThere(doc: DockerfileDocument, found: Found, folder: string, copy: ManifestCopy): boolean {
  if (copy.parents) return false;
  const target = normalisePath(`${found.directory}/${copy.destination}`);
  const earlier = found.stage.instructions.flatMap((i) =>
    (i.kind === 'Copy' || i.kind === 'Add') &&
    i.index < found.copy.instruction.index &&
    i.destination &&
    resolveWord(doc, i, i.destination) === target
      ? contextSources(doc, i)
      : [],
  );
  const patterns = earlier.flatMap((source) => joinPath('.', source.replace(/^\/+/, '')) ?? []);
  return copy.sources.every((source) => {
    const path = joinPath(folder, source) ?? source;
    return patterns.some((pattern) => pattern === path || matchesName(pattern, path));
  });
}

function repairOf(doc: DockerfileDocument, found: Found, plan: Plan, facts: DockerfileFacts): Repair {
  if (plan.kind === 'silent') return undefined;
  if (plan.kind === 'blocked') return { reason: secondCopy(doc, found) ?? plan.reason };
  const reason = obstacle(doc, found);
  if (reason !== undefined) return { reason };
  const edits = new Repairer(doc, found, plan, facts.context).edits();
  if ('reason' in edits) return edits;
  const title = plan.kind === 'move' ? `Move ${copyText(doc, found.copy)} below the install` : plan.title;
  const suffix =
    plan.kind === 'copy' && plan.secret
      ? ` (needs \`--secret id=${plan.secret.id}\`)`
      : plan.kind === 'copy' && !plan.certain
        ? ' (changes behaviour)'
        : '';
  return { fix: { title: `${title}${suffix}`, safety: 'unsafe', edits: () => edits.list } };
}

/** A manifest that the sources do not hold may come with another line. */
function secondCopy(doc: DockerfileDocument, found: Found): string | undefined {
  const other = found.stage.instructions.find(
    (i) =>
      (i.kind === 'Copy' || i.kind === 'Add') && i.index > found.copy.instruction.index && i.index < found.run.index,
  );
  return other && betweenObstacle(doc, found, other);
}

/** Why the lines cannot change places; undefined when they can. */
function obstacle(doc: DockerfileDocument, found: Found): string | undefined {
  const { copy, run, command, site } = found;
  if (copy.instruction.onbuild) return 'it is a trigger of ONBUILD';
  if (command.nesting.length > 0 || command.conditional || command.pipeline || command.background) {
    return `\`${found.install.name}\` is part of a larger construct of the shell`;
  }
  const statement = statementOf(command);
  const before = site.script.statements[statement.index - 1];
  if (statement.operator === '||' || before?.operator === '||') return `\`${found.install.name}\` stands beside \`||\``;
  const earlier = site.script.commands
    .filter((other) => other.span.start < command.span.start)
    .find((other) => !isHarmless(other));
  if (earlier) return `\`${shortText(doc, earlier)}\` runs before it and may read or change the sources`;
  for (const between of found.stage.instructions) {
    if (between.index <= copy.instruction.index || between.index >= run.index) continue;
    const reason = betweenObstacle(doc, found, between);
    if (reason !== undefined) return reason;
  }
  return undefined;
}

const lineOf = (instruction: Instruction): number => instruction.raw.firstLine + 1;

function betweenObstacle(doc: DockerfileDocument, found: Found, between: Instruction): string | undefined {
  const { copy } = found;
  switch (between.kind) {
    case 'Run': {
      const sites = scriptsOf(doc, between);
      const commands = sites.flatMap((site) => site.script.commands);
      const other = commands.find((command) => !isHarmless(command));
      if (sites.length > 0 && !other) return undefined;
      const what = other ? shortText(doc, other) : 'RUN';
      return `\`${what}\` in line ${lineOf(between)} may read or change the sources`;
    }
    case 'Volume':
      return between.paths.every((path) => isOutside(doc, between, path.literal, copy.target))
        ? undefined
        : `the VOLUME in line ${lineOf(between)} lies over the sources`;
    case 'Copy':
    case 'Add':
      return isOutside(doc, between, between.destination && doc.valueOf(between.destination, between), copy.target)
        ? undefined
        : `line ${lineOf(between)} copies into the same folder`;
    case 'Env':
    case 'Arg': {
      const used = copyVariables(copy.instruction);
      const again = between.pairs.find((pair) => used.has(pair.key.raw));
      return again ? `\`${again.key.raw}\` is set again in line ${lineOf(between)}` : undefined;
    }
    case 'Unknown':
    case 'Onbuild':
      return `line ${lineOf(between)} stands in between`;
    default:
      return undefined;
  }
}

const copyVariables = (copy: TransferInstruction): Set<string> =>
  new Set(
    [
      ...copy.sources,
      ...(copy.destination ? [copy.destination] : []),
      ...copy.flags.flatMap((f) => f.value ?? []),
    ].flatMap((word) => word.variables.map((variable) => variable.name)),
  );

function isOutside(
  doc: DockerfileDocument,
  instruction: Instruction,
  path: string | undefined,
  target: string,
): boolean {
  const directory = directoryOf(doc.stateAt(instruction));
  if (path === undefined || directory === undefined) return false;
  const full = path.startsWith('/') ? path.replace(/\/+$/, '') : joinPath(directory.slice(1), path);
  if (full === undefined) return false;
  const absolute = full.startsWith('/') ? full : `/${full}`;
  return relativePath(target, absolute) === undefined && relativePath(absolute, target) === undefined;
}

const HARMLESS = new Set([
  'set',
  'cd',
  'export',
  'mkdir',
  'corepack',
  'useradd',
  'adduser',
  'groupadd',
  'addgroup',
  'usermod',
  'true',
  ':',
  'umask',
  'ulimit',
  'ls',
  'pwd',
  'which',
]);

/** Commands that neither read nor change the sources: system packages, accounts, settings of package managers. */
function isHarmless(command: ShellCommand): boolean {
  const { program } = command;
  if (program === undefined) return command.words.length === 0;
  if (command.nesting.includes('substitution')) return false;
  if (HARMLESS.has(program) || /^docker-php-ext-(?:install|configure|enable)$/.test(program)) return true;
  if (command.redirections.length === 0 && isReport(command)) return true;
  const call = packageCommand(command);
  if (call) return isHarmlessCall(call);
  return (
    program === 'rm' && removedPaths(command).every((path) => /^\/(?:var|tmp|root\/\.(?:npm|cache))(?:\/|$)/.test(path))
  );
}

/** Says something and changes nothing, makes a virtual environment, or sets what holds for all of Git. */
function isReport(command: ShellCommand): boolean {
  const [first, second] = command.args.map((word) => word.value);
  if (command.program === 'echo') return true;
  if (command.program === 'git') return first === 'config' && (second === '--global' || second === '--system');
  if (/^python[\d.]*$/.test(command.program ?? ''))
    return first === '-m' && (second === 'venv' || second === 'virtualenv');
  return command.args.length === 1 && (first === '--version' || first === '-v' || first === '-V');
}

function removedPaths(command: ShellCommand): string[] {
  return command.args.filter((word) => !word.raw.startsWith('-')).map((word) => word.literalPrefix);
}

const SYSTEM = new Set(['apt', 'apk', 'rpm', 'zypper']);

function isHarmlessCall(call: PackageCommand): boolean {
  if (SYSTEM.has(call.family)) return call.packages.every((item) => !item.local);
  if (call.action === 'config' || call.action === 'clean') return true;
  if (call.action !== 'install' && call.action !== 'upgrade') return false;
  if (call.has('-g', '--global') || call.subcommand.startsWith('global') || call.manager === 'gem')
    return call.packages.every((item) => !item.local);
  if (call.family === 'python')
    return (
      call.files.length === 0 &&
      call.packages.length > 0 &&
      call.packages.every((item) => INSTALLER_PACKAGES.has(item.name.toLowerCase()))
    );
  return call.manager === 'mix' && call.subcommand !== 'deps.get';
}

const MAX_SHOWN = 40;

function shortText(doc: DockerfileDocument, command: ShellCommand): string {
  const text = doc.source.text
    .slice(command.span.start, command.span.end)
    .replace(/\\?\s+/g, ' ')
    .trim();
  return text.length > MAX_SHOWN ? `${text.slice(0, MAX_SHOWN - 1)}…` : text;
}

type Edits = { readonly list: readonly Edit[] } | { readonly reason: string };

/** Writes the edits: manifests where the sources were copied, the sources below the install. */
class Repairer {
  readonly #doc: DockerfileDocument;
  readonly #found: Found;
  readonly #plan: Extract<Plan, { kind: 'copy' | 'move' }>;
  readonly #context: BuildContext | undefined;

  constructor(
    doc: DockerfileDocument,
    found: Found,
    plan: Extract<Plan, { kind: 'copy' | 'move' }>,
    context: BuildContext | undefined,
  ) {
    this.#doc = doc;
    this.#found = found;
    this.#plan = plan;
    this.#context = context;
  }

  edits(): Edits {
    const block = this.#movedCopy();
    if ('reason' in block) return block;
    const install = this.#installEdits(block.text);
    if ('reason' in install) return install;
    return { list: [...this.#manifestEdits(), ...install.list, ...this.#ignoreEdits()] };
  }

  get #copy(): TransferInstruction {
    return this.#found.copy.instruction;
  }

  #text(span: { readonly start: number; readonly end: number }): string {
    return this.#doc.source.text.slice(span.start, span.end).replace(/\r\n/g, '\n');
  }

  /** The source copy with the comments above it, its destination made absolute where another WORKDIR will be in effect. */
  #movedCopy(): { text: string } | { reason: string } {
    const block = withLeadingComments(this.#doc, this.#copy);
    const text = this.#text(block);
    const { destination } = this.#copy;
    const written = destination && this.#doc.valueOf(destination, this.#copy);
    if (!destination || written === undefined || written.startsWith('/')) return { text };
    const before = directoryOf(this.#doc.stateAt(this.#copy));
    if (before === directoryOf(this.#doc.stateAt(this.#found.run))) return { text };
    const { target } = this.#found.copy;
    if (target.includes('\0'))
      return { reason: 'a WORKDIR stands in between, and the directory before it is not known' };
    const absolute = target === '/' ? '/' : `${target}/`;
    const at = destination.span.start - block.start;
    return { text: text.slice(0, at) + absolute + text.slice(at + destination.span.end - destination.span.start) };
  }

  #manifestEdits(): Edit[] {
    const block = withLeadingComments(this.#doc, this.#copy);
    if (this.#plan.kind === 'move' || this.#plan.copies.length === 0) {
      return [
        {
          span: { start: block.start, end: this.#blockEnd(block) },
          text: '',
          note: 'Sources move below the install',
        },
      ];
    }
    const lines = this.#plan.copies.map((copy) => this.#copyLine(copy));
    return [{ span: block, text: lines.join('\n'), note: 'Manifests first' }];
  }

  /** The end of lines that go, with one of two blank lines that would meet. */
  #blockEnd(block: { readonly start: number; readonly end: number }): number {
    const { source } = this.#doc;
    const isBlank = (line: number): boolean => {
      const start = source.lineStarts[line];
      return start !== undefined && this.#text({ start, end: source.lineStarts[line + 1] ?? start }).trim() === '';
    };
    const below = lineAt(source, block.end) + 1;
    const end = this.#lineEnd(block.end);
    const isLast = source.lineStarts[below + 1] === undefined;
    const meet = !isLast && isBlank(lineAt(source, block.start) - 1) && isBlank(below);
    return meet ? this.#lineEnd(end) : end;
  }

  #lineEnd(offset: number): number {
    const { text } = this.#doc.source;
    const newline = text.indexOf('\n', offset);
    return newline < 0 ? text.length : newline + 1;
  }

  #copyLine(copy: ManifestCopy): string {
    const { below } = this.#found;
    const from = joinPath(this.#found.copy.folder, below) ?? '.';
    const flags = this.#copy.flags
      .filter((f) => ['chown', 'chmod', 'link'].includes(f.name))
      .map((f) => this.#text(f.span));
    const sources = copy.sources.map((source) => joinPath(from, source) ?? source);
    const words = [
      this.#doc.keyword('COPY', this.#copy),
      ...flags,
      ...(copy.parents ? ['--parents'] : []),
      ...sources,
      this.#destination(below, copy.destination),
    ];
    return `${this.#indent()}${words.join(' ')}`;
  }

  #indent(): string {
    const { text, lineStarts } = this.#doc.source;
    const start = lineStarts[this.#copy.raw.firstLine] ?? 0;
    return text.slice(start, this.#copy.span.start);
  }

  /** The original destination as it is written, with what lies below it. */
  #destination(below: string, folder: string): string {
    const raw = this.#copy.json ? (this.#copy.destination?.literal ?? '.') : (this.#copy.destination?.raw ?? '.');
    const base = raw === '.' || raw === './' ? '' : `${raw.replace(/\/+$/, '')}/`;
    const inner = `${below === '.' ? '' : `${below}/`}${folder}`;
    return base + inner === '' ? './' : `${base}${inner}`;
  }

  #installEdits(block: string): Edits {
    const { run, site, command } = this.#found;
    if (this.#plan.kind === 'copy' && this.#plan.download !== undefined) {
      const at = withLeadingComments(this.#doc, run).start;
      const line = `${this.#repeatedStart(site, command)}${this.#settings()}${this.#plan.download}`;
      const words = [this.#doc.keyword('RUN', run), ...this.#downloadFlags(run), line];
      const text = `${this.#indent()}${words.join(' ')}\n${block}\n`;
      return { list: [{ span: { start: at, end: at }, text, note: 'Downloads before the sources' }] };
    }
    const secret = this.#secretFlag();
    if (secret && 'reason' in secret) return secret;
    const secretEdits: Edit[] = secret
      ? [{ span: { start: run.keyword.end, end: run.keyword.end }, text: ` ${secret.flag}`, note: 'Token as a secret' }]
      : [];
    const next = this.#nextStatement(site, command);
    if (next === undefined) {
      const end = run.span.end;
      return {
        list: [...secretEdits, { span: { start: end, end }, text: `\n${block}`, note: 'Sources below the install' }],
      };
    }
    const cut = site.form === 'shell' ? splitAt(site.script, next) : undefined;
    if (!cut) return { reason: 'what follows the install in the same RUN cannot be parted from it' };
    const head = [this.#doc.keyword('RUN', run), ...this.#keptFlags(run)].join(' ');
    const text = `\n${block}\n${this.#indent()}${head} ${this.#repeatedStart(site, command)}`;
    return { list: [...secretEdits, { span: cut.between, text, note: 'Sources below the install' }] };
  }

  /** The first statement behind the install, clean-up and other installs of system packages that belongs to the build. */
  #nextStatement(site: ScriptSite, command: ShellCommand): number | undefined {
    const { statements } = site.script;
    for (let index = statementOf(command).index + 1; index < statements.length; index++) {
      const commands = statements[index]?.commands ?? [];
      if (commands.length === 0 || commands.some((other) => !isCleanUp(other))) return index;
    }
    return undefined;
  }

  /** `cd dir &&`, `set -e &&` and `export CI=1 &&` at the start hold for the second half too. */
  #repeatedStart(site: ScriptSite, command: ShellCommand): string {
    return site.script.statements
      .slice(0, statementOf(command).index)
      .filter((statement) => statement.commands.every((c) => LASTING.has(c.program ?? '')))
      .map((statement) => `${this.#text(statement.span)}${statement.operator === ';' ? ';' : ' &&'} `)
      .join('');
  }

  /** What the command's own variables say of where to download from. */
  #settings(): string {
    return this.#found.command.assignments
      .filter((assignment) => DOWNLOAD_SETTINGS.test(assignment.name))
      .map((assignment) => `${this.#text(assignment.span)} `)
      .join('');
  }

  /** The second half keeps everything but the cache of the package manager. */
  #keptFlags(run: RunInstruction): string[] {
    return run.flags.filter((f) => !isManagerCache(run, f)).map((f) => this.#text(f.span));
  }

  #downloadFlags(run: RunInstruction): string[] {
    return run.flags
      .filter((f) => {
        if (f.name !== 'mount') return f.name === 'network' || f.name === 'security';
        const type = run.mounts.find((mount) => mount.flag === f)?.type;
        return type === 'ssh' || type === 'secret';
      })
      .map((f) => this.#text(f.span));
  }

  #secretFlag(): { flag: string } | { reason: string } | undefined {
    if (this.#plan.kind !== 'copy' || !this.#plan.secret) return undefined;
    const { directory, run } = this.#found;
    if (directory.includes('\0'))
      return { reason: '`.npmrc` holds a token, and the directory to mount it in is not known' };
    const user = this.#doc.stateAt(run).user?.value?.literal?.split(':')[0];
    const root = user === undefined || user === 'root' || user === '0';
    const id = user !== undefined && /^\d+$/.test(user) ? user : user === 'node' ? '1000' : undefined;
    if (!root && id === undefined)
      return { reason: `\`.npmrc\` holds a token, and the number of the user \`${user}\` is not known` };
    const { id: name, file } = this.#plan.secret;
    return {
      flag: `--mount=type=secret,id=${name},target=${directory === '/' ? '' : directory}/${file}${root ? '' : `,uid=${id}`}`,
    };
  }

  /** Patterns that keep the host's own folders out, for the ignore file in force. */
  #ignoreEdits(): Edit[] {
    const context = this.#context;
    if (!context || context.ignore === undefined) return [];
    const from = joinPath(this.#found.copy.folder, this.#found.below) ?? '.';
    const missing = this.#plan.ignore.filter((pattern) => {
      const path = joinPath(from, pattern.replace(/^\*\*\//, ''));
      return path !== undefined && !(context.ignore && isIgnored(context.ignore, path));
    });
    if (missing.length === 0) return [];
    const lines = `${missing.join('\n')}\n`;
    const note = "Keeps the host's own folders out";
    const text = context.ignoreText;
    if (typeof text !== 'string')
      return [{ file: context.ignorePath, create: true, span: { start: 0, end: 0 }, text: lines, note }];
    const start = text.length;
    const eol = /\r\n/.test(text) ? '\r\n' : '\n';
    const open = text !== '' && !text.endsWith('\n') ? eol : '';
    return [{ file: context.ignorePath, span: { start, end: start }, text: open + lines.replace(/\n/g, eol), note }];
  }
}

/** What commands like these set holds for all that follow in the same shell. */
const LASTING = new Set(['cd', 'set', 'export', 'umask', 'ulimit']);

const DOWNLOAD_SETTINGS =
  /^(?:GO(?:PRIVATE|PROXY|NOPROXY|SUMDB|NOSUMDB|INSECURE|FLAGS|TOOLCHAIN|AUTH|VCS|WORK)|(?:MAVEN|GRADLE|NUGET|DOTNET)_\w+|(?:HTTPS?|NO)_PROXY)$/i;

const MANAGER_CACHE =
  /\/\.npm|yarn|pnpm|\/\.cache\/(?:pip|uv|pypoetry|composer)|\.bundle|\.composer|\.nuget|\.m2|\/pkg\/mod|\/var\/(?:cache|lib)\/apt/;

const isManagerCache = (run: RunInstruction, found: Flag): boolean => {
  const mount = run.mounts.find((m) => m.flag === found);
  return mount?.type === 'cache' && MANAGER_CACHE.test(mount.target?.raw ?? mount.id?.raw ?? '');
};

/** What belongs to the install although it comes behind it. */
function isCleanUp(command: ShellCommand): boolean {
  const call = packageCommand(command);
  if (call?.action === 'clean') return true;
  return command.program === 'rm' && isHarmless(command);
}
