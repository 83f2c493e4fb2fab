/**
 * Entry of the suite that runs inside VS Code: in the Node extension host and in the web worker, so nothing of Node may
 * be used here. VS Code calls `run`; the last line printed tells the counts to whoever started VS Code.
 */
import 'mocha/mocha.js';

interface Options {
  readonly grep?: string;
}

interface Shared {
  plimsollSuiteOptions?: Options;
  plimsollSuite?: () => Promise<void>;
}

const shared: Shared = globalThis;
const options = shared.plimsollSuiteOptions ?? {};

mocha.setup({ ui: 'bdd', reporter: LineReporter, timeout: 30_000, ...(options.grep ? { fgrep: options.grep } : {}) });
require('./suite');

/** Prints a line a test, as it ends; mocha's own reporters want a terminal or a page. */
function LineReporter(runner: Mocha.Runner): void {
  runner.on('suite', (suite) => {
    if (suite.title) console.log(`  ${suite.title}`);
  });
  runner.on('pass', (test) => console.log(`    ✓ ${test.title} (${test.duration ?? 0} ms)`));
  runner.on('fail', (test, error) => console.log(`    ✗ ${test.title}\n${error.stack ?? error}`));
  runner.on('end', () => {
    const { passes = 0, failures = 0 } = runner.stats ?? {};
    console.log(`plimsoll-suite ${passes} ${failures}`);
  });
}

shared.plimsollSuite = () =>
  new Promise((resolve, reject) => {
    mocha.run((failures) => (failures > 0 ? reject(new Error(`${failures} failed`)) : resolve()));
  });
