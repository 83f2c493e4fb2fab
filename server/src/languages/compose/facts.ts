import { type Files, type Entry as FolderEntry, joinPath, kindOf } from '../../core/files';
import type { BuiltFrom } from './built-from';
import type { Dotenv } from './dotenv';
import type { Project } from './project/project';
import type { ComposeSchema } from './schema/types';
import type { Service } from './service';

/**
 * What a file is in its project. `main`: what `docker compose` finds by itself, or a file that stands alone. `override`: laid over a main
 * file. `included`: named by another file's `include`. `base`: another file's services extend its services.
 */
export type Role = 'main' | 'override' | 'included' | 'base';

/** What rules may know about a Compose file beyond its text. Whatever is `undefined` is not known, and never "absent". */
export interface ComposeFacts {
  /** Keys and their types; undefined until they have been read. */
  readonly schema: ComposeSchema | undefined;
  /** The project that the file belongs to, itself included. */
  readonly project: Project;
  readonly role: Role;
  /** The file is a part of something (`role` is not `main`): it may lack an image, a build, a declaration. */
  readonly fragment: boolean;
  /**
   * The merged project is what Compose loads: the main file with all that is laid over it and included. Rules about what is missing ask this
   * and look at the project; they are silent when it is false, and when `project.complete` is.
   */
  readonly whole: boolean;
  /** The project's `.env`, when it is there. */
  readonly dotenv: Dotenv | undefined;
  /** Path of the project's `.env` in the workspace, there or not. */
  readonly dotenvPath: string | undefined;
  /** The folder at which relative paths of this file start, in the workspace. */
  readonly folder: string | undefined;
  /** The Dockerfile that a service is built from: `null` is "known not to be there", `undefined` is "not known, or none". */
  readonly builtFrom: (service: Service) => BuiltFrom | null | undefined;
  /** The workspace's files, and the file's path among them. */
  readonly workspace: { readonly files: Files; readonly path: string } | undefined;
}

/** A service as the whole project has it: with what it extends and what is laid over it. Values may stand in other files. */
export const effectiveService = (service: Service, { project }: ComposeFacts): Service =>
  project.service(service.name) ?? service;

/** A path of the file, relative to its project, as a path in the workspace; undefined for absolute ones, `~`, addresses and the like. */
export function workspacePath(path: string, { folder }: ComposeFacts): string | undefined {
  if (folder === undefined || /^(?:[/~\\]|[A-Za-z]:|[a-z+]+:\/\/|git@)/.test(path) || path.includes('$'))
    return undefined;
  return joinPath(folder, path);
}

/** What stands at a path of the file: `null` is "known not to be there", `undefined` is "not known". */
export function kindAt(path: string, facts: ComposeFacts): FolderEntry['kind'] | null | undefined {
  const at = workspacePath(path, facts);
  return at === undefined || !facts.workspace ? undefined : kindOf(facts.workspace.files, at);
}
