import type { Files } from '../core/files';
import type { BuildContext } from '../languages/dockerfile/context';
import type { DockerfileDocument } from '../languages/dockerfile/model';
import type { Instruction } from '../languages/dockerfile/nodes';
import type { CommandNode, ScriptSite } from '../languages/dockerfile/scripts';

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

type NodeKinds = { readonly [I in Instruction as I['kind']]: I };

/** What a visitor of Dockerfiles can handle: each kind of instruction, `Instruction` for all, shell scripts and their commands. */
export type DockerfileNodes = NodeKinds & {
  readonly Instruction: Instruction;
  readonly Script: ScriptSite;
  readonly Command: CommandNode;
};

declare module '../core/rule' {
  interface Languages {
    dockerfile: { document: DockerfileDocument; facts: DockerfileFacts; nodes: DockerfileNodes };
  }
}

/** Nothing is known beyond the text. */
export const NO_FACTS: DockerfileFacts = {
  fileName: undefined,
  context: undefined,
  workspace: undefined,
  projectVersion: () => undefined,
};
