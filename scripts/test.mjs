// Bundles the tests and runs them under mocha. Arguments are parts of test files' paths, or mocha's own options behind `--`.
import { spawnSync } from 'node:child_process';
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
const mocha = spawnSync(
  process.execPath,
  [
    '--enable-source-maps',
    'node_modules/mocha/bin/mocha.js',
    '--reporter',
    'dot',
    '--timeout',
    '20000',
    '--forbid-only',
    ...options,
    'dist/test/all.cjs',
  ],
  { stdio: ['ignore', 'inherit', 'inherit'] },
);
process.exit(mocha.status ?? 1);
