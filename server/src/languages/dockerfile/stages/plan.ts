import type { Edit, Fix } from '../../../core/finding';
import { type PackageCommand, packageCommand, type ShellCommand, statementOf, userCommand } from '../../shell';
import type { DockerfileFacts } from '../facts';
import type { DockerfileDocument, Stage } from '../model';
import type { Instruction, RunInstruction, TransferInstruction } from '../nodes';
import { scriptsOf } from '../scripts';
import { isSystem } from './build-packages';
import type { Shipped, Start } from './shipped';

/** A file of one stage that is to become two. */
export interface SplitSite {
  readonly doc: DockerfileDocument;
  readonly facts: DockerfileFacts;
  readonly shipped: Shipped;
  readonly stage: Stage;
  readonly start: Start;
}

/** Where a line above the split goes. */
export type Placement = 'build' | 'last' | 'both';

/** Which line goes where, and what joins the two stages. */
export interface SplitPlan {
  readonly title: string;
  /** What stands behind the last FROM. */
  readonly image: string;
  /** The last line of the build stage. */
  readonly splitAfter: Instruction;
  /** Lines up to there that are not for the build stage alone. */
  readonly placements: ReadonlyMap<Instruction, Placement>;
  /** What a line that is for both reads in the last stage, where that differs. */
  readonly rewritten?: ReadonlyMap<Instruction, string>;
  /** New lines within the build stage, above an instruction. */
  readonly inserted?: { readonly before: Instruction; readonly lines: readonly string[] };
  /** New lines at the end of the build stage. */
  readonly buildEnd: readonly string[];
  readonly buildEdits: readonly Edit[];
  /** What the last stage takes from the stage of this name. */
  readonly copies: (stage: string) => readonly string[];
  readonly note: string;
}

/** The repairs, or why there is none. */
export type Split = { readonly plans: readonly SplitPlan[] } | { readonly reason: string };

/** What a rule reports beside its message. */
export interface SplitRepair {
  readonly fixes: readonly Fix[];
  readonly noFix: string | undefined;
}

/** What a command of a RUN is for. */
export type Step =
  /** System packages. */
  | 'system'
  /** Makes users and groups. */
  | 'accounts'
  /** Makes folders, changes owners and modes. */
  | 'folders'
  /** Says or sets something for the commands beside it. */
  | 'neutral'
  /** A package manager of a language. */
  | 'manager'
  | 'other';

export interface RunStep {
  readonly command: ShellCommand;
  readonly call: PackageCommand | undefined;
  readonly step: Step;
}

const NEUTRAL = new Set([
  'cd',
  'set',
  'export',
  'echo',
  'true',
  ':',
  'umask',
  'test',
  '[',
  'printf',
  'ls',
  'sleep',
  'command',
  'unset',
  'pwd',
  'which',
  'date',
  'uname',
]);
const FOLDERS = new Set(['mkdir', 'chown', 'chmod', 'chgrp', 'install', 'touch']);
const ACCOUNTS = new Set(['passwd', 'chpasswd']);

/** What each command of a RUN does; undefined when its text cannot be read. */
export function stepsOf(doc: DockerfileDocument, run: RunInstruction): readonly RunStep[] | undefined {
  const sites = scriptsOf(doc, run);
  if (sites.length === 0 || sites.some((site) => site.script.errors.length > 0 || site.script.approximate))
    return undefined;
  return sites.flatMap((site) => site.script.commands.map((command) => ({ command, ...stepOf(command) })));
}

function stepOf(command: ShellCommand): { call: PackageCommand | undefined; step: Step } {
  const call = packageCommand(command);
  if (call) return { call, step: isSystem(call) ? systemStep(call) : 'manager' };
  const { program } = command;
  if (program === undefined) return { call, step: command.words.length === 0 ? 'neutral' : 'other' };
  if (userCommand(command) || ACCOUNTS.has(program)) return { call, step: 'accounts' };
  if (NEUTRAL.has(program) && command.redirections.every((r) => /^\/dev\/null$/.test(r.target?.value ?? '')))
    return { call, step: 'neutral' };
  if (program === 'install')
    return { call, step: command.args.some((word) => word.value === '-d') ? 'folders' : 'other' };
  if (FOLDERS.has(program)) return { call, step: 'folders' };
  if (program === 'rm' && isCacheRemoval(command)) return { call, step: 'system' };
  return { call, step: 'other' };
}

const systemStep = (call: PackageCommand): Step =>
  call.packages.some((item) => item.local) || call.manager === 'dpkg' || call.manager === 'rpm' ? 'other' : 'system';

const isCacheRemoval = (command: ShellCommand): boolean =>
  command.args
    .filter((word) => !word.raw.startsWith('-'))
    .every((word) =>
      /^\/(?:var\/(?:cache|lib\/apt|log|tmp)|tmp|root\/\.(?:npm|cache))(?:\/|$)/.test(word.literalPrefix),
    );

export const lineOf = (instruction: Instruction): number => instruction.raw.firstLine + 1;

const MAX_SHOWN = 40;

