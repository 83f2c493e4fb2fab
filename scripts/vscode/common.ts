import { spawn } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import { delimiter, join, resolve } from 'node:path';

/** The project's folder: scripts run from dist/scripts. */
export const root = resolve(__dirname, '..', '..');

/** What is fetched once and kept between runs. */
export const cacheFolder = join(root, '.cache');

const started = Date.now();

/** A line about what is going on, with the seconds since the start. */
export function note(text: string): void {
  console.log(`[${((Date.now() - started) / 1000).toFixed(1).padStart(5)} s] ${text}`);
}

/** Something that went wrong for a known reason: shown without a stack. */
export class Failure extends Error {}

/**
 * Runs a script's main function; a {@link Failure} ends it with its message and status 1. A signal ends it by way of the
 * `exit` event, where servers are stopped and folders are removed.
 */
export async function runMain(main: () => Promise<number>, statusWhenInterrupted = 130): Promise<void> {
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.once(signal, () => process.exit(statusWhenInterrupted));
  try {
    process.exitCode = await main();
  } catch (error) {
    console.error(error instanceof Failure ? error.message : error);
    process.exitCode = 1;
  }
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** The first of these programs that exists: absolute paths, or names that are looked up in PATH. */
export function findProgram(candidates: readonly (string | undefined)[]): string | undefined {
  const folders = (process.env.PATH ?? '').split(delimiter).filter(Boolean);
  for (const candidate of candidates) {
    if (!candidate) continue;
    const found = [candidate, ...folders.map((folder) => join(folder, candidate))].find((path) =>
      path.includes('/') || path.includes('\\') ? isExecutable(path) : false,
    );
    if (found) return found;
  }
  return undefined;
}

export interface RunOptions {
  readonly cwd?: string;
  readonly env?: NodeJS.ProcessEnv;
  /** Said every ten seconds while the program runs. */
  readonly doing: string;
}

/** Runs a program to its end and gives its output; fails with that output when its status is not 0. */
export async function run(program: string, args: readonly string[], { cwd, env, doing }: RunOptions): Promise<string> {
  const begun = Date.now();
  const heartbeat = setInterval(() => note(`… still ${doing} (${Math.round((Date.now() - begun) / 1000)} s)`), 10_000);
  try {
    const child = spawn(program, args, {
      cwd,
      env: env ?? process.env,
      stdio: ['ignore', 'pipe', 'pipe'],
      // npm is a script on Windows.
      shell: process.platform === 'win32',
    });
    let output = '';
    child.stdout.on('data', (bytes) => {
      output += bytes;
    });
    child.stderr.on('data', (bytes) => {
      output += bytes;
    });
    const status = await new Promise<number | null>((done, fail) => {
      child.once('error', fail);
      child.once('close', done);
    });
    if (status !== 0) throw new Failure(`${program} ${args.join(' ')} ended with status ${status}:\n${output.trim()}`);
    return output;
  } finally {
    clearInterval(heartbeat);
  }
}
