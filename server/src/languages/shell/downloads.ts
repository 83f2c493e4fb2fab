import type { ShellCommand, ShellWord } from './model';
import { hasOption, type OptionSpec, type ParsedOption, parseOptions } from './options';

export interface Download {
  readonly tool: 'curl' | 'wget';
  readonly command: ShellCommand;
  readonly options: readonly ParsedOption[];
  readonly urls: readonly ShellWord[];
  /** Options that switch certificate checks off. */
  readonly insecure: readonly ParsedOption[];
  /** Where the content goes: a word that names the file, standard output, or a file named after the address. */
  readonly output: ShellWord | 'stdout' | 'remote-name';
  /** curl's `-f`/`--fail`/`--fail-with-body`; wget always fails on an HTTP error. */
  readonly fails: boolean;
  /** curl's `-L`; wget always follows. */
  readonly followsRedirects: boolean;
  /** No progress output: curl `-s`/`--no-progress-meter`, wget `-q`, `-nv`, or a quiet `--progress`. */
  readonly quiet: boolean;
  /** Words that may hold credentials: `-u user:password`, `--password=x`, `-H 'Authorization: …'`. */
  readonly credentials: readonly ShellWord[];
}

/** curl(1), options with a value. */
const CURL: OptionSpec = {
  short: 'AbcCdDeEFhHKmoPQrtTuUwxXyYz',
  long: (
    '--user-agent --cookie --cookie-jar --continue-at --data --data-ascii --data-binary --data-raw --data-urlencode ' +
    '--dump-header --referer --cert --form --form-string --header --config --max-time --output --ftp-port --quote --range ' +
    '--telnet-option --upload-file --user --proxy-user --write-out --proxy --request --speed-time --speed-limit ' +
    '--time-cond --cacert --capath --ciphers --connect-timeout --connect-to --crlfile --dns-servers --interface --key ' +
    '--key-type --cert-type --limit-rate --local-port --max-filesize --max-redirs --netrc-file --noproxy --oauth2-bearer ' +
    '--output-dir --pass --pinnedpubkey --post301 --preproxy --proto --proto-default --proto-redir --proxy-header ' +
    '--resolve --retry --retry-delay --retry-max-time --socks5 --socks5-hostname --socks4 --stderr --tls-max ' +
    '--tls13-ciphers --trace --trace-ascii --unix-socket --url --json --keepalive-time --url-query --variable --rate ' +
    '--parallel-max --aws-sigv4 --cookie-jar --create-file-mode --happy-eyeballs-timeout-ms --doh-url'
  ).split(' '),
};

/** wget(1), options with a value. */
const WGET: OptionSpec = {
  short: 'aABDeiIlOoPQRtTUwX',
  long: (
    '--append-output --accept --reject --base --domains --execute --input-file --include-directories --exclude-directories ' +
    '--level --output-document --output-file --directory-prefix --quota --tries --timeout --user-agent --wait --header ' +
    '--user --password --http-user --http-password --ftp-user --ftp-password --proxy-user --proxy-password --post-data ' +
    '--post-file --body-data --body-file --method --ca-certificate --ca-directory --certificate --certificate-type ' +
    '--private-key --private-key-type --secure-protocol --ciphers --progress --limit-rate --waitretry --retry-on-http-error ' +
    '--dns-timeout --connect-timeout --read-timeout --max-redirect --referer --load-cookies --save-cookies --cut-dirs ' +
    '--bind-address --prefer-family --pinnedpubkey --crl-file --accept-regex --reject-regex --regex-type --start-pos ' +
    '--default-page --local-encoding --remote-encoding --compression --report-speed --config --hsts-file --rejected-log'
  ).split(' '),
};

const CURL_CREDENTIALS = [
  '-u',
  '--user',
  '-U',
  '--proxy-user',
  '-H',
  '--header',
  '--oauth2-bearer',
  '--pass',
  '-b',
  '--cookie',
];
const WGET_CREDENTIALS = [
  '--user',
  '--password',
  '--http-user',
  '--http-password',
  '--ftp-user',
  '--ftp-password',
  '--proxy-user',
  '--proxy-password',
  '--header',
];

/** wget's two-letter short options would be read as clusters: `-nv`, `-nc`, `-nd`, `-nH`, `-np`. */
const isWgetPair = (word: ShellWord): boolean => /^-n[vcdHp]$/.test(word.value ?? '');

const valuesOf = (options: readonly ParsedOption[], names: readonly string[]): ShellWord[] => {
  const words: ShellWord[] = [];
  for (const { name, valueWord } of options) if (valueWord && names.includes(name)) words.push(valueWord);
  return words;
};

