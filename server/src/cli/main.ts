import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { convertDclint } from '../features/convert-dclint';
import { type Library, readLibrary } from '../features/library';
import { pageOf } from '../features/page';
import { starterConfiguration } from '../features/starter';
import { nodePathHost } from '../platform/node';
import { CONFIGURATION_FILES } from '../project/load-configuration';
import { allRules } from '../rules/index.generated';
import { VERSION } from '../version';
import { readLintOptions, UsageError } from './arguments';
import { lintCommand } from './lint';
import { listRules } from './rules';

/** What the command line needs of its process. */
export interface Terminal {
  readonly out: (text: string) => void;
  readonly error: (text: string) => void;
  readonly cwd: string;
  readonly stdin: AsyncIterable<Uint8Array | string> & { readonly isTTY?: boolean | undefined };
  /** The folder of the shipped texts. */
  readonly assets: string;
  /** Starts the language server, which then owns the process. */
  readonly startServer: () => void;
}

const USAGE = `Usage: plimsoll <command>

  lint [path …]       lint files, folders or globs (default: .); - reads standard input
  rules               list the rules
  explain RULE        explain a rule: ours, or by another tool's id (DL3008)
  init                write a .plimsoll.yaml; --from dclint takes over a .dclintrc
  lsp --stdio         start the language server

Options of lint:
  --format stylish|json        how findings are printed
  --fix                        repair what is safe
  --fix-unsafe                 repair also what may change behaviour
  --diff                       print what a fix would change, write nothing
  --config FILE, --no-config   use this configuration, or none
  --profile NAME               recommended, strict, all, pod-security-baseline,
                               pod-security-restricted, nsa
  --rule ID=SEVERITY           set a rule (repeatable)
  --kubernetes-version 1.NN    the version to judge Kubernetes manifests by
  --max-warnings N             fail above N warnings
  --fail-on error|warning|information|never
  --quiet                      errors only
  --stdin-filename NAME        the name of standard input
  --color, --no-color

Exit status: 0 nothing to report, 1 findings, 2 wrong usage or an unreadable file.
`;

/**
 * Runs a command and gives the exit status: 0 clean, 1 findings, 2 wrong usage or an unreadable file; undefined when the process goes on.
 */
export async function run(args: readonly string[], terminal: Terminal): Promise<number | undefined> {
  const [command, ...rest] = args;
  try {
    return await dispatch(command, rest, terminal);
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    terminal.error(`plimsoll: ${error.message}\n`);
    return 2;
  }
}

async function dispatch(
  command: string | undefined,
  rest: readonly string[],
  terminal: Terminal,
): Promise<number | undefined> {
  switch (command) {
    case 'lint':
      if (rest.includes('--help') || rest.includes('-h')) return print(terminal, USAGE);
      return lintCommand(readLintOptions(rest), terminal);
    case 'rules':
      return listRules(rest, terminal, await libraryOf(terminal));
    case 'explain':
      return explain(rest, terminal);
    case 'init':
      return init(rest, terminal);
    case 'lsp':
      terminal.startServer();
      return undefined;
    case '--version':
    case '-v':
      return print(terminal, `${VERSION}\n`);
    case '--help':
    case '-h':
    case 'help':
      return print(terminal, USAGE);
    case undefined:
      terminal.error(USAGE);
      return 2;
    default:
      throw new UsageError(`there is no command ${command}; see plimsoll --help`);
  }
}

function print(terminal: Terminal, text: string): number {
  terminal.out(text);
  return 0;
}

const libraryOf = (terminal: Terminal): Promise<Library> => {
  const host = nodePathHost(terminal.assets, () => undefined);
  return readLibrary((name) => host.asset(name));
};

async function explain(rest: readonly string[], terminal: Terminal): Promise<number> {
  const [name] = rest;
  if (name === undefined) throw new UsageError('explain takes the id of a rule');
  const page = pageOf(name, await libraryOf(terminal), allRules());
  if (page === undefined) throw new UsageError(`there is no rule ${name}; see plimsoll rules`);
  return print(terminal, page);
}

async function init(rest: readonly string[], terminal: Terminal): Promise<number> {
  const [name = '.plimsoll.yaml'] = CONFIGURATION_FILES;
  const text = await configurationFrom(rest, terminal);
  try {
    await writeFile(join(terminal.cwd, name), text, { flag: 'wx' });
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST')
      throw new UsageError(`${name} is there already`);
    throw new UsageError(`${name} cannot be written: ${error instanceof Error ? error.message : String(error)}`);
  }
  return print(terminal, `Wrote ${name}\n`);
}

/** The names of dclint's configuration that hold data; those that are programs are not run. */
const DCLINT_FILES = ['.dclintrc', '.dclintrc.json', '.dclintrc.yaml', '.dclintrc.yml'];

/** The starter, or another linter's configuration in our words. */
async function configurationFrom(rest: readonly string[], { cwd }: Terminal): Promise<string> {
  const [option, tool, ...more] = rest;
  if (option === undefined) return starterConfiguration();
  if (option !== '--from' || tool !== 'dclint' || more.length > 0)
    throw new UsageError('init takes nothing, or --from dclint');
  for (const file of DCLINT_FILES) {
    const text = await readFile(join(cwd, file), 'utf8').catch(() => undefined);
    const converted = text === undefined ? undefined : convertDclint(text, allRules());
    if (converted !== undefined) return converted;
    if (text !== undefined) throw new UsageError(`${file} is no configuration of dclint`);
  }
  throw new UsageError(`there is no ${DCLINT_FILES.join(', ')} here; a configuration that is a program is not run`);
}