/** A command as it reads in a clause. */
export function shown(doc: DockerfileDocument, command: ShellCommand): string {
  const text = doc.source.text
    .slice(command.span.start, command.span.end)
    .replace(/\\?\s+/g, ' ')
    .trim();
  return text.length > MAX_SHOWN ? `${text.slice(0, MAX_SHOWN - 1)}…` : text;
}

/** The user that the lines behind an instruction run as; undefined for root. */
export const userAt = (doc: DockerfileDocument, instruction: Instruction): string | undefined => {
  const value = doc.stateAt(instruction).user?.value;
  if (!value) return undefined;
  const name = value.literal ?? value.raw;
  return /^(?:root|0)(?::.*)?$/.test(name) ? undefined : name;
};

/** The stage is built on the builder's own platform, whichever the image is for. */
export const buildsElsewhere = ({ stage }: SplitSite): boolean =>
  stage.from.flags.some((f) => f.name === 'platform' && /BUILD(?:PLATFORM|OS|ARCH)/.test(f.value?.raw ?? ''));

/** Flags of a COPY that say who owns what it writes, and how it is stored. */
export const keptFlags = (doc: DockerfileDocument, copy: TransferInstruction): string[] =>
  copy.flags
    .filter((f) => f.name === 'chown' || f.name === 'chmod' || f.name === 'link')
    .map((f) => doc.source.text.slice(f.span.start, f.span.end));

/** Instructions of metadata, which belong to the image that ships. */
const METADATA = new Set<Instruction['kind']>([
  'Label',
  'Expose',
  'Volume',
  'Stopsignal',
  'Healthcheck',
  'Entrypoint',
  'Cmd',
  'Maintainer',
]);

/** Where a line goes whatever the ecosystem; undefined where that depends on it. */
export function commonPlacement(instruction: Instruction): Placement | undefined {
  if (METADATA.has(instruction.kind)) return 'last';
  switch (instruction.kind) {
    case 'User':
    case 'Workdir':
    case 'Env':
    case 'Shell':
      return 'both';
    case 'Arg':
      return 'build';
    default:
      return undefined;
  }
}

/** Longer stages are not planned for: what is asked of each line looks at the others. */
const MAX_LINES = 400;

/** What stands in the way of any split. */
export function commonObstacle(site: SplitSite): string | undefined {
  const { doc, stage, start } = site;
  if (doc.stages.length > 1) return 'the file has several stages already';
  if (stage.instructions.length > MAX_LINES) return 'the stage is too long to be parted by a fix';
  if (stage.from.extra.length > 0 || !stage.from.image) return 'FROM cannot be read';
  if (!start.known) return 'what the container starts cannot be read';
  const odd = stage.instructions.find((i) => i.kind === 'Unknown' || i.kind === 'Onbuild');
  return odd && `line ${lineOf(odd)} cannot be placed`;
}

/** Build tools that a start command would need: the reason, when one is among its words. */
export function toolReason(start: Start): string | undefined {
  for (const command of start.commands) {
    const words = [command.program ?? '', ...command.args.map((word) => word.value ?? '')];
    const text = words.join(' ');
    if (/^(?:go run|mvn|mvnw|gradle|gradlew|dotnet run|dotnet watch|cargo run|make|next dev)(?: |$)/.test(text))
      return `the start command \`${words.slice(0, 2).join(' ').trim()}\` needs the tools`;
    if (/^(?:npx |npm exec )?(?:ts-node|tsx|ts-node-dev|babel-node)(?: |$)/.test(text))
      return `the start command \`${words.slice(0, 2).join(' ').trim()}\` needs the tools`;
  }
  return undefined;
}

/** A bare `apt-get update` serves the installs below it: it goes where they go. */
export function placeIndexUpdates(
  site: SplitSite,
  splitAfter: Instruction,
  placements: Map<Instruction, Placement>,
): void {
  const steps = (i: Instruction): readonly RunStep[] => (i.kind === 'Run' ? (stepsOf(site.doc, i) ?? []) : []);
  const isBare = (i: Instruction): boolean => {
    const own = steps(i);
    return (
      own.some(({ step }) => step === 'system') &&
      !own.some(({ call }) => call?.action === 'install') &&
      own.every(({ step }) => step === 'system' || step === 'neutral')
    );
  };
  const later = site.stage.instructions.some(
    (i) =>
      (i.index > splitAfter.index || (placements.get(i) ?? 'build') !== 'build') &&
      steps(i).some(({ step, call }) => step === 'system' && call?.action === 'install'),
  );
  for (const instruction of placements.keys())
    if (isBare(instruction)) placements.set(instruction, later ? 'both' : 'build');
}

/** A command whose place in its script cannot be told apart from the rest: branches, pipes, `||`. */
export function isEntangled(command: ShellCommand): boolean {
  if (command.nesting.some((kind) => kind !== 'group') || command.conditional || command.pipeline || command.background)
    return true;
  const statement = statementOf(command);
  const before = statement.siblings[statement.index - 1];
  return statement.operator === '||' || before?.operator === '||';
}
