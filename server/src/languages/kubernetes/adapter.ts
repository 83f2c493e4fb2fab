import type { LanguageAdapter, NodeVisitor } from '../../core/language';
import { yamlComments } from '../yaml/places';
import { foreignSuppressions } from './foreign';
import { type KubernetesDocument, parseKubernetes } from './model';

export { documentAt } from '../yaml/places';

/** Longer objects are asked about anew each time. */
const MAX_KEY = 65_536;

/**
 * The documents of the stream (`Yaml`), and the objects in the order of the text (`Manifest`), each followed by its pod (`Pod`) and that
 * pod's containers (`Container`); of a template what is written out in it (`TemplateObject`, `TemplateImage`). A unit is an object: its
 * text, since nothing around it changes what a local rule says.
 */
function walk(document: KubernetesDocument, visitor: NodeVisitor): void {
  visitor.unit(undefined);
  for (const object of document.template?.objects ?? []) visitor.visit('TemplateObject', object);
  for (const image of document.template?.images ?? []) visitor.visit('TemplateImage', image);
  for (const yaml of document.stream.documents) visitor.visit('Yaml', yaml);
  for (const manifest of document.manifests) {
    const { text, span } = manifest.yaml;
    visitor.unit(manifest.inList || text.length > MAX_KEY ? undefined : text, span);
    visitor.visit('Manifest', manifest);
    if (!visitor.wants('Pod') && !visitor.wants('Container')) continue;
    const { pod } = manifest;
    if (!pod) continue;
    visitor.visit('Pod', pod);
    for (const container of pod.containers) visitor.visit('Container', container);
  }
}

/** How the engine reads Kubernetes objects. */
export const kubernetesAdapter: LanguageAdapter<KubernetesDocument> = {
  id: 'kubernetes',
  parse: parseKubernetes,
  walk,
  foreign: foreignSuppressions,
  ...yamlComments,
};
