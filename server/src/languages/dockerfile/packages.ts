import type { Edit, Fix } from '../../core/finding';
import { MemoMap } from '../../core/memo';
import type { Span } from '../../core/span';
import {
  isShell,
  type PackageCommand,
  packageCommand,
  type ResolveWord,
  resolveWords,
  type ShellCommand,
  type ShellScript,
} from '../shell';
import { byText } from './by-text';
import type { DockerfileDocument } from './model';
import type { Instruction, RunInstruction } from './nodes';
import { type CommandNode, commandsOf } from './scripts';

/** Questions about package managers that several rules ask. */

export interface PackageCall extends PackageCommand {
  readonly node: CommandNode;
}

const RESOLVERS = new MemoMap<ShellScript, ResolveWord>();

function resolverOf(script: ShellScript): ResolveWord {
  const known = RESOLVERS.get(script) ?? resolveWords(script);
  RESOLVERS.set(script, known);
  return known;
}

/**
 * Kept with the instruction, not with the command: the shell model shares commands between documents, and what a call knows of its
 * instruction would keep the first of them alive.
 */
const RESOLVED = new MemoMap<Instruction, Map<ShellCommand, PackageCommand | null>>();

/** What a command asks of a package manager, with variables that its script sets replaced. Found once for all rules. */
export function packageCallOf(node: CommandNode): PackageCommand | undefined {
  const resolved = RESOLVED.get(node.instruction) ?? new Map<ShellCommand, PackageCommand | null>();
  const known = resolved.get(node.command);
  if (known !== undefined) return known ?? undefined;
  const call = packageCommand(node.command, resolverOf(node.site.script));
  resolved.set(node.command, call ?? null);
  RESOLVED.set(node.instruction, resolved);
  return call;
}

const CALLS = new MemoMap<Instruction, readonly PackageCall[]>();

/** The calls of package managers in an instruction, in order. */
export function packageCalls(document: DockerfileDocument, instruction: Instruction): readonly PackageCall[] {
  const known = CALLS.get(instruction);
  if (known) return known;
  const calls = commandsOf(document, instruction).flatMap((node) => {
    const call = packageCallOf(node);
    // The answer belongs to this command alone, so it may take its node along.
    return call ? [Object.assign(call, { node })] : [];
  });
  CALLS.set(instruction, calls);
  return calls;
}

/** Whether what an instruction leaves behind is part of the image that the file builds. */
export const leavesInImage = (document: DockerfileDocument, instruction: Instruction): boolean =>
  document.stageOf(instruction)?.ships === true;

/** `apt-get install`, as far as it stands on one line. */
export function callSpan(document: DockerfileDocument, call: PackageCommand): Span {
  const start = call.command.programWord?.span.start ?? call.command.span.start;
  const whole = { start, end: call.flagInsertAt };
  if (!document.source.text.slice(start, whole.end).includes('\n')) return whole;
  return call.subcommandWords.at(-1)?.span ?? call.command.programWord?.span ?? call.command.span;
}

/** How a message names a call: `pip install` for `python -m pip install`. */
export const callName = (call: PackageCommand): string =>
  call.subcommand === '' ? call.manager : `${call.manager} ${call.subcommand}`;

/** Whether a command stands in a JSON list itself, not in a script that the list hands to a shell. */
export function inJsonList(node: CommandNode): boolean {
  if (node.site.form !== 'exec') return false;
  for (let scope = node.command.scope; scope; scope = scope.parent) if (scope.kind === 'script') return false;
  return true;
}

/** Writes an option behind a word. */
export const addOption = (node: CommandNode, at: number, option: string): Edit => ({
  span: { start: at, end: at },
  text: inJsonList(node) ? `, ${JSON.stringify(option)}` : ` ${option}`,
});

/** Something else may answer questions or hold options: standard input, variables. */
export const isFed = ({ command }: PackageCommand): boolean =>
  (command.pipeline?.index ?? 0) > 0 || command.redirections.some(({ operator }) => operator.startsWith('<'));

const home = (path: string): string =>
  path.replace(/^(?:~|\$HOME|\$\{HOME\}|\/root|\/home\/[^/]+)(?=\/|$)/, '~').replace(/\/+$/, '');

