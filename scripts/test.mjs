// Bundles the tests and runs them under mocha. Arguments are parts of test files' paths, or mocha's own options behind `--`.
import { spawn } from 'node:child_process';
import { mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';
import { configurationValidator } from '../schemas/build-validator.mjs';

const dash = process.argv.indexOf('--');
const wanted = process.argv.slice(2, dash < 0 ? undefined : dash);
const options = dash < 0 ? [] : process.argv.slice(dash + 1);

function* testFiles(folder) {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) {
      if (path !== join('test', 'vscode')) yield* testFiles(path);
    } else if (entry.name.endsWith('.test.ts')) yield path;
  }
}

const files = [...testFiles('test')]
  .filter((file) => wanted.length === 0 || wanted.some((part) => file.includes(part)))
  .sort();
if (files.length === 0) {
  console.error(`no test file matches ${wanted.join(' ')}`);
  process.exit(2);
}
mkdirSync('dist/test', { recursive: true });
await build({
  stdin: { contents: files.map((file) => `import './${file}';`).join('\n'), resolveDir: '.', loader: 'ts' },
  bundle: true,
  platform: 'node',
  format: 'cjs',
  target: 'node20',
  outfile: 'dist/test/all.cjs',
  sourcemap: 'inline',
  external: ['mocha', 'typescript', 'fast-check', 'esbuild'],
  plugins: [configurationValidator()],
  logLevel: 'warning',
});
const arguments_ = [
  '--enable-source-maps',
  'node_modules/mocha/bin/mocha.js',
  '--reporter',
  'dot',
  '--timeout',
  '20000',
  '--forbid-only',
];

/** Runs mocha over the bundle and prints what it says when it is done, so that two runs do not mix. */
const run = (...more) =>
  new Promise((done) => {
    const mocha = spawn(process.execPath, [...arguments_, ...more, 'dist/test/all.cjs'], {
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const said = [];
    for (const stream of [mocha.stdout, mocha.stderr]) stream.on('data', (bytes) => said.push(bytes));
    mocha.once('close', (code) => {
      process.stdout.write(Buffer.concat(said));
      done(code ?? 1);
    });
  });

/** The rules of two languages take as long as everything else: a whole run is done in two processes. */
const HALF = '^(?:kubernetes|compose)/';
const whole = options.length === 0 && wanted.length === 0;
const codes = whole
  ? await Promise.all([run('--grep', HALF), run('--grep', HALF, '--invert')])
  : [await run(...options)];
process.exit(Math.max(...codes));
