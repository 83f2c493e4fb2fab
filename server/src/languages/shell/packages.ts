import { MemoMap } from '../../core/memo';
import {
  MANAGERS,
  type ManagerName,
  type ManagerSpec,
  type PackageAction,
  type SubcommandSpec,
  type VersionSyntax,
} from './managers';
import type { ShellCommand, ShellWord } from './model';
import { hasOption, type OptionSpec, type ParsedOption, parseOptions } from './options';
import { basename } from './wrappers';

export interface PackageRef {
  readonly word: ShellWord;
  /** Without version, extras, channel or architecture; for local ones the text as written. */
  readonly name: string;
  /** The text behind the version operator; as written (`${NGINX_VERSION}`) when it holds a variable. */
  readonly version: string | undefined;
  /** `=`, `==`, `~=`, `@`, `:` …; `-` for `nginx-1.24` of the RPM family; the option's name for `gem install x -v 1`. */
  readonly versionOperator: string | undefined;
  /** A path, an address or an archive instead of a name from an index. */
  readonly local: boolean;
  /** The name itself comes out of a variable, glob or brace expansion. */
  readonly unresolved: boolean;
}

export interface PackageCommand {
  /** The canonical name: `pip` for `pip3` and `python -m pip`. */
  readonly manager: ManagerName;
  readonly family: ManagerSpec['family'];
  readonly action: PackageAction;
  readonly command: ShellCommand;
  /** The words that make the subcommand, as in `go mod download`; empty for a bare `yarn`. */
  readonly subcommandWords: readonly ShellWord[];
  /** Those words joined by a blank, as written. */
  readonly subcommand: string;
  /** Options before and behind the subcommand. */
  readonly options: readonly ParsedOption[];
  /** Whether one of these options is given; `-qq` means `-q` twice. */
  has(...names: readonly string[]): boolean;
  /** The first option of one of these names. */
  option(...names: readonly string[]): ParsedOption | undefined;
  /** Everything behind the subcommand that is no option, packages included. */
  readonly positional: readonly ShellWord[];
  /** Empty for actions that name no packages. */
  readonly packages: readonly PackageRef[];
  /** Files that list packages, given by `-r`, `-c`, `--file` and the like. */
  readonly files: readonly ShellWord[];
  /** Installs what the project's manifest or lock file says: no package and no list of packages is named. */
  readonly fromManifest: boolean;
  /** Some word may hold further options or packages: `$OPTS`, `"$@"`. */
  readonly hasUnknownWords: boolean;
  /** The offset directly behind the subcommand (or the program, for a bare call): ` -y` can be inserted there. */
  readonly flagInsertAt: number;
}

/** The values of a word that is a variable set earlier, or `undefined` when they are not known. */
export type ResolveWord = (word: ShellWord) => readonly string[] | undefined;

const BY_PROGRAM = new Map<string, ManagerSpec>();
for (const manager of MANAGERS) for (const program of manager.programs) BY_PROGRAM.set(program, manager);

interface Call {
  readonly spec: ManagerSpec;
  readonly args: readonly ShellWord[];
  readonly programWord: ShellWord;
}

const PYTHON = /^(?:python|pypy)(?:\d+(?:\.\d+)?)?$/;
const VERSIONED_PIP = /^pip\d+(?:\.\d+)?$/;

/** `python3 -m pip …`, with the interpreter's own options before `-m`. */
function moduleCall(command: ShellCommand): Call | undefined {
  const at = command.args.findIndex((word) => /^-[A-Za-z]*m$/.test(word.value ?? ''));
  const word = at < 0 ? undefined : command.args[at + 1];
  if (!word || command.args.slice(0, at).some((arg) => !arg.literalPrefix.startsWith('-'))) return undefined;
  const spec = BY_PROGRAM.get(word.value ?? '');
  return spec?.family === 'python' ? { spec, args: command.args.slice(at + 2), programWord: word } : undefined;
}

function callOf(command: ShellCommand): Call | undefined {
  const { program, programWord } = command;
  if (program === undefined || !programWord) return undefined;
  const spec = BY_PROGRAM.get(VERSIONED_PIP.test(program) ? 'pip' : program);
  if (spec) return { spec, args: command.args, programWord };
  if (PYTHON.test(program)) return moduleCall(command);
  if (program === 'php') return phpCall(command);
  return undefined;
}

