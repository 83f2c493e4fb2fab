/**
 * Tests the packaged extension inside a real VS Code: `npm run test:vscode -- [--only PART] [--grep TITLE] [--oldest]`.
 * The same suite runs in the Node extension host, in the web worker, and in Restricted Mode; where VS Code's server
 * cannot run, in the desktop VS Code. `--oldest` takes the oldest version that package.json promises to run in.
 */
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { findBrowser } from './vscode/browser';
import { checkGrammars } from './vscode/check-grammars';
import { cacheFolder, Failure, note, root, runMain } from './vscode/common';
import { installServer, serverProblem, type VSCodeServer } from './vscode/install';
import type { Outcome } from './vscode/outcome';
import { runSuite } from './vscode/run-suite';
import { runSuiteDesktop } from './vscode/run-suite-desktop';
import { runSuiteWeb } from './vscode/run-suite-web';
import { takeScreenshots } from './vscode/take-screenshots';
import { packageExtension } from './vscode/vsix';

const { values } = parseArgs({
  options: { only: { type: 'string' }, grep: { type: 'string' }, oldest: { type: 'boolean', default: false } },
});
const grep = values.grep === undefined ? {} : { grep: values.grep };

interface Prepared {
  readonly vsix: string;
  server(): Promise<VSCodeServer>;
}

type Part = (prepared: Prepared) => Promise<Outcome>;

const parts: Readonly<Record<string, Part>> = {
  grammars: async ({ server }) => checkGrammars(await server()),
  node: async ({ server, vsix }) => runSuite(await server(), { ...grep, vsix, host: 'node', trusted: true }),
  web: async ({ server }) => runSuiteWeb(await server(), { ...grep, host: 'web', trusted: true }),
  untrusted: async ({ server, vsix }) => runSuite(await server(), { ...grep, vsix, host: 'node', trusted: false }),
  // README's own pictures stay as they are: no two runs give the same pixels.
  screenshots: async ({ server, vsix }) =>
    takeScreenshots(await server(), vsix, {
      examples: join(root, 'examples'),
      target: join(cacheFolder, 'screenshots'),
    }),
  desktop: ({ vsix }) => runSuiteDesktop({ ...grep, vsix, host: 'node', trusted: true }),
};

/** What runs without `--only`. The desktop's VS Code opens windows, so it is the second choice. */
function usualParts(): readonly string[] {
  const serverRuns = serverProblem() === undefined && findBrowser() !== undefined;
  return serverRuns ? ['grammars', 'node', 'web', 'untrusted', 'screenshots'] : ['desktop'];
}

/** A part that could not be run at all counts as one failure, so that the others are still run. */
async function outcomeOf(part: Part | undefined, prepared: Prepared): Promise<Outcome> {
  try {
    if (!part) throw new Failure(`--only takes one of: ${Object.keys(parts).join(', ')}`);
    return await part(prepared);
  } catch (error) {
    console.error(error instanceof Failure ? error.message : error);
    return { passed: 0, failed: 1 };
  }
}

runMain(async () => {
  const vsix = await packageExtension();
  const prepared: Prepared = { vsix, server: () => installServer(values.oldest ? 'oldest' : 'newest') };
  const outcomes: Outcome[] = [];
  for (const name of values.only ? [values.only] : usualParts()) {
    note(`--- ${name}`);
    const outcome = await outcomeOf(parts[name], prepared);
    outcomes.push(outcome);
    note(`${name}: ${outcome.passed} passed, ${outcome.failed} failed`);
  }
  const sum = (key: keyof Outcome) => outcomes.reduce((total, outcome) => total + outcome[key], 0);
  const [passed, failed] = [sum('passed'), sum('failed')];
  console.log(`${passed} passed, ${failed} failed`);
  return failed > 0 || passed === 0 ? 1 : 0;
});
