import type { Files } from '../../core/files';
import type { ObjectIndex } from './object-index';
import type { KubernetesSchema } from './schema/types';

/** What rules may know about a file of Kubernetes objects beyond its text. Whatever is `undefined` is not known, and never "absent". */
export interface KubernetesFacts {
  /** Kinds and their fields; undefined until they have been read. */
  readonly schema: KubernetesSchema | undefined;
  /** The release of the cluster that is aimed at, as `1.30`; undefined for the newest that is known. */
  readonly release: string | undefined;
  /** The file is a part of something: a patch that Kustomize lays over other objects. What it lacks may stand there. */
  readonly fragment: boolean;
  /** The workspace's files, and the file's path among them. */
  readonly workspace: { readonly files: Files; readonly path: string } | undefined;
  /** The objects of all files; see {@link objectsAround}. */
  readonly index: ObjectIndex | undefined;
  /** Takes the kinds of objects that rules ask the index for, so that it is known whose changes concern the document. */
  readonly asked: Set<string> | undefined;
}

/** Nothing is known beyond the text. */
export const NO_KUBERNETES_FACTS: KubernetesFacts = {
  schema: undefined,
  release: undefined,
  fragment: false,
  workspace: undefined,
  index: undefined,
  asked: undefined,
};
