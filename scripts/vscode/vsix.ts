import { statSync } from 'node:fs';
import { join } from 'node:path';
import { note, root } from './common';

export const vsixPath = join(root, 'plimsoll.vsix');

/** Packages what the last build made. There is nothing to install or compile on the way. */
export async function packageExtension(): Promise<string> {
  const { createVSIX } = await import('@vscode/vsce');
  const log = console.log;
  // vsce lists every file; the sizes that matter are checked and printed here.
  console.log = () => {};
  try {
    await createVSIX({
      cwd: root,
      packagePath: vsixPath,
      dependencies: false,
      allowMissingRepository: true,
      rewriteRelativeLinks: false,
    });
  } finally {
    console.log = log;
  }
  note(`plimsoll.vsix: ${(statSync(vsixPath).size / 1000).toFixed(0)} kB`);
  return vsixPath;
}
