import type { PackageCommand } from '../../shell';
import { goInstall } from './go';
import { nodeInstall } from './node';
import { dotnetInstall, elixirInstall, jvmInstall, phpInstall, rubyInstall, rustInstall } from './others';
import type { Install } from './plan';
import { pythonInstall } from './python';

const READERS: readonly ((call: PackageCommand) => Install | undefined)[] = [
  nodeInstall,
  pythonInstall,
  goInstall,
  rubyInstall,
  phpInstall,
  rustInstall,
  jvmInstall,
  dotnetInstall,
  elixirInstall,
];

/** The install that a package manager's call is, when it downloads what a manifest of the project lists. */
export function dependencyInstall(call: PackageCommand): Install | undefined {
  for (const read of READERS) {
    const install = read(call);
    if (install) return install;
  }
  return undefined;
}

export * from './plan';
export { INSTALLER_PACKAGES } from './python';