const find = (options: readonly ParsedOption[], ...names: readonly string[]): ParsedOption | undefined =>
  options.find((option) => names.includes(option.name));

/** Where `> file` sends standard output, if anywhere. */
function redirectTarget(command: ShellCommand): ShellWord | undefined {
  const out = command.redirections.find(({ operator, fd }) => /^(?:>|>>|>\||&>)$/.test(operator) && (fd ?? 1) === 1);
  return out?.target;
}

function curl(command: ShellCommand): Download {
  const { options, positional } = parseOptions(command.args, CURL);
  const out = find(options, '-o', '--output');
  const toFile = out?.valueWord && out.value !== '-' ? out.valueWord : undefined;
  const named = hasOption(options, '-O', '--remote-name', '--remote-name-all', '-J');
  return {
    tool: 'curl',
    command,
    options,
    urls: [...valuesOf(options, ['--url']), ...positional],
    insecure: options.filter(({ name }) => name === '-k' || name === '--insecure' || name === '--proxy-insecure'),
    output: toFile ?? (named ? 'remote-name' : (redirectTarget(command) ?? 'stdout')),
    fails: hasOption(options, '-f', '--fail', '--fail-with-body', '--fail-early'),
    followsRedirects: hasOption(options, '-L', '--location', '--location-trusted'),
    quiet: hasOption(options, '-s', '--silent', '--no-progress-meter'),
    credentials: valuesOf(options, CURL_CREDENTIALS),
  };
}

function wget(command: ShellCommand): Download {
  const pairs = command.args.filter(isWgetPair).map((word) => word.value ?? '');
  const words = command.args.filter((word) => !isWgetPair(word));
  const { options, positional } = parseOptions(words, WGET);
  const out = find(options, '-O', '--output-document');
  const clustered = find(options, '-O') && /^-\w*O-$/.test(find(options, '-O')?.word.value ?? '');
  const toStdout = out !== undefined && (out.value === '-' || clustered === true);
  const progress = find(options, '--progress')?.value ?? '';
  return {
    tool: 'wget',
    command,
    options,
    urls: positional,
    insecure: options.filter(({ name }) => name === '--no-check-certificate'),
    output: toStdout ? (redirectTarget(command) ?? 'stdout') : (out?.valueWord ?? 'remote-name'),
    fails: true,
    followsRedirects: true,
    quiet:
      pairs.includes('-nv') ||
      hasOption(options, '-q', '--quiet', '--no-verbose', '-o', '--output-file', '-a', '--append-output') ||
      progress.startsWith('dot:'),
    credentials: valuesOf(options, WGET_CREDENTIALS),
  };
}

/** What a `curl` or `wget` command fetches and how; `undefined` for other commands. Never throws. */
export function download(command: ShellCommand): Download | undefined {
  if (command.program === 'curl') return curl(command);
  if (command.program === 'wget') return wget(command);
  return undefined;
}

export interface GitClone {
  readonly url: ShellWord;
  readonly directory: ShellWord | undefined;
  /** `-b`/`--branch`. */
  readonly branch: ShellWord | undefined;
  readonly options: readonly ParsedOption[];
}

const GIT: OptionSpec = {
  short: 'Cc',
  long: ['--git-dir', '--work-tree', '--namespace', '--exec-path', '--config-env'],
  leading: true,
};
const CLONE: OptionSpec = {
  short: 'bocuj',
  long: '--branch --origin --config --upload-pack --depth --reference --reference-if-able --template --separate-git-dir --jobs --filter --shallow-since --shallow-exclude --server-option --revision --bundle-uri'.split(
    ' ',
  ),
};

/** What a `git clone` fetches; `undefined` for other commands and when no repository is named. Never throws. */
export function gitClone(command: ShellCommand): GitClone | undefined {
  if (command.program !== 'git') return undefined;
  const { used } = parseOptions(command.args, GIT);
  if (command.args[used]?.value !== 'clone') return undefined;
  const { options, positional } = parseOptions(command.args.slice(used + 1), CLONE);
  const [url, directory] = positional;
  return url ? { url, directory, branch: find(options, '-b', '--branch')?.valueWord, options } : undefined;
}

/** Nothing on the way to the own machine can be exchanged. */
const isLocal = (word: ShellWord): boolean =>
  /^(?:https?:\/\/)?(?:localhost|127\.\d+\.\d+\.\d+|\[::1\])(?:[:/]|$)/.test(word.literalPrefix);

/** The options by which a download takes any certificate; none where it stays on the own machine. */
export const uncheckedOptions = ({ urls, insecure }: Download): readonly ParsedOption[] =>
  urls.length > 0 && urls.every(isLocal) ? [] : insecure;
