import type { ShellWord, ShellWrapper } from './model';

/** How a program that runs another one is called. Facts: the manual pages of each tool. */
interface WrapperSpec {
  /** Short options that take a value, as letters. */
  readonly short?: string;
  /** Long options that take a value in the next word unless written with `=`. */
  readonly long?: readonly string[];
  /** `A=b` words may stand before the program. */
  readonly assignments?: true;
  /** How many words stand between the options and the program. */
  readonly operands?: number;
  /** With one of these options it runs nothing (`command -v`). */
  readonly asks?: readonly string[];
  /** Only a wrapper when this word follows (`conda run …`). */
  readonly subcommand?: string;
  /** Only a wrapper when one of these programs follows. */
  readonly only?: readonly string[];
}

const WRAPPERS: ReadonlyMap<string, WrapperSpec> = new Map<string, WrapperSpec>([
  [
    'sudo',
    {
      short: 'ugpChrtTUDR',
      long: [
        '--user',
        '--group',
        '--prompt',
        '--close-from',
        '--host',
        '--role',
        '--type',
        '--chdir',
        '--chroot',
        '--other-user',
      ],
      assignments: true,
      asks: ['-l', '-v', '-K', '-V', '--list', '--validate', '--version'],
    },
  ],
  ['doas', { short: 'uCa' }],
  ['env', { short: 'uC', long: ['--unset', '--chdir'], assignments: true }],
  ['time', { short: 'fo', long: ['--format', '--output'] }],
  ['nice', { short: 'n', long: ['--adjustment'] }],
  ['nohup', {}],
  ['ionice', { short: 'cn', long: ['--class', '--classdata'] }],
  ['timeout', { short: 'sk', long: ['--signal', '--kill-after'], operands: 1 }],
  [
    'xargs',
    {
      short: 'InPLdEsa',
      long: [
        '--replace',
        '--max-args',
        '--max-procs',
        '--max-lines',
        '--delimiter',
        '--eof',
        '--max-chars',
        '--arg-file',
      ],
    },
  ],
  ['exec', { short: 'a' }],
  ['command', { asks: ['-v', '-V'] }],
  ['builtin', {}],
  ['busybox', { asks: ['--install', '--list', '--list-full', '--help'] }],
  ['gosu', { operands: 1, asks: ['--version', '--help'] }],
  ['su-exec', { operands: 1 }],
  ['s6-setuidgid', { operands: 1 }],
  ['setpriv', { long: ['--reuid', '--regid', '--groups', '--inh-caps', '--ambient-caps', '--bounding-set'] }],
  ['tini', { short: 'pe' }],
  ['tini-static', { short: 'pe' }],
  ['docker-init', { short: 'pe' }],
  ['catatonit', {}],
  ['dumb-init', { short: 'r', long: ['--rewrite'] }],
  ['eatmydata', {}],
  ['fakeroot', { short: 'ils' }],
  ['faketime', { short: 'f', operands: 1 }],
  ['chronic', {}],
  ['stdbuf', { short: 'ioe', long: ['--input', '--output', '--error'] }],
  ['setsid', {}],
  ['setarch', { operands: 1 }],
  ['linux32', {}],
  ['linux64', {}],
  ['flock', { short: 'wE', long: ['--wait', '--timeout', '--conflict-exit-code'], operands: 1 }],
  ['corepack', { only: ['npm', 'npx', 'yarn', 'yarnpkg', 'pnpm', 'pnpx'] }],
  ['conda', { short: 'np', long: ['--name', '--prefix', '--cwd'], subcommand: 'run' }],
  ['mamba', { short: 'np', long: ['--name', '--prefix', '--cwd'], subcommand: 'run' }],
  ['micromamba', { short: 'np', long: ['--name', '--prefix', '--cwd'], subcommand: 'run' }],
]);

export interface EffectiveProgram {
  readonly program: string | undefined;
  readonly programWord: ShellWord | undefined;
  readonly args: readonly ShellWord[];
  readonly wrappers: readonly ShellWrapper[];
}

const NO_WRAPPERS: readonly ShellWrapper[] = [];

/** The last component of a path: `/usr/bin/env` → `env`. */
export const basename = (path: string): string => path.slice(path.lastIndexOf('/') + 1);

/** Whether the option word takes the next word as its value. */
function takesNext(word: string, spec: WrapperSpec): boolean {
  if (word.startsWith('--')) return spec.long?.includes(word) ?? false;
  const letters = word.slice(1);
  for (let i = 0; i < letters.length; i++) {
    if (spec.short?.includes(letters.charAt(i))) return i === letters.length - 1;
  }
  return false;
}

/** The index of the wrapped program's word, or -1 when none is run. */
function wrappedIndex(words: readonly ShellWord[], start: number, spec: WrapperSpec): number {
  let i = start;
  let operands = spec.operands ?? 0;
  if (spec.subcommand !== undefined) {
    if (words[i]?.value !== spec.subcommand) return -1;
    i++;
  }
  for (; i < words.length; i++) {
    const text = words[i]?.literalPrefix ?? '';
    if (text === '--') {
      i++;
      break;
    }
    if (text.length > 1 && text.startsWith('-')) {
      if (spec.asks?.includes(text)) return -1;
      if (takesNext(text, spec)) i++;
    } else if (!(spec.assignments && /^\w+=/.test(text))) break;
  }
  while (operands > 0) {
    i++;
    operands--;
  }
  if (i >= words.length) return -1;
  return spec.only && !spec.only.includes(words[i]?.value ?? '') ? -1 : i;
}

/**
 * What `words` run in the end, seen through wrappers. When a wrapper runs nothing (`command -v x`, `sudo -l`), it is the
 * program itself.
 */
export function effectiveProgram(words: readonly ShellWord[]): EffectiveProgram {
  let at = 0;
  let wrappers: ShellWrapper[] | undefined;
  for (;;) {
    const word = words[at];
    const value = word?.value;
    const program = value === undefined ? undefined : basename(value);
    const spec = program === undefined ? undefined : WRAPPERS.get(program);
    const next = spec ? wrappedIndex(words, at + 1, spec) : -1;
    if (!word || program === undefined || next < 0) {
      return { program, programWord: word, args: words.slice(at + 1), wrappers: wrappers ?? NO_WRAPPERS };
    }
    wrappers ??= [];
    wrappers.push({ name: program, word, args: words.slice(at + 1, next) });
    at = next;
  }
}

const SHELLS = new Set(['sh', 'bash', 'dash', 'ash', 'zsh', 'ksh', 'mksh', 'busybox']);

export const isShell = (program: string | undefined): boolean => program !== undefined && SHELLS.has(program);

/** The word that holds the script of `sh -c '…'`, `bash -euo pipefail -c '…'`, `su -c '…' user`, `eval '…'`. */
export function scriptWord(program: string | undefined, args: readonly ShellWord[]): ShellWord | undefined {
  if (program === 'eval') return args.length === 1 ? args[0] : undefined;
  if (program === 'su' || program === 'runuser') {
    const at = args.findIndex((word) => word.value === '-c' || word.value === '--command' || word.value === '-lc');
    return at < 0 ? undefined : args[at + 1];
  }
  if (!isShell(program)) return undefined;
  let command = false;
  for (let i = 0; i < args.length; i++) {
    const text = args[i]?.value ?? '';
    if (!/^[-+]\w/.test(text)) return command ? args[text === '--' ? i + 1 : i] : undefined;
    if (/^-\w*c/.test(text)) command = true;
    if (/^[-+]\w*[oO]$/.test(text)) i++;
  }
  return undefined;
}
