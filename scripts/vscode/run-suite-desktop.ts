import { cpSync, existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Failure, note, run } from './common';
import { downloadDesktop, findDesktop, hasDisplay } from './install';
import type { Outcome, SuiteOptions } from './outcome';
import { fixtureFolder, makeEntry, makeTestHost } from './run-suite';
import { makeDataFolder } from './server';

/** The desktop VS Code that is installed, or one that @vscode/test-electron downloads. */
async function desktopProgram(): Promise<string> {
  if (!hasDisplay()) throw new Failure('The desktop VS Code needs a display; start this under xvfb-run, for example.');
  // A command-line script would return at once and leave the window alone, so only a program will do.
  const wanted = process.env.VSCODE_PATH ? findDesktop() : undefined;
  if (wanted) return wanted;
  const download = await downloadDesktop();
  if ('problem' in download)
    throw new Failure(`There is no desktop VS Code: ${download.problem}. VSCODE_PATH may name one.`);
  return download.program;
}

/** Runs the suite in the desktop VS Code, against the packaged extension. */
export async function runSuiteDesktop(options: SuiteOptions & { readonly vsix: string }): Promise<Outcome> {
  const program = await desktopProgram();
  const { resolveCliArgsFromVSCodeExecutablePath, runTests } = await import('@vscode/test-electron');
  const data = makeDataFolder({ trust: options.trusted });
  const workspace = join(data.path, 'workspace');
  cpSync(fixtureFolder, workspace, { recursive: true });
  const folders = [`--user-data-dir=${join(data.path, 'data')}`, `--extensions-dir=${join(data.path, 'extensions')}`];
  try {
    const [cli = program, ...cliArgs] = resolveCliArgsFromVSCodeExecutablePath(program, { reuseMachineInstall: true });
    await run(cli, [...cliArgs, ...folders, '--install-extension', options.vsix], {
      doing: 'installing the extension',
    });
    note('VS Code starts');
    const counts = join(data.path, 'counts.json');
    const status = await runTests({
      vscodeExecutablePath: program,
      extensionDevelopmentPath: makeTestHost(data.path),
      extensionTestsPath: makeEntry(data.path, options, counts),
      launchArgs: [workspace, ...folders, ...(options.trusted ? ['--disable-workspace-trust'] : [])],
      reuseMachineInstall: true,
    }).catch(() => 1);
    if (!existsSync(counts)) throw new Failure(`VS Code ended with status ${status} before the suite did.`);
    return JSON.parse(readFileSync(counts, 'utf8'));
  } finally {
    data.dispose();
  }
}
