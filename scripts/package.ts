/** Makes plimsoll.vsix out of what is built: `node esbuild.mjs && node dist/scripts/package.cjs`. */
import { statSync } from 'node:fs';
import { join } from 'node:path';
import { Failure, root, runMain } from './vscode/common';
import { packageExtension } from './vscode/vsix';

/** In bytes. A person on a slow line installs this; a server in a browser starts from it. */
const limits: Readonly<Record<string, number>> = {
  'dist/client.cjs': 500_000,
  'dist/client.web.js': 500_000,
  'dist/server.cjs': 900_000,
  'dist/server.worker.js': 900_000,
  'dist/yaml-languages.js': 900_000,
  'plimsoll.vsix': 1_500_000,
};

runMain(async () => {
  await packageExtension();
  const tooLarge: string[] = [];
  for (const [name, limit] of Object.entries(limits)) {
    const { size } = statSync(join(root, name));
    console.log(`${name.padEnd(24)} ${(size / 1000).toFixed(0).padStart(6)} kB of ${limit / 1000} kB`);
    if (size > limit) tooLarge.push(name);
  }
  if (tooLarge.length > 0) throw new Failure(`Too large: ${tooLarge.join(', ')}`);
  return 0;
});
