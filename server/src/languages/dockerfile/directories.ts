import type { ShellCommand, ShellScript } from '../shell';
import { type DockerfileDocument, joinDirectory, type State } from './model';
import type { Instruction } from './nodes';
import type { Word } from './word';

/** Stands for the working directory of a base image that no WORKDIR has changed: not known, yet the same for all lines. */
export const BASE_DIRECTORY = '/\0base';

/** The working directory in effect; {@link BASE_DIRECTORY} while the base image's own is, undefined when a variable decides. */
export const directoryOf = (state: State): string | undefined =>
  state.directory ?? (state.workdir === undefined ? BASE_DIRECTORY : undefined);

/** The directory that a path of a COPY, ADD or RUN means; undefined when it is not known. */
export function resolvePath(
  document: DockerfileDocument,
  instruction: Instruction,
  path: string | undefined,
): string | undefined {
  return joinDirectory(directoryOf(document.stateAt(instruction)), path);
}

export function resolveWord(document: DockerfileDocument, instruction: Instruction, word: Word): string | undefined {
  return resolvePath(document, instruction, document.valueOf(word, instruction));
}

/** The directory that a command of a RUN runs in, with the `cd`s before it; undefined when one of them is not known. */
export function commandDirectory(
  document: DockerfileDocument,
  instruction: Instruction,
  script: ShellScript,
  command: ShellCommand,
): string | undefined {
  let directory = directoryOf(document.stateAt(instruction));
  for (const earlier of script.commands) {
    if (earlier === command || earlier.span.start >= command.span.start) break;
    if (earlier.program !== 'cd' || (earlier.scope !== undefined && earlier.scope !== command.scope)) continue;
    directory = joinDirectory(directory, earlier.args[0]?.value);
  }
  return directory;
}

/** `path` relative to `folder`: `.` for the folder itself, undefined when it lies outside. Both are absolute and normalised. */
export function relativePath(folder: string, path: string): string | undefined {
  if (path === folder) return '.';
  const prefix = folder === '/' ? '/' : `${folder}/`;
  return path.startsWith(prefix) ? path.slice(prefix.length) : undefined;
}