const plain = (raw: string): string => home(raw.replace(/["'\0]/g, '').replace(/\/?\.?\*+$/, ''));

/** Whether two paths name the same folder or one of them lies in the other; the root contains nothing. */
function related(a: string, b: string): boolean {
  if (a === '' || b === '') return false;
  return a === b || a.startsWith(`${b}/`) || b.startsWith(`${a}/`);
}

/** Whether a RUN keeps one of these folders out of the image by a mount, or may do so. */
export const mountsOver = (run: RunInstruction, folders: readonly string[]): boolean =>
  run.mounts.some(({ type, target }) => {
    if (type === 'secret' || type === 'ssh' || !target) return false;
    const path = target.literal;
    return path === undefined || folders.some((folder) => related(home(path), home(folder)));
  });

/** Whether an instruction deletes one of these folders, their content, or a folder above them. */
export function deletes(document: DockerfileDocument, instruction: Instruction, folders: readonly string[]): boolean {
  return commandsOf(document, instruction).some(({ command }) => {
    if (isShell(command.program) && !command.script) {
      // A script with quotes in quotes cannot be read, but it may well delete what it names.
      return command.args.some(({ raw }) => folders.some((folder) => raw.includes(folder.replace(/^~\//, ''))));
    }
    if (command.program !== 'rm' && command.program !== 'find') return false;
    return command.args.some((word) => {
      const path = plain(word.raw);
      return folders.some((folder) => {
        const last = folder.slice(folder.lastIndexOf('/') + 1);
        return related(path, home(folder)) || (word.braces && word.raw.includes(last)) || bracesOver(path, folder);
      });
    });
  });
}

/** `/var/lib/{apt,dpkg}` for `/var/lib/apt/lists`. */
function bracesOver(path: string, folder: string): boolean {
  const open = path.indexOf('{');
  if (open <= 0) return false;
  const rest = folder.startsWith(path.slice(0, open)) ? folder.slice(open) : '';
  const next = rest.split('/')[0] ?? '';
  return (
    next !== '' &&
    path
      .slice(open)
      .split(/[{},/]/)
      .includes(next)
  );
}

export interface CacheHabits {
  readonly fills: (call: PackageCall) => boolean;
  readonly cleans: (call: PackageCall) => boolean;
  /** Where the cache lies. */
  readonly folders: readonly string[];
}

/** The last call of a RUN that leaves a cache in the image: nothing mounts over the cache, deletes it or cleans up. */
export function cacheLeft(
  document: DockerfileDocument,
  run: RunInstruction,
  habits: CacheHabits,
): PackageCall | undefined {
  const calls = packageCalls(document, run);
  const filling = calls.filter(habits.fills).at(-1);
  if (!filling || !leavesInImage(document, run) || calls.some(habits.cleans)) return undefined;
  return mountsOver(run, habits.folders) || deletes(document, run, habits.folders) ? undefined : filling;
}

/** The habits of a package manager of the RPM world. */
export const rpmCache = (managers: readonly string[], folders: readonly string[]): CacheHabits => ({
  fills: (call) =>
    managers.includes(call.manager) &&
    (call.action === 'install' || call.action === 'upgrade' || call.action === 'update') &&
    !call.has('--installroot', '--root', '-R', '--help'),
  cleans: (call) => (call.family === 'rpm' || call.family === 'zypper') && call.action === 'clean',
  folders,
});

/** Settings of package managers that a file may write into their configuration. */
export const TOOL_SETTINGS = [
  'APT::Install-Recommends',
  'Get::Assume-Yes',
  'assumeyes=',
  'defaultyes=',
  'gemrc',
  'pip.conf',
  'global.no-cache-dir',
] as const;

export type ToolSetting = (typeof TOOL_SETTINGS)[number];

const MENTIONED = new MemoMap<DockerfileDocument, ReadonlySet<ToolSetting>>();

/** The settings that a file speaks of anywhere; letter case does not count. */
export function mentionedSettings(document: DockerfileDocument): ReadonlySet<ToolSetting> {
  const known = MENTIONED.get(document);
  if (known) return known;
  const text = document.source.text.toLowerCase();
  const found = new Set(TOOL_SETTINGS.filter((setting) => text.includes(setting.toLowerCase())));
  MENTIONED.set(document, found);
  return found;
}

/** Whether the file speaks of a setting anywhere, in a configuration file that it writes for example. */
export const mentions = (document: DockerfileDocument, setting: ToolSetting): boolean =>
  mentionedSettings(document).has(setting);

const CHANGES: ReadonlySet<string> = new Set(['install', 'upgrade', 'remove']);

/** A call that stops at a question which nobody answers: none of these options is given, and nothing is fed to it. */
export const asksQuestion = (call: PackageCall, answers: readonly string[]): boolean =>
  CHANGES.has(call.action) && !call.hasUnknownWords && !isFed(call) && !call.has(...answers);

/** The calls of some package managers that ask before they go on, in a file that speaks of none of the settings that `settle` it. */
export function unansweredCalls(
  doc: DockerfileDocument,
  run: RunInstruction,
  managers: readonly string[],
  answers: readonly string[],
  settle: readonly ToolSetting[],
): readonly PackageCall[] {
  const calls = packageCalls(doc, run).filter((call) => managers.includes(call.manager) && asksQuestion(call, answers));
  return calls.length > 0 && settle.some((setting) => mentions(doc, setting)) ? [] : calls;
}

/** Answers yes, once and for all. */
export const answerYes = (call: PackageCall): Fix => ({
  title: 'Add -y',
  safety: 'safe',
  edits: () => [addOption(call.node, call.flagInsertAt, '-y')],
});

/** Index of the last instruction, by stage, that needs a package index which an earlier RUN left behind. */
interface IndexUses {
  readonly certain: readonly number[];
  /** It runs a script that cannot be read. */
  readonly possible: readonly number[];
}

const USES = new MemoMap<DockerfileDocument, Map<string, IndexUses>>();

/** Where later RUNs of a stage, or of stages upon it, install without refreshing the index themselves. */
function indexUses(document: DockerfileDocument, family: PackageCommand['family']): IndexUses {
  const byFamily = USES.get(document) ?? new Map<string, IndexUses>();
  USES.set(document, byFamily);
  const known = byFamily.get(family);
  if (known) return known;
  const certain: number[] = document.stages.map(() => -1);
  const possible: number[] = document.stages.map(() => -1);
  for (const stage of [...document.stages].reverse()) {
    for (const instruction of stage.instructions) {
      if (instruction.kind !== 'Run') continue;
      if (indexNeeds(document, instruction).has(family)) certain[stage.index] = instruction.index;
      if (runsUnknown(document, instruction)) possible[stage.index] = instruction.index;
    }
  }
  for (const stage of [...document.stages].reverse()) {
    if (stage.base.kind !== 'stage') continue;
    const base = stage.base.stage.index;
    for (const list of [certain, possible]) list[base] = Math.max(list[base] ?? -1, list[stage.index] ?? -1);
  }
  const uses = { certain, possible };
  byFamily.set(family, uses);
  return uses;
}

/** The families of package managers that a RUN installs from without refreshing their index itself. */
const indexNeeds = byText((document, run): ReadonlySet<PackageCommand['family']> => {
  const settled = new Set<PackageCommand['family']>();
  const needed = new Set<PackageCommand['family']>();
  for (const call of packageCalls(document, run)) {
    if (settled.has(call.family) || call.manager === 'dpkg') continue;
    const refreshes = call.action === 'update' || call.has('--no-cache', '-U', '--update', '--update-cache');
    if (refreshes) settled.add(call.family);
    else if (call.action === 'install' || call.action === 'upgrade' || call.action === 'download') {
      settled.add(call.family);
      needed.add(call.family);
    }
  }
  return needed;
});

/** A script of the project or one that is not known: it may install packages. */
export const runsUnknown: (document: DockerfileDocument, run: Instruction) => boolean = byText((document, run) =>
  commandsOf(document, run).some(({ command }) => {
    const { program, programWord } = command;
    if (programWord === undefined) return false;
    if (program === undefined) return true;
    const raw = programWord.value ?? '';
    if (/\.(?:sh|bash)$/.test(raw) || /^(?:\.|\/(?!usr\/|bin\/|sbin\/))/.test(raw)) return true;
    const [first] = command.args;
    return /^(?:ba|da)?sh$/.test(program) && !command.script && first !== undefined;
  }),
);

/** What a later RUN does with the package index that this one leaves: `certain` when it breaks without it. */
export function indexUsedLater(
  document: DockerfileDocument,
  instruction: Instruction,
  family: PackageCommand['family'],
): 'certain' | 'possible' | undefined {
  const stage = document.stageOf(instruction)?.index ?? -1;
  const { certain, possible } = indexUses(document, family);
  if ((certain[stage] ?? -1) > instruction.index) return 'certain';
  return (possible[stage] ?? -1) > instruction.index ? 'possible' : undefined;
}
