import type { ShellCommand, ShellWord } from './model';
import { hasOption, type OptionSpec, type ParsedOption, parseOptions } from './options';

export interface Extraction {
  readonly tool: 'tar' | 'unzip' | 'gunzip' | 'unxz' | 'bunzip2' | '7z';
  /** The archive; `'stdin'` when it comes through a pipe or `<`. */
  readonly source: ShellWord | 'stdin';
  /** Where to, when it is said: `-C`, `-d`, `-o`. */
  readonly directory: ShellWord | undefined;
  readonly options: readonly ParsedOption[];
}

/** tar(1), options with a value; `f` last in an old-style first word works the same. */
const TAR: OptionSpec = {
  short: 'bCfFgHIKLNTVX',
  long: '--blocking-factor --directory --file --info-script --listed-incremental --format --use-compress-program --starting-file --tape-length --newer --files-from --label --exclude-from --exclude --strip-components --transform --xform --owner --group --mode --mtime --one-top-level --suffix --to-command --wildcards-match'.split(
    ' ',
  ),
};

const UNZIP: OptionSpec = { short: 'dPx' };
const SINGLE: OptionSpec = { short: 'S', long: ['--suffix'] };

const valueOf = (options: readonly ParsedOption[], ...names: readonly string[]): ParsedOption | undefined =>
  options.find((option) => names.includes(option.name));

interface OldStyle {
  readonly letters: string;
  readonly values: ReadonlyMap<string, ShellWord>;
  readonly rest: readonly ShellWord[];
}

/** `tar xzf a.tgz -C /opt`: the first word's letters take their values from the words behind it, in order. */
function oldStyle(args: readonly ShellWord[]): OldStyle {
  const first = args[0]?.value ?? '';
  if (!/^[A-Za-z]+$/.test(first)) return { letters: '', values: new Map(), rest: args };
  const values = new Map<string, ShellWord>();
  let next = 1;
  for (const letter of first) {
    if (!TAR.short?.includes(letter)) continue;
    const word = args[next];
    if (word) values.set(letter, word);
    next++;
  }
  return { letters: first, values, rest: args.slice(next) };
}

function tar(command: ShellCommand): Extraction | undefined {
  const old = oldStyle(command.args);
  const { options } = parseOptions(old.rest, TAR);
  if (!old.letters.includes('x') && !hasOption(options, '-x', '--extract', '--get')) return undefined;
  const file = old.values.get('f') ?? valueOf(options, '-f', '--file')?.valueWord;
  const fileText = valueOf(options, '-f', '--file')?.value ?? file?.value;
  return {
    tool: 'tar',
    source: file === undefined || fileText === '-' || fileText === '/dev/stdin' ? 'stdin' : file,
    directory: old.values.get('C') ?? valueOf(options, '-C', '--directory')?.valueWord,
    options,
  };
}

function unzip(command: ShellCommand): Extraction | undefined {
  const { options, positional } = parseOptions(command.args, UNZIP);
  const [source] = positional;
  if (!source || hasOption(options, '-l', '-t', '-v', '-p')) return undefined;
  return { tool: 'unzip', source, directory: valueOf(options, '-d')?.valueWord, options };
}

function sevenZip(command: ShellCommand): Extraction | undefined {
  const [action, ...rest] = command.args;
  if (action?.value !== 'x' && action?.value !== 'e') return undefined;
  const { options, positional } = parseOptions(rest, { short: 'opti' });
  const [source] = positional;
  return source ? { tool: '7z', source, directory: valueOf(options, '-o')?.valueWord, options } : undefined;
}

function single(command: ShellCommand, tool: 'gunzip' | 'unxz' | 'bunzip2', always: boolean): Extraction | undefined {
  const { options, positional } = parseOptions(command.args, SINGLE);
  if (!always && !hasOption(options, '-d', '--decompress', '--uncompress')) return undefined;
  return { tool, source: positional[0] ?? 'stdin', directory: undefined, options };
}

/** What archive a command unpacks (`tar -x`, `unzip`, `gunzip`, `xz -d`, `7z x`); `undefined` for others. Never throws. */
export function extraction(command: ShellCommand): Extraction | undefined {
  switch (command.program) {
    case 'tar':
    case 'bsdtar':
    case 'gtar':
      return tar(command);
    case 'unzip':
      return unzip(command);
    case '7z':
    case '7za':
    case '7zr':
      return sevenZip(command);
    case 'gunzip':
      return single(command, 'gunzip', true);
    case 'gzip':
      return single(command, 'gunzip', false);
    case 'unxz':
      return single(command, 'unxz', true);
    case 'xz':
      return single(command, 'unxz', false);
    case 'bunzip2':
      return single(command, 'bunzip2', true);
    case 'bzip2':
      return single(command, 'bunzip2', false);
    default:
      return undefined;
  }
}
