import type { DockerfileFacts } from '../languages/dockerfile/facts';
import type { DockerfileDocument } from '../languages/dockerfile/model';
import type { Instruction } from '../languages/dockerfile/nodes';
import type { CommandNode, ScriptSite } from '../languages/dockerfile/scripts';

export { type DockerfileFacts, NO_FACTS, type ProjectVersion, type Workspace } from '../languages/dockerfile/facts';

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
