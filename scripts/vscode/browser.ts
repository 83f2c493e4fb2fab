import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { Failure, findProgram } from './common';
import type { DataFolder } from './server';

/** A Chromium: `CHROMIUM`, or one of the usual names. */
export function findBrowser(): string | undefined {
  return findProgram([
    process.env.CHROMIUM,
    'chromium',
    'chromium-browser',
    'google-chrome',
    'google-chrome-stable',
    'microsoft-edge',
    '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  ]);
}

/** Starts a Chromium without a window, with its profile in the data folder, that reaches nothing but this machine. */
export async function launchBrowser(data: DataFolder): Promise<Browser> {
  const executablePath = findBrowser();
  if (!executablePath) {
    throw new Failure('There is no Chromium. Install one (apt-get install chromium), or set CHROMIUM to its path.');
  }
  const { chromium } = await import('playwright-core');
  const args = ['--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking'];
  args.push('--disable-component-update', '--disable-sync', '--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1');
  // Chromium refuses its sandbox to root, which is who runs a container.
  if (process.getuid?.() === 0) args.push('--no-sandbox');
  return chromium.launch({
    executablePath,
    env: { ...process.env, HOME: data.path, XDG_CONFIG_HOME: join(data.path, 'tmp') },
    headless: true,
    args,
  });
}
