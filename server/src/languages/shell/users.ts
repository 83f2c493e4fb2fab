import type { ShellCommand, ShellWord } from './model';
import { hasOption, type OptionSpec, type ParsedOption, parseOptions } from './options';

export interface UserCommand {
  readonly tool: 'useradd' | 'adduser' | 'usermod' | 'groupadd' | 'addgroup';
  /** `add-to-group` is `adduser USER GROUP` and `usermod -G`. */
  readonly action: 'add-user' | 'add-group' | 'modify-user' | 'add-to-group';
  readonly command: ShellCommand;
  readonly options: readonly ParsedOption[];
  /** The user or group that is created or changed. */
  readonly name: ShellWord | undefined;
  /** As written; digits when it is a number. */
  readonly uid: ParsedOption | undefined;
  readonly gid: ParsedOption | undefined;
  readonly group: ShellWord | undefined;
  /** A system account or group. */
  readonly system: boolean;
  /** useradd's `-l`: no entries in lastlog and faillog, whose size grows with the uid. */
  readonly noLogInit: boolean;
  /** What is said about the home directory; `undefined` leaves it to the tool's configuration. */
  readonly createHome: boolean | undefined;
  readonly home: ShellWord | undefined;
  readonly shell: ShellWord | undefined;
  /** Words that hold a password or its hash. */
  readonly password: ShellWord | undefined;
}

/** useradd(8), usermod(8), groupadd(8) of the shadow suite. */
const SHADOW: OptionSpec = {
  short: 'bcdefgGkKpRsuZP',
  long: (
    '--base-dir --comment --home-dir --home --expiredate --inactive --gid --groups --skel --key --password --root --prefix ' +
    '--shell --uid --selinux-user --selinux-range --login --users --add-subuids --add-subgids'
  ).split(' '),
};
/** usermod has flags where useradd has values: `-e` and `-f` still take one, `-l` does too. */
const USERMOD: OptionSpec = { ...SHADOW, short: 'cdefgGlpRsuZPvVwW' };
const GROUPADD: OptionSpec = { short: 'gKpRPU', long: SHADOW.long ?? [] };
/** Debian's adduser(8) has long options, BusyBox's has letters; together they do not clash. */
const ADDUSER: OptionSpec = {
  short: 'hgsGuk',
  long: '--home --shell --uid --gid --ingroup --gecos --comment --conf --firstuid --lastuid --firstgid --lastgid --add_extra_groups --add-extra-groups --skel'.split(
    ' ',
  ),
};
const ADDGROUP: OptionSpec = { short: 'g', long: ['--gid', '--conf', '--firstgid', '--lastgid'] };

const find = (options: readonly ParsedOption[], ...names: readonly string[]): ParsedOption | undefined =>
  options.find((option) => names.includes(option.name));

type Tool = UserCommand['tool'];

const SPECS: ReadonlyMap<string, { readonly tool: Tool; readonly spec: OptionSpec }> = new Map([
  ['useradd', { tool: 'useradd', spec: SHADOW }],
  ['usermod', { tool: 'usermod', spec: USERMOD }],
  ['groupadd', { tool: 'groupadd', spec: GROUPADD }],
  ['adduser', { tool: 'adduser', spec: ADDUSER }],
  ['addgroup', { tool: 'addgroup', spec: ADDGROUP }],
]);

function actionOf(tool: Tool, options: readonly ParsedOption[], names: number): UserCommand['action'] {
  if (tool === 'usermod') return hasOption(options, '-G', '--groups') ? 'add-to-group' : 'modify-user';
  if (tool === 'groupadd') return 'add-group';
  if (tool === 'addgroup') return names > 1 ? 'add-to-group' : 'add-group';
  if (tool === 'adduser' && names > 1) return 'add-to-group';
  return tool === 'adduser' && hasOption(options, '--group') && !hasOption(options, '--system')
    ? 'add-group'
    : 'add-user';
}

/** Shadow's `-M` and busybox's `-H` create none; Debian's adduser says it in full. */
function createsHome(tool: Tool, options: readonly ParsedOption[]): boolean | undefined {
  if (hasOption(options, '--no-create-home', '-M')) return false;
  if (tool === 'adduser' && hasOption(options, '-H')) return false;
  if (hasOption(options, '-m', '--create-home', '--move-home')) return true;
  return tool === 'adduser' ? true : undefined;
}

function uidOf(tool: Tool, options: readonly ParsedOption[]): ParsedOption | undefined {
  return tool === 'groupadd' || tool === 'addgroup' ? undefined : find(options, '-u', '--uid');
}

/** The option that gives a numeric or named primary group; busybox's adduser has `-g` for the comment. */
function gidOf(tool: Tool, options: readonly ParsedOption[]): ParsedOption | undefined {
  return tool === 'adduser' ? find(options, '--gid') : find(options, '-g', '--gid');
}

function groupOf(tool: Tool, options: readonly ParsedOption[], second: ShellWord | undefined): ShellWord | undefined {
  if (tool === 'adduser') return second ?? find(options, '-G', '--ingroup')?.valueWord;
  if (tool === 'addgroup') return second;
  if (tool === 'groupadd') return undefined;
  if (tool === 'usermod') return find(options, '-G', '--groups', '-g', '--gid')?.valueWord;
  return find(options, '-g', '--gid')?.valueWord;
}

/**
 * What a command does to users and groups: useradd, usermod, groupadd (shadow), adduser and addgroup (Debian and BusyBox);
 * `undefined` for others. Never throws.
 */
export function userCommand(command: ShellCommand): UserCommand | undefined {
  const known = SPECS.get(command.program ?? '');
  if (!known) return undefined;
  const { tool, spec } = known;
  const { options, positional } = parseOptions(command.args, spec);
  const [name, second] = positional;
  const shadow = tool === 'useradd' || tool === 'usermod' || tool === 'groupadd';
  return {
    tool,
    action: actionOf(tool, options, positional.length),
    command,
    options,
    name,
    uid: uidOf(tool, options),
    gid: gidOf(tool, options),
    group: groupOf(tool, options, second),
    system: hasOption(options, '--system', ...(shadow ? ['-r'] : ['-S'])),
    noLogInit: tool === 'useradd' && hasOption(options, '-l', '--no-log-init'),
    createHome: createsHome(tool, options),
    home: find(options, ...(shadow ? ['-d', '--home-dir', '--home'] : ['-h', '--home']))?.valueWord,
    shell: find(options, '-s', '--shell')?.valueWord,
    password: shadow ? find(options, '-p', '--password')?.valueWord : undefined,
  };
}
