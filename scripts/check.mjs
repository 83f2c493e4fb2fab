// What must hold before a change is sent: format and lint, types, generated files up to date, import law.
import { spawnSync } from 'node:child_process';

const steps = [
  ['format and lint', 'node_modules/.bin/biome', ['check', '--error-on-warnings', '.']],
  ['types: engine (no Node, no DOM)', 'node_modules/.bin/tsc', ['-p', 'tsconfig.json']],
  ['types: server, command line, scripts, tests', 'node_modules/.bin/tsc', ['-p', 'tsconfig.host.json']],
  ['types: VS Code client', 'node_modules/.bin/tsc', ['-p', 'tsconfig.client.json']],
  ['types: web entries', 'node_modules/.bin/tsc', ['-p', 'tsconfig.web.json']],
  ['rule index', process.execPath, ['scripts/generate-index.mjs', '--check']],
  ['build', process.execPath, ['esbuild.mjs', '--quiet']],
  ['generated files', process.execPath, ['dist/scripts/generate.cjs', '--check']],
  ['import law', process.execPath, ['scripts/test.mjs', 'meta/imports']],
];

let failed = 0;
for (const [name, command, args] of steps) {
  const started = performance.now();
  const { status, stdout, stderr } = spawnSync(command, args, { encoding: 'utf8' });
  const seconds = ((performance.now() - started) / 1000).toFixed(1);
  console.log(`${status === 0 ? 'ok  ' : 'FAIL'} ${name} (${seconds} s)`);
  if (status === 0) continue;
  failed++;
  console.log(`${stdout}${stderr}`);
}
console.log(failed === 0 ? 'All checks passed.' : `${failed} of ${steps.length} checks failed.`);
process.exit(failed === 0 ? 0 : 1);
