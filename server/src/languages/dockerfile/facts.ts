import type { Files } from '../../core/files';
import type { BuildContext } from './context';

/** What rules may know about a Dockerfile beyond its text. Whatever is `undefined` is not known, and never "absent". */
export interface DockerfileFacts {
  /** The file's name without folders; undefined for an untitled document. */
  readonly fileName: string | undefined;
  /** The files of the folder that the build takes its sources from; undefined when it cannot be told. */
  readonly context: BuildContext | undefined;
  /** The workspace's files, and the Dockerfile's folder in it. */
  readonly workspace: Workspace | undefined;
  /** The version of an image's software (`node`, `golang`, `mcr.microsoft.com/dotnet/sdk`) that the project itself names. */
  readonly projectVersion: (image: string) => ProjectVersion | undefined;
}

export interface Workspace {
  readonly files: Files;
  /** The Dockerfile's folder. */
  readonly folder: string;
}

/** A version that the project names itself. */
export interface ProjectVersion {
  /** Fit for a tag: `22`, `3.12`, `1.25.3`. */
  readonly tag: string;
  /** The file that says so, by name. */
  readonly source: string;
}

/** Nothing is known beyond the text. */
export const NO_FACTS: DockerfileFacts = {
  fileName: undefined,
  context: undefined,
  workspace: undefined,
  projectVersion: () => undefined,
};
