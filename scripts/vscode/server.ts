import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { Failure, run } from './common';
import type { VSCodeServer } from './install';

const baseSettings = {
  'chat.disableAIFeatures': true,
  'extensions.autoCheckUpdates': false,
  'extensions.autoUpdate': false,
  'extensions.ignoreRecommendations': true,
  'git.enabled': false,
  'telemetry.telemetryLevel': 'off',
  'update.mode': 'none',
  'workbench.colorTheme': 'Dark Modern',
  'workbench.enableExperiments': false,
  'workbench.secondarySideBar.defaultVisibility': 'hidden',
  'workbench.startupEditor': 'none',
  'workbench.tips.enabled': false,
};

/** With `trust`, VS Code asks nobody and restricts nothing; without, the folder stays in Restricted Mode. */
const trustSettings = (trust: boolean) =>
  trust
    ? { 'security.workspace.trust.enabled': false }
    : { 'security.workspace.trust.enabled': true, 'security.workspace.trust.startupPrompt': 'never' };

export interface DataFolder {
  readonly path: string;
  readonly trust: boolean;
  dispose(): void;
}

/** A fresh home for one run of VS Code: settings, extensions, logs, sockets. It is removed at the end at the latest. */
export function makeDataFolder({
  trust = true,
  settings = {},
}: {
  trust?: boolean;
  settings?: object;
} = {}): DataFolder {
  // The name is short because Unix sockets are made inside, and their paths may have 107 characters only.
  const path = mkdtempSync(join(tmpdir(), 'plimsoll-'));
  mkdirSync(join(path, 'data', 'User'), { recursive: true });
  mkdirSync(join(path, 'tmp'));
  const all = { ...baseSettings, ...trustSettings(trust), ...settings };
  writeFileSync(join(path, 'data', 'User', 'settings.json'), JSON.stringify(all, null, 2));
  const dispose = () => rmSync(path, { recursive: true, force: true, maxRetries: 5 });
  process.once('exit', dispose);
  return { path, trust, dispose };
}

function environment(data: DataFolder): NodeJS.ProcessEnv {
  const temporary = join(data.path, 'tmp');
  return {
    ...process.env,
    HOME: data.path,
    TMPDIR: temporary,
    XDG_RUNTIME_DIR: temporary,
    // code-server would ask open-vsx.org otherwise.
    EXTENSIONS_GALLERY: '{"serviceUrl":""}',
  };
}

/** Installs a packaged extension for a later {@link startServer} with the same data folder. */
export async function installVsix({ node, main }: VSCodeServer, data: DataFolder, vsix: string): Promise<void> {
  const args = [main, '--server-data-dir', data.path, '--install-extension', resolve(vsix), '--force'];
  const output = await run(node, args, { env: environment(data), doing: 'installing the extension' });
  if (!output.includes('was successfully installed')) throw new Failure(`VS Code did not install ${vsix}:\n${output}`);
}

export interface RunningServer {
  /** `http://127.0.0.1:PORT` */
  readonly url: string;
  readonly host: string;
  readonly token: string;
  log(): string;
  dispose(): Promise<void>;
}

const startSeconds = 60;

/** Starts VS Code's server on a free port of the loopback interface, behind a token. */
export async function startServer(
  { node, main }: VSCodeServer,
  data: DataFolder,
  extraArgs: readonly string[] = [],
): Promise<RunningServer> {
  const token = randomUUID();
  const args = ['--host', '127.0.0.1', '--port', '0', '--connection-token', token, '--accept-server-license-terms'];
  args.push('--server-data-dir', data.path, '--telemetry-level', 'off', '--disable-getting-started-override');
  if (data.trust) args.push('--disable-workspace-trust');
  const child = spawn(node, [main, ...args, ...extraArgs], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: environment(data),
    // It leads a process group, so that its extension hosts and language servers end with it.
    detached: true,
  });
  const exited = new Promise<void>((done) => child.once('exit', () => done()));
  const kill = (signal: NodeJS.Signals) => killGroup(child.pid, signal);
  process.prependOnceListener('exit', () => kill('SIGKILL'));
  let log = '';
  const url = await new Promise<string>((done, fail) => {
    const timer = setTimeout(
      () => fail(new Failure(`VS Code's server did not start in ${startSeconds} s.\n${log}`)),
      startSeconds * 1000,
    );
    const listen = (bytes: Buffer) => {
      log += bytes;
      const port = /Web UI available at http:\/\/localhost:(\d+)/.exec(log)?.[1];
      if (!port) return;
      clearTimeout(timer);
      done(`http://127.0.0.1:${port}`);
    };
    child.stdout.on('data', listen);
    child.stderr.on('data', listen);
    child.once('exit', (status) => {
      clearTimeout(timer);
      fail(new Failure(`VS Code's server ended with status ${status}.\n${log}`));
    });
  });
  return {
    url,
    host: new URL(url).host,
    token,
    log: () => log,
    async dispose() {
      kill('SIGTERM');
      const timer = setTimeout(() => kill('SIGKILL'), 5_000);
      await exited;
      clearTimeout(timer);
      kill('SIGKILL');
    },
  };
}

function killGroup(pid: number | undefined, signal: NodeJS.Signals): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, signal);
  } catch {
    // It has ended already.
  }
}

/** A local path as the workbench in the browser names it. */
export const remoteUri = (server: RunningServer, path: string): string =>
  `vscode-remote://${server.host}${encodeURI(resolve(path))}`;

/** The address that shows a folder; `payload` are VS Code's own start options. */
export function workbenchUrl(
  server: RunningServer,
  folder: string,
  payload: readonly (readonly [string, string])[] = [],
): string {
  const url = new URL(server.url);
  url.searchParams.set('tkn', server.token);
  url.searchParams.set('folder', resolve(folder));
  if (payload.length > 0) {
    const all = [['skipWelcome', 'true'], ['skipReleaseNotes', 'true'], ...payload];
    url.searchParams.set('payload', JSON.stringify(all));
  }
  return url.href;
}
