import type { ComposeFacts } from '../languages/compose/facts';
import type { ComposeDocument, Resource } from '../languages/compose/model';
import type { Mount } from '../languages/compose/mounts';
import type { Pair } from '../languages/compose/pairs';
import type { Port } from '../languages/compose/ports';
import type { Service } from '../languages/compose/service';
import type { DockerfileFacts } from '../languages/dockerfile/facts';
import type { DockerfileDocument } from '../languages/dockerfile/model';
import type { Instruction } from '../languages/dockerfile/nodes';
import type { CommandNode, ScriptSite } from '../languages/dockerfile/scripts';
import type { KubernetesFacts } from '../languages/kubernetes/facts';
import type { Container, KubernetesDocument, Manifest, Pod } from '../languages/kubernetes/model';
import type { TemplateObject, TemplateText } from '../languages/kubernetes/template';
import type { YamlDocument } from '../languages/yaml/nodes';

export type { ComposeFacts } from '../languages/compose/facts';
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
  /** Of a template, whose other nodes are not known. */
  readonly TemplateObject: TemplateObject;
  readonly TemplateImage: TemplateText;
}

interface InService {
  readonly service: Service;
}

/** What a visitor of Compose files can handle. */
export interface ComposeNodes {
  /** A document of the stream, whatever it holds. */
  readonly Yaml: YamlDocument;
  /** The whole file. */
  readonly Compose: ComposeDocument;
  /** A service as this file has it; `ctx.facts.project.service(name)` is the merged one. */
  readonly Service: Service;
  readonly Port: Port & InService;
  /** Of `volumes` and `tmpfs`. */
  readonly Mount: Mount & InService;
  /** Of `environment`. */
  readonly EnvVar: Pair & InService;
  readonly Network: Resource;
  readonly Volume: Resource;
  readonly Secret: Resource;
  readonly Config: Resource;
  readonly Model: Resource;
}

declare module '../core/rule' {
  interface Languages {
    dockerfile: { document: DockerfileDocument; facts: DockerfileFacts; nodes: DockerfileNodes };
    compose: { document: ComposeDocument; facts: ComposeFacts; nodes: ComposeNodes };
    kubernetes: { document: KubernetesDocument; facts: KubernetesFacts; nodes: KubernetesNodes };
  }
}
