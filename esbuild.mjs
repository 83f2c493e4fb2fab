/**
 * Builds everything that runs: `node esbuild.mjs [--quiet] [--watch] [--no-minify]`.
 *
 * - dist/client.cjs, dist/client.web.js: the VS Code extension (desktop, web)
 * - dist/server.cjs, dist/server.worker.js: the language server (Node, web worker)
 * - dist/yaml-languages.js: the part of server and command line that they read when a YAML file comes (scripts/parts.mjs)
 * - dist/cli.cjs: the command line
 * - dist/assets: documentation and schemas that are read when they are asked for
 * - dist/scripts: what `npm run …` starts
 * - dist/test/vscode: the tests that run inside VS Code
 */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { chmod, readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import * as esbuild from 'esbuild';
import { buildComposeSchema } from './schemas/build-compose.mjs';
import { buildKubernetesSchema } from './schemas/build-kubernetes.mjs';
import { configurationValidator } from './schemas/build-validator.mjs';
import { buildPart } from './scripts/parts.mjs';
import { stripTexts } from './scripts/strip-texts.mjs';

const root = import.meta.dirname;
const { values: flags } = parseArgs({
  options: {
    quiet: { type: 'boolean', default: false },
    watch: { type: 'boolean', default: false },
    minify: { type: 'boolean', default: true },
  },
  allowNegative: true,
});
const minify = flags.minify && !flags.watch;

/** Too large to bundle, or they look for files beside themselves; the scripts find them in node_modules. */
const developmentOnly = ['@vscode/vsce', '@vscode/test-electron', 'playwright-core', 'esbuild', 'typescript', 'mocha'];

/** Its ES modules: half of the package is for writing YAML, which is left out of a bundle that only reads. */
const yaml = join(root, 'node_modules/yaml/browser/index.js');

const shared = {
  absWorkingDir: root,
  bundle: true,
  logLevel: 'warning',
  legalComments: 'none',
  charset: 'utf8',
  loader: { '.md': 'text' },
};
const product = { ...shared, alias: { yaml }, minify, sourcemap: !minify };
const node = { platform: 'node', format: 'cjs', target: 'node20', mainFields: ['module', 'main'] };
const browser = { platform: 'browser', format: 'cjs', target: 'es2022' };
const serverPlugins = [stripTexts(), configurationValidator()];

/** Watching, the server is one bundle, so that its sources can be followed in a debugger. */
const partFor = flags.watch
  ? () => ({ name: 'whole', setup() {} })
  : await buildPart(['server/src/main.stdio.ts', 'server/src/main.worker.ts', 'server/src/main.cli.ts'], {
      ...product,
      target: 'es2022',
      plugins: serverPlugins,
    });
const server = (host) => ({ plugins: [partFor(host), ...serverPlugins], external: ['./yaml-languages.js'] });

const productBuilds = [
  { ...product, ...node, external: ['vscode'], entry: 'client/src/main.node.ts', outfile: 'dist/client.cjs' },
  { ...product, ...browser, external: ['vscode'], entry: 'client/src/main.web.ts', outfile: 'dist/client.web.js' },
  { ...product, ...node, ...server('node'), entry: 'server/src/main.stdio.ts', outfile: 'dist/server.cjs' },
  {
    ...product,
    ...browser,
    ...server('worker'),
    format: 'iife',
    entry: 'server/src/main.worker.ts',
    outfile: 'dist/server.worker.js',
  },
  {
    ...product,
    ...node,
    ...server('node'),
    entry: 'server/src/main.cli.ts',
    outfile: 'dist/cli.cjs',
    banner: { js: '#!/usr/bin/env node' },
  },
];

// Mocha's browser build assigns to `module.exports` when it sees one, so the suite's own exports come last.
const suiteFooter = { js: 'module.exports = { run: globalThis.plimsollSuite };' };
/** One bundle for both hosts: the suite has the `vscode` API and nothing of Node. */
const suiteBuilds = [
  {
    ...shared,
    ...browser,
    external: ['vscode'],
    define: { global: 'globalThis' },
    footer: suiteFooter,
    entry: 'test/vscode/main.ts',
    outfile: 'dist/test/vscode/suite.js',
  },
];

async function scriptBuild() {
  const names = (await readdir(join(root, 'scripts'))).filter(
    (name) => name.endsWith('.ts') && !name.endsWith('.d.ts'),
  );
  return {
    ...shared,
    ...node,
    external: developmentOnly,
    entryPoints: names.map((name) => `scripts/${name}`),
    outdir: 'dist/scripts',
    outExtension: { '.js': '.cjs' },
    sourcemap: 'inline',
    plugins: [configurationValidator()],
  };
}

/** The texts that the server reads when they are asked for; written by a script, since they come out of the rules. */
function writeAssets() {
  const { status } = spawnSync(process.execPath, ['dist/scripts/build-assets.cjs'], { cwd: root, stdio: 'inherit' });
  if (status !== 0) process.exit(1);
}

const note = (text) => {
  if (!flags.quiet) console.log(text);
};

/** Esbuild's options for an entry of ours; nothing when its source is not there. */
function optionsOf({ entry, ...options }) {
  if (existsSync(join(root, entry))) return [{ ...options, entryPoints: [entry] }];
  note(`skipped ${options.outfile}: there is no ${entry}`);
  return [];
}

async function reportSizes(builds) {
  for (const { outfile } of builds) {
    if (!outfile) continue;
    const { size } = await stat(join(root, outfile));
    note(`${outfile.padEnd(30)} ${(size / 1000).toFixed(0).padStart(6)} kB`);
  }
}

const started = performance.now();
const builds = [...productBuilds.flatMap(optionsOf), ...suiteBuilds.flatMap(optionsOf), await scriptBuild()];

if (flags.watch) {
  for (const build of builds) await (await esbuild.context({ ...build, logLevel: 'info' })).watch();
  console.log('Watching. Ctrl+C ends it.');
} else {
  try {
    await Promise.all(builds.map((build) => esbuild.build(build)));
  } catch {
    // esbuild has already printed what is wrong, with the place in the source.
    process.exit(1);
  }
  writeAssets();
  buildComposeSchema(join(root, 'dist/assets'));
  await buildKubernetesSchema(join(root, 'dist/assets'));
  const cli = join(root, 'dist/cli.cjs');
  if (existsSync(cli)) await chmod(cli, 0o755);
  await reportSizes(builds);
  note(`built in ${((performance.now() - started) / 1000).toFixed(1)} s`);
}
