import type { DockerfileDocument } from '../languages/dockerfile/model';
import type { Instruction } from '../languages/dockerfile/nodes';
import type { BuildContext } from './context';
import type { Files } from './files';

/** What rules may know about a Dockerfile beyond its text. Whatever is `undefined` is not known, and never "absent". */
export interface DockerfileFacts {
  /** The file's name without folders; undefined for an untitled document. */
  readonly fileName: string | undefined;
  /** The files of the folder that the build takes its sources from; undefined when it cannot be told. */
  readonly context: BuildContext | undefined;
  /** The workspace's files, and the Dockerfile's folder in it. */
  readonly workspace: { readonly files: Files; readonly folder: string } | undefined;
}

type NodeKinds = { readonly [I in Instruction as I['kind']]: I };

/** What a visitor of Dockerfiles can handle: each kind of instruction, and `Instruction` for all of them. */
export type DockerfileNodes = NodeKinds & { readonly Instruction: Instruction };

declare module '../core/rule' {
  interface Languages {
    dockerfile: { document: DockerfileDocument; facts: DockerfileFacts; nodes: DockerfileNodes };
  }
}

/** Nothing is known beyond the text. */
export const NO_FACTS: DockerfileFacts = { fileName: undefined, context: undefined, workspace: undefined };
