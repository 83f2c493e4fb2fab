/** Takes the pictures of README: `node esbuild.mjs && node dist/scripts/screenshots.cjs [FOLDER]`. */
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { root, runMain } from './vscode/common';
import { installServer } from './vscode/install';
import { takeScreenshots } from './vscode/take-screenshots';
import { packageExtension } from './vscode/vsix';

runMain(async () => {
  const { positionals } = parseArgs({ allowPositionals: true });
  const examples = resolve(positionals[0] ?? join(root, 'examples'));
  const target = join(root, 'docs', 'images');
  await takeScreenshots(await installServer(), await packageExtension(), { examples, target });
  return 0;
});
