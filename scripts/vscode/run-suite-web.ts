import { cpSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { extname, join, relative, resolve, sep } from 'node:path';
import type { Page } from 'playwright-core';
import { launchBrowser } from './browser';
import { note, root } from './common';
import type { VSCodeServer } from './install';
import { listenForOutcome, type Outcome, type SuiteOptions, suitePrelude } from './outcome';
import { fixtureFolder, suiteFile } from './run-suite';
import { makeDataFolder, type RunningServer, startServer, workbenchUrl } from './server';

/** Runs the same suite in the web worker extension host, where the extension's `browser` entry is used. */
export async function runSuiteWeb(vscode: VSCodeServer, options: SuiteOptions): Promise<Outcome> {
  const data = makeDataFolder();
  const workspace = join(data.path, 'workspace');
  cpSync(fixtureFolder, workspace, { recursive: true });
  try {
    const server = await startServer(vscode, data);
    const browser = await launchBrowser(data);
    try {
      const page = await browser.newPage({ viewport: { width: 1200, height: 800 } });
      const outcome = await listenForOutcome(page, options);
      await developInBrowser(page, server, options);
      await page.goto(workbenchUrl(server, workspace, [['skipWelcome', 'true']]));
      note('VS Code is open');
      return await outcome();
    } finally {
      await browser.close().catch(() => {});
      await server.dispose();
    }
  } finally {
    data.dispose();
  }
}

const mount = '/extension-under-test';
const contentTypes: Readonly<Record<string, string>> = { '.js': 'text/javascript', '.json': 'application/json' };

/**
 * Serves the extension from the workbench's own origin (its content policy allows no other) and announces it as one under
 * development, as a site that embeds VS Code does.
 */
async function developInBrowser(page: Page, server: RunningServer, options: SuiteOptions): Promise<void> {
  await page.context().route(`${server.url}${mount}/**`, async (route) => {
    const path = decodeURIComponent(new URL(route.request().url()).pathname.slice(mount.length));
    const body = await readUnder(root, path, options);
    if (body === undefined) return route.fulfill({ status: 404 });
    return route.fulfill({ status: 200, contentType: contentTypes[extname(path)] ?? 'text/plain', body });
  });
  const at = (path: string) => ({ scheme: 'http', authority: server.host, path });
  const tests = relative(root, suiteFile).split(sep).join('/');
  // Rewriting the page on its way would be simpler, but Chromium then refuses its WebSocket.
  await page.addInitScript(announceExtension, { extensions: [at(mount)], extensionTestsPath: at(`${mount}/${tests}`) });
}

async function readUnder(folder: string, path: string, options: SuiteOptions): Promise<string | undefined> {
  const file = resolve(folder, `.${path}`);
  if (!file.startsWith(folder + sep)) return undefined;
  const text = await readFile(file, 'utf8').catch(() => undefined);
  return text !== undefined && file === suiteFile ? suitePrelude(options) + text : text;
}

/** Runs in the page, before anything of VS Code: adds to the configuration that its HTML carries. */
function announceExtension(development: object): void {
  const page = globalThis as unknown as {
    Element: { prototype: { getAttribute(this: { id: string }, name: string): string } };
  };
  const { prototype } = page.Element;
  const original = prototype.getAttribute;
  prototype.getAttribute = function (name) {
    const value = original.call(this, name);
    if (this.id !== 'vscode-workbench-web-configuration' || name !== 'data-settings') return value;
    const configuration = JSON.parse(value);
    configuration.developmentOptions = { ...configuration.developmentOptions, ...development };
    return JSON.stringify(configuration);
  };
}
