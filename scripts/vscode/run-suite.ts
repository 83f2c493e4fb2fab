import { cpSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { launchBrowser } from './browser';
import { note, root } from './common';
import type { VSCodeServer } from './install';
import { listenForOutcome, type Outcome, type SuiteOptions, suitePrelude } from './outcome';
import { installVsix, makeDataFolder, remoteUri, startServer, workbenchUrl } from './server';

export const suiteFile = join(root, 'dist', 'test', 'vscode', 'suite.js');
export const fixtureFolder = join(root, 'test', 'vscode', 'fixture');

/**
 * Runs the suite in the Node extension host, against the packaged extension.
 */
export async function runSuite(
  vscode: VSCodeServer,
  options: SuiteOptions & { readonly vsix: string },
): Promise<Outcome> {
  const data = makeDataFolder({ trust: options.trusted });
  const workspace = join(data.path, 'workspace');
  cpSync(fixtureFolder, workspace, { recursive: true });
  try {
    await installVsix(vscode, data, options.vsix);
    // A released VS Code takes the tests' paths from its address only with this flag.
    const server = await startServer(vscode, data, ['--enable-smoke-test-driver']);
    const browser = await launchBrowser(data);
    try {
      const page = await browser.newPage({ viewport: { width: 1200, height: 800 } });
      const outcome = await listenForOutcome(page, options);
      await page.goto(
        workbenchUrl(server, workspace, [
          ['extensionDevelopmentPath', remoteUri(server, makeTestHost(data.path))],
          ['extensionTestsPath', remoteUri(server, makeEntry(data.path, options))],
        ]),
      );
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

/** VS Code runs tests only while some extension is under development; the one to test is installed, so here is another. */
export function makeTestHost(folder: string): string {
  const path = join(folder, 'test-host');
  mkdirSync(path);
  const manifest = {
    name: 'test-host',
    publisher: 'test',
    version: '0.0.0',
    engines: { vscode: '*' },
    capabilities: { untrustedWorkspaces: { supported: true } },
  };
  writeFileSync(join(path, 'package.json'), JSON.stringify(manifest));
  return path;
}

/** The module whose `run` VS Code calls; it writes the counts into a file, if one is named. */
export function makeEntry(folder: string, options: SuiteOptions, counts?: string): string {
  const path = join(folder, 'tests.js');
  const write = counts
    ? `require('fs').writeFileSync(${JSON.stringify(counts)}, JSON.stringify(globalThis.plimsollSuiteCounts))`
    : '';
  const body = `try { await require(${JSON.stringify(suiteFile)}).run(); } finally { ${write} }`;
  writeFileSync(path, `${suitePrelude(options)}exports.run = async () => { ${body} };\n`);
  return path;
}
