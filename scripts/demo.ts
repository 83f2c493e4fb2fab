/**
 * Opens a folder in a real VS Code with Plimsoll running in it: `npm start`, or `npm start -- FOLDER`. Files are edited
 * where they are. Takes the desktop VS Code that is installed, else downloads one, else shows VS Code's server from npm
 * in the browser.
 */
import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { cacheFolder, Failure, note, root, runMain } from './vscode/common';
import { downloadDesktop, findDesktop, hasDisplay, installServer, serverProblem } from './vscode/install';
import { installVsix, makeDataFolder, startServer, workbenchUrl } from './vscode/server';
import { packageExtension } from './vscode/vsix';

/** Tries one way; gives why it is not possible here. */
type Way = (folder: string) => Promise<string | undefined>;

const installedDesktop: Way = async (folder) => {
  const program = findDesktop();
  if (!program) return 'there is no `code` on PATH, and VSCODE_PATH is not set';
  if (!hasDisplay()) return `${program} is here, but there is no display`;
  await openDesktop(program, folder);
  return undefined;
};

const downloadedDesktop: Way = async (folder) => {
  if (!hasDisplay()) return 'the desktop VS Code needs a display, and there is none';
  const download = await downloadDesktop();
  if ('problem' in download) return download.problem;
  await openDesktop(download.program, folder);
  return undefined;
};

const serverInBrowser: Way = async (folder) => {
  const problem = serverProblem();
  if (problem) return problem;
  const vscode = await installServer().catch((error: unknown) => `it could not be installed: ${messageOf(error)}`);
  if (typeof vscode === 'string') return vscode;
  const data = makeDataFolder();
  await installVsix(vscode, data, await packageExtension());
  const server = await startServer(vscode, data);
  console.log(`\nVS Code shows ${folder} with Plimsoll at\n\n  ${workbenchUrl(server, folder)}\n\nCtrl+C ends it.`);
  return new Promise<never>(() => {});
};

/** Its own profile keeps the user's settings and extensions out of the picture, and is kept for the next time. */
async function openDesktop(program: string, folder: string): Promise<void> {
  const profile = join(cacheFolder, 'demo');
  mkdirSync(profile, { recursive: true });
  const args = ['--new-window', `--extensionDevelopmentPath=${root}`, '--disable-workspace-trust', '--skip-welcome'];
  args.push(`--user-data-dir=${join(profile, 'user')}`, `--extensions-dir=${join(profile, 'extensions')}`);
  // VS Code refuses its sandbox to root.
  if (process.getuid?.() === 0) args.push('--no-sandbox');
  note(`Opening ${folder} in ${program}`);
  const child = spawn(program, [...args, folder], { stdio: 'inherit', shell: process.platform === 'win32' });
  const status = await new Promise<number | null>((done, fail) => {
    child.once('error', fail);
    child.once('exit', done);
  });
  if (status !== 0) throw new Failure(`${program} ended with status ${status}.`);
}

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

const ways: readonly (readonly [string, Way])[] = [
  ['the desktop VS Code that is installed', installedDesktop],
  ['a desktop VS Code from Microsoft', downloadedDesktop],
  ["VS Code's server from npm, in the browser", serverInBrowser],
];

runMain(async () => {
  const { positionals } = parseArgs({ allowPositionals: true });
  const folder = resolve(positionals[0] ?? join(root, 'examples'));
  if (!existsSync(folder) || !statSync(folder).isDirectory()) throw new Failure(`${folder} is not a folder.`);
  const tried: string[] = [];
  for (const [name, way] of ways) {
    const problem = await way(folder);
    if (problem === undefined) return 0;
    tried.push(`- ${name}: ${problem}`);
  }
  throw new Failure(
    `No VS Code could be opened. Tried:\n${tried.join('\n')}\n\nInstall VS Code (https://code.visualstudio.com) so that \`code\` is on PATH, or set VSCODE_PATH.`,
  );
}, 0);
