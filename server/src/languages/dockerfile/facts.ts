import type { Files } from '../../core/files';
import type { BuildContext } from './context';

/** What rules may know about a Dockerfile beyond its text. Whatever is `undefined` is not known, and never "absent". */
export interface DockerfileFacts {
  /** The file's name without folders; undefined for an untitled document. */
  readonly fileName: string | undefined;
  /** The files of the folder that the build takes its sources from; undefined when it cannot be told. */
  readonly context: BuildContext | undefined;
  /** The services of Compose files that are built from it, as far as they are found. */
  readonly builds: readonly ComposeBuild[];
  /** The workspace's files, and the Dockerfile's folder in it. */
  readonly workspace: Workspace | undefined;
  /** The version of an image's software (`node`, `golang`, `mcr.microsoft.com/dotnet/sdk`) that the project itself names. */
  readonly projectVersion: (image: string) => ProjectVersion | undefined;
}

/** A service of a Compose file that is built from a Dockerfile. */
export interface ComposeBuild {
  /** Path of the Compose file in the workspace. */
  readonly file: string;
  readonly service: string;
  /** The folder of the build context in the workspace. */
  readonly context: string;
  /** Values as they are known; undefined for what the environment gives. */
  readonly args: ReadonlyMap<string, string | undefined>;
  readonly target: string | undefined;
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
  builds: [],
  workspace: undefined,
  projectVersion: () => undefined,
};
