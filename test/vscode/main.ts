/**
 * Entry of the suite that runs inside VS Code: in the Node extension host and in the web worker, so nothing of Node may
 * be used here. VS Code calls `run`, which the build exports; the last line printed tells the counts to whoever
 * started VS Code.
 */
import 'mocha/mocha.js';
import { actionTests } from './actions';
import { commandTests } from './commands';
import { composeTests } from './compose';
import { configurationTests } from './configuration';
import { diagnosticTests } from './diagnostics';
import { environmentTests } from './environment';
import type { SuiteOptions } from './harness';
import { hoverTests } from './hover';
import { kubernetesTests } from './kubernetes';

declare global {
  var plimsollSuiteOptions: SuiteOptions | undefined;
  var plimsollSuiteCounts: { readonly passed: number; readonly failed: number } | undefined;
  var plimsollSuite: (() => Promise<void>) | undefined;
}

/** Prints a line a test, as it ends; mocha's own reporters want a terminal or a page. */
class LineReporter extends Mocha.reporters.Base {
  constructor(runner: Mocha.Runner) {
    super(runner);
    runner.on('suite', (suite) => {
      if (suite.title) console.log(`  ${suite.title}`);
    });
    runner.on('pass', (test) => console.log(`    ✓ ${test.title} (${test.duration ?? 0} ms)`));
    runner.on('fail', (test, error) => console.log(`    ✗ ${test.title}\n${error.stack ?? error}`));
    runner.on('end', () => {
      const { passes: passed = 0, failures: failed = 0 } = runner.stats ?? {};
      globalThis.plimsollSuiteCounts = { passed, failed };
      console.log(`plimsoll-suite ${passed} ${failed}`);
    });
  }
}

const options = globalThis.plimsollSuiteOptions ?? { host: 'node', trusted: true };

mocha.setup({
  ui: 'bdd',
  reporter: LineReporter,
  timeout: 120_000,
  ...(options.grep ? { fgrep: options.grep } : {}),
});
environmentTests(options);
diagnosticTests();
actionTests();
hoverTests();
configurationTests();
kubernetesTests();
composeTests();
commandTests();

// Mocha's browser build looks for options in the page's address; the Node extension host has none.
if (!('location' in globalThis)) Object.defineProperty(globalThis, 'location', { value: { search: '' } });

globalThis.plimsollSuite = () =>
  new Promise((resolve, reject) => {
    mocha.run((failures) => (failures > 0 ? reject(new Error(`${failures} failed`)) : resolve()));
  });
