import type { DockerfileFacts } from '../languages/dockerfile/facts';
import type { DockerfileDocument } from '../languages/dockerfile/model';
import type { Instruction } from '../languages/dockerfile/nodes';
import type { CommandNode, ScriptSite } from '../languages/dockerfile/scripts';
import type { KubernetesFacts } from '../languages/kubernetes/facts';
import type { Container, KubernetesDocument, Manifest, Pod } from '../languages/kubernetes/model';
import type { YamlDocument } from '../languages/yaml/nodes';

export { type DockerfileFacts, NO_FACTS, type ProjectVersion, type Workspace } from '../languages/dockerfile/facts';
export { type KubernetesFacts, NO_KUBERNETES_FACTS } from '../languages/kubernetes/facts';

type NodeKinds = { readonly [I in Instruction as I['kind']]: I };

/** What a visitor of Dockerfiles can handle: each kind of instruction, `Instruction` for all, shell scripts and their commands. */
export type DockerfileNodes = NodeKinds & {
  readonly Instruction: Instruction;
  readonly Script: ScriptSite;
  readonly Command: CommandNode;
};

/** What a visitor of Kubernetes objects can handle. */
export interface KubernetesNodes {
  /** A document of the stream, whatever it holds. */
  readonly Yaml: YamlDocument;
  readonly Manifest: Manifest;
  readonly Pod: Pod;
  readonly Container: Container;
}

declare module '../core/rule' {
  interface Languages {
    dockerfile: { document: DockerfileDocument; facts: DockerfileFacts; nodes: DockerfileNodes };
    kubernetes: { document: KubernetesDocument; facts: KubernetesFacts; nodes: KubernetesNodes };
  }
}
