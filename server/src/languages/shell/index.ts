/** Shell text: from a RUN body to commands, options, packages, downloads and users. The layer's public surface. */

export { type Extraction, extraction } from './archives';
export { type Download, download, type GitClone, gitClone, uncheckedOptions } from './downloads';
export { type Blocked, toExecWords } from './exec-words';
export type { ManagerName, PackageAction } from './managers';
export type * from './model';
export { hasOption, type OptionSpec, type ParsedOption, type ParsedOptions, parseOptions } from './options';
export { type PackageCommand, type PackageRef, packageCommand, type ResolveWord } from './packages';
export { type ClearPassword, clearPasswords } from './passwords';
export { prepareRun } from './prepare';
export {
  hasSetOption,
  type PipelineInEffect,
  pipelinesWithPipefail,
  type RemovedPath,
  removals,
  removesPaths,
  resolveWords,
  type ScriptCut,
  shellOption,
  splitAt,
  statementOf,
} from './query';
export { parseScript } from './script';
export { type UserCommand, userCommand } from './users';
export { basename, isShell } from './wrappers';