/** `php composer.phar install`, `php -d memory_limit=-1 /usr/bin/composer install`. */
function phpCall(command: ShellCommand): Call | undefined {
  const { used } = parseOptions(command.args, { short: 'dc', leading: true });
  const word = command.args[used];
  const spec = BY_PROGRAM.get(basename(word?.value ?? ''));
  return word && spec?.name === 'composer'
    ? { spec, args: command.args.slice(used + 1), programWord: word }
    : undefined;
}

interface Subcommand {
  readonly words: readonly ShellWord[];
  readonly spec: SubcommandSpec | undefined;
  readonly options: readonly ParsedOption[];
  readonly rest: readonly ShellWord[];
}

const UNKNOWN_SUBCOMMAND: SubcommandSpec = { action: 'other' };

const LEADING = new WeakMap<ManagerSpec, OptionSpec>();

/** A manager's options as they stand before the subcommand; made once. */
function leadingOptions(spec: ManagerSpec): OptionSpec {
  const known = LEADING.get(spec) ?? { ...spec.options, leading: true };
  LEADING.set(spec, known);
  return known;
}

function findSubcommand({ spec, args }: Call): Subcommand {
  const leading = leadingOptions(spec);
  const skip = spec.name === 'cargo' && args[0]?.literalPrefix.startsWith('+') ? 1 : 0;
  const before = parseOptions(args.slice(skip), leading);
  const at = skip + before.used;
  const first = args[at];
  if (!first) return { words: [], spec: spec.subcommands.get(''), options: before.options, rest: [] };
  const name = first.value;
  if (name === undefined)
    return { words: [first], spec: UNKNOWN_SUBCOMMAND, options: before.options, rest: args.slice(at + 1) };
  if (!spec.groups?.includes(name)) {
    return { words: [first], spec: spec.subcommands.get(name), options: before.options, rest: args.slice(at + 1) };
  }
  const between = parseOptions(args.slice(at + 1), leading);
  const second = args[at + 1 + between.used];
  const words = second ? [first, second] : [first];
  const joined = words.map((word) => word.value ?? '').join(' ');
  const options = [...before.options, ...between.options];
  return { words, spec: spec.subcommands.get(joined), options, rest: args.slice(at + 2 + between.used) };
}

const MERGED = new WeakMap<OptionSpec, Map<SubcommandSpec, OptionSpec>>();

/** A manager's options with those of a subcommand; made once for each pair. */
function merged(base: OptionSpec, sub: SubcommandSpec): OptionSpec {
  if (sub.short === undefined && sub.long === undefined) return base;
  let known = MERGED.get(base);
  if (!known) {
    known = new Map();
    MERGED.set(base, known);
  }
  let spec = known.get(sub);
  if (!spec) {
    spec = {
      ...base,
      short: (base.short ?? '') + (sub.short ?? ''),
      long: [...(base.long ?? []), ...(sub.long ?? [])],
    };
    known.set(sub, spec);
  }
  return spec;
}

/** A word's text without its quotes; variables stay as written. */
const textOf = (word: ShellWord): string => word.value ?? word.raw.replace(/["']/g, '');

interface NameAndVersion {
  readonly name: string;
  readonly version?: string;
  readonly operator?: string;
  readonly local?: boolean;
}

const ADDRESS = /^(?:https?|ftp|file|git|git\+\w+|ssh|hg\+\w+|svn\+\w+|bzr\+\w+):\/\//i;
const ARCHIVE = /\.(?:deb|rpm|apk|whl|tar\.(?:gz|bz2|xz)|tgz|zip|gem|phar|nupkg)$/i;

const isPath = (text: string): boolean =>
  /^(?:\.{1,2}(?:\/|$)|\/|~)/.test(text) || ADDRESS.test(text) || ARCHIVE.test(text);

function at(text: string, pattern: RegExp): NameAndVersion {
  const match = pattern.exec(text);
  if (!match || match.index === 0) return { name: text };
  const operator = match[0];
  return {
    name: text.slice(0, match.index),
    operator: operator.trim(),
    version: text.slice(match.index + operator.length),
  };
}

function splitPython(text: string): NameAndVersion {
  const direct = /^([\w.-]+)(?:\[[^\]]*\])?\s*@\s*(.+)$/.exec(text);
  if (direct) {
    const version = direct[2] ?? '';
    return { name: direct[1] ?? text, operator: '@', version, local: isPath(version) || version.includes('://') };
  }
  const bare = text.replace(/\s*;.*$/, '');
  const named = at(bare, /\s*(?:===|==|~=|!=|>=|<=|>|<)\s*/);
  const extras = named.name.indexOf('[');
  // `.[dev]` and `./pkg[dev]` are paths with extras.
  return { ...named, name: extras > 0 ? named.name.slice(0, extras) : named.name };
}

function splitNpm(text: string): NameAndVersion {
  if (/^(?:git@|github:|gitlab:|bitbucket:|gist:|file:|link:|workspace:)/.test(text))
    return { name: text, local: true };
  const from = text.startsWith('@') ? text.indexOf('/') : 0;
  const place = from < 0 ? -1 : text.indexOf('@', from + 1);
  const name = place < 0 ? text : text.slice(0, place);
  if (!text.startsWith('@') && name.includes('/')) return { name: text, local: true };
  return place < 0 ? { name } : { name, operator: '@', version: text.slice(place + 1) };
}

function splitRpm(text: string): NameAndVersion {
  // `name-version` or `name-version-release`: in `java-11-openjdk` the figure belongs to the name.
  const match = /-(\d[^-]*(?:-\d[^-]*)?)$/.exec(text);
  if (!match || match.index === 0) return variableVersion(text);
  return { name: text.slice(0, match.index), operator: '-', version: match[1] ?? '' };
}

/** `nginx-${NGINX_VERSION}` names a version too. */
function variableVersion(text: string): NameAndVersion {
  const place = text.indexOf('-$');
  if (place <= 0) return { name: text };
  return { name: text.slice(0, place), operator: '-', version: text.slice(place + 1) };
}

/** Splits a package word by its manager's rules. */
function splitVersion(text: string, syntax: VersionSyntax): NameAndVersion {
  switch (syntax) {
    case 'apt': {
      const named = at(text, /[=/]/);
      return { ...named, name: named.name.replace(/:[a-z0-9-]+$/, '') };
    }
    case 'apk':
      return at(text, /[=<>~]=?|@/);
    case 'rpm':
      return splitRpm(text);
    case 'zypper':
      return at(text, /[<>]=?|=/);
    case 'python':
      return splitPython(text);
    case 'conda':
      return at(
        text.slice(text.lastIndexOf('::') < 0 ? 0 : text.lastIndexOf('::') + 2),
        /\s*(?:[=!~<>]=|=|<|>)\s*|\s+/,
      );
    case 'npm':
      return splitNpm(text);
    case 'gem':
      return at(text, /:/);
    case 'at':
      return at(text, /@/);
    case 'composer':
      return at(text, /[:=]|\s+/);
    case 'none':
      return { name: text };
  }
}

/** Names that a shell has not finished with: a variable, a glob or braces in what should be a name. */
const isOpen = (word: ShellWord, name: string): boolean =>
  word.braces || (word.hasExpansion && /[$`]/.test(name)) || (word.glob && !word.hasExpansion);

function refOf(word: ShellWord, text: string, spec: ManagerSpec, given: ParsedOption | undefined): PackageRef {
  const path = isPath(text) && !(spec.name === 'go' && !text.startsWith('.') && !text.startsWith('/'));
  const split = path ? { name: text, local: true } : splitVersion(text, spec.versions);
  const fromOption = split.version === undefined && given?.valueWord !== undefined;
  const optionText = given?.value ?? given?.valueWord?.raw;
  return {
    word,
    name: split.name,
    version: fromOption ? optionText : split.version,
    versionOperator: fromOption ? given.name : split.operator,
    local: split.local ?? false,
    unresolved: isOpen(word, split.name),
  };
}

interface PackageWords {
  readonly spec: ManagerSpec;
  readonly words: readonly ShellWord[];
  readonly options: readonly ParsedOption[];
  readonly resolve: ResolveWord | undefined;
}

function packagesOf({ spec, words, options, resolve }: PackageWords): PackageRef[] {
  const given = options.find((option) => spec.versionOptions?.includes(option.name));
  const refs: PackageRef[] = [];
  for (const word of words) {
    const values = word.value === undefined ? resolve?.(word) : undefined;
    if (!values) refs.push(refOf(word, textOf(word), spec, given));
    else for (const value of values) refs.push({ ...refOf(word, value, spec, given), unresolved: false });
  }
  for (const option of options) {
    if (!spec.packageOptions?.includes(option.name) || !option.valueWord) continue;
    const text = option.value ?? textOf(option.valueWord);
    refs.push({ ...refOf(option.valueWord, text, spec, undefined), local: true });
  }
  return refs;
}

/** dpkg and rpm say by an option what they do. */
const MODES: ReadonlyMap<string, PackageAction> = new Map<string, PackageAction>([
  ['dpkg -i', 'install'],
  ['dpkg --install', 'install'],
  ['dpkg -r', 'remove'],
  ['dpkg --remove', 'remove'],
  ['dpkg -P', 'remove'],
  ['dpkg --purge', 'remove'],
  ['dpkg --add-architecture', 'config'],
  ['rpm --import', 'config'],
  ['rpm -i', 'install'],
  ['rpm --install', 'install'],
  ['rpm -U', 'install'],
  ['rpm --upgrade', 'install'],
  ['rpm -F', 'upgrade'],
  ['rpm -e', 'remove'],
  ['rpm --erase', 'remove'],
]);

/** `rpm -qi` asks, it does not install. */
const QUERIES = [
  '-q',
  '--query',
  '-V',
  '--verify',
  '-K',
  '--checksig',
  '-s',
  '-l',
  '-L',
  '-S',
  '--version',
  '--print-architecture',
];

function flatAction(spec: ManagerSpec, options: readonly ParsedOption[], words: readonly ShellWord[]): PackageAction {
  if (spec.name === 'cpan') return words.length > 0 ? 'install' : 'other';
  if (spec.name === 'dpkg' || spec.name === 'rpm') {
    if (hasOption(options, ...QUERIES)) return 'other';
    const mode = options.find((option) => MODES.has(`${spec.name} ${option.name}`));
    return (mode && MODES.get(`${spec.name} ${mode.name}`)) ?? 'other';
  }
  const actions = words.map((word) => taskAction(spec, word.value ?? ''));
  const order: readonly PackageAction[] = ['build', 'run', 'download', 'clean'];
  return order.find((action) => actions.includes(action)) ?? 'other';
}

/** Gradle tasks may carry a project path (`:app:bootJar`), Maven goals a plugin's coordinates. */
function taskAction(spec: ManagerSpec, task: string): PackageAction | undefined {
  const known = spec.subcommands.get(task);
  if (known) return known.action;
  if (spec.name === 'mvn') return /dependency(?:-maven)?-plugin:/.test(task) ? 'download' : undefined;
  return spec.subcommands.get(task.slice(task.lastIndexOf(':') + 1))?.action;
}

/** The two questions live on the prototype: closures in every answer cost more than all the rest of it. */
class ManagerCall implements PackageCommand {
  readonly manager: ManagerName;
  readonly family: ManagerSpec['family'];
  readonly action: PackageAction;
  readonly command: ShellCommand;
  readonly subcommandWords: readonly ShellWord[];
  readonly subcommand: string;
  readonly options: readonly ParsedOption[];
  readonly positional: readonly ShellWord[];
  readonly packages: readonly PackageRef[];
  readonly files: readonly ShellWord[];
  readonly fromManifest: boolean;
  readonly hasUnknownWords: boolean;
  readonly flagInsertAt: number;

  constructor(facts: Omit<PackageCommand, 'has' | 'option'>) {
    this.manager = facts.manager;
    this.family = facts.family;
    this.action = facts.action;
    this.command = facts.command;
    this.subcommandWords = facts.subcommandWords;
    this.subcommand = facts.subcommand;
    this.options = facts.options;
    this.positional = facts.positional;
    this.packages = facts.packages;
    this.files = facts.files;
    this.fromManifest = facts.fromManifest;
    this.hasUnknownWords = facts.hasUnknownWords;
    this.flagInsertAt = facts.flagInsertAt;
  }

  has(...names: readonly string[]): boolean {
    return hasOption(this.options, ...names);
  }

  option(...names: readonly string[]): ParsedOption | undefined {
    return this.options.find((option) => names.includes(option.name));
  }
}

function filesOf(spec: ManagerSpec, options: readonly ParsedOption[]): ShellWord[] {
  const files: ShellWord[] = [];
  for (const { name, valueWord } of options) if (valueWord && spec.fileOptions?.includes(name)) files.push(valueWord);
  return files;
}

function flatCommand(command: ShellCommand, call: Call, resolve: ResolveWord | undefined): PackageCommand {
  const { spec } = call;
  const { options, positional, unknown } = parseOptions(call.args, spec.options);
  const action = flatAction(spec, options, positional);
  const named = spec.name === 'dpkg' || spec.name === 'rpm' || spec.name === 'cpan';
  const packages = named ? packagesOf({ spec, words: positional, options, resolve }) : [];
  return new ManagerCall({
    options,
    manager: spec.name,
    family: spec.family,
    action,
    command,
    subcommandWords: [],
    subcommand: '',
    positional,
    packages: action === 'install' || action === 'remove' || action === 'upgrade' ? packages : [],
    files: [],
    fromManifest: false,
    hasUnknownWords: unknown.length > 0,
    flagInsertAt: call.programWord.span.end,
  });
}

/** npm takes `true` and `false` behind a boolean option, and they are no packages. */
const isBooleanValue = (word: ShellWord): boolean => word.value === 'true' || word.value === 'false';

function subcommandCommand(command: ShellCommand, call: Call, resolve: ResolveWord | undefined): PackageCommand {
  const { spec } = call;
  const sub = findSubcommand(call);
  const known = sub.spec ?? (spec.fallback ? { action: spec.fallback } : UNKNOWN_SUBCOMMAND);
  const parsed = parseOptions(sub.rest, merged(spec.options, known));
  const cut =
    spec.ignoreAfterDashes && parsed.afterDashes !== undefined ? parsed.afterDashes : parsed.positional.length;
  const positional = parsed.positional.slice(0, cut).filter((word) => spec.family !== 'node' || !isBooleanValue(word));
  const options = [...sub.options, ...parsed.options];
  const files = filesOf(spec, options);
  const packages = known.packages ? packagesOf({ spec, words: positional, options, resolve }) : [];
  const listed = sub.words.map((word) => word.value).join(' ') === 'pip sync' ? positional : [];
  return new ManagerCall({
    options,
    manager: spec.name,
    family: spec.family,
    action: known.action,
    command,
    subcommandWords: sub.words,
    subcommand: sub.words.map((word) => word.value ?? word.raw).join(' '),
    positional,
    packages,
    files: [...files, ...listed],
    fromManifest: known.action === 'install' && packages.length === 0 && files.length + listed.length === 0,
    hasUnknownWords: parsed.unknown.length > 0,
    flagInsertAt: (sub.words[sub.words.length - 1] ?? call.programWord).span.end,
  });
}

const unresolvedCalls = new MemoMap<ShellCommand, PackageCommand | null>();

/**
 * What a command asks of a package manager, or `undefined` when it runs none. `resolve` (see `resolveWords`) replaces
 * variables that are set to literal lists earlier in the script. Answers without `resolve` are kept with the command.
 * Never throws; a subcommand that is not known has the action `other`.
 */
export function packageCommand(command: ShellCommand, resolve?: ResolveWord): PackageCommand | undefined {
  const known = resolve ? undefined : unresolvedCalls.get(command);
  if (known !== undefined) return known ?? undefined;
  const call = callOf(command);
  const result =
    call && (call.spec.flat ? flatCommand(command, call, resolve) : subcommandCommand(command, call, resolve));
  if (!resolve) unresolvedCalls.set(command, result ?? null);
  return result;
}
