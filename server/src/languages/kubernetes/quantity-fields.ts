import type { YamlEntry, YamlMapping, YamlScalar } from '../yaml/nodes';
import { asMapping, asScalar, entriesOf, get } from '../yaml/query';
import { type Manifest, mapEntries, mappingAt, mappingsAt } from './model';

/** A quantity where it is written, with the resource that it counts. */
export interface QuantityField {
  readonly resource: string;
  readonly node: YamlScalar;
  readonly role: 'request' | 'limit' | 'other';
}

/** The quantities of an object: of its containers, volumes, claims and quotas, each once. */
export function quantityFields(manifest: Manifest): readonly QuantityField[] {
  const found = new Map<YamlScalar, QuantityField>();
  const add = (entries: readonly YamlEntry[], role: QuantityField['role']): void => {
    for (const { name, value } of entries) {
      const node = asScalar(value);
      if (node) found.set(node, { resource: name, node, role });
    }
  };
  const addResources = (resources: YamlMapping | undefined): void => {
    add(mapEntries(resources, 'requests'), 'request');
    add(mapEntries(resources, 'limits'), 'limit');
  };
  const { pod, root } = manifest;
  const spec = mappingAt(root, 'spec');
  if (pod) {
    addResources(mappingAt(pod.spec, 'resources'));
    for (const { node } of pod.containers) addResources(mappingAt(node, 'resources'));
    for (const volume of mappingsAt(pod.spec, 'volumes')) {
      const empty = mappingAt(volume, 'emptyDir');
      add(empty ? entriesOf(empty).filter(({ name }) => name === 'sizeLimit') : [], 'other');
      addResources(mappingAt(volume, 'ephemeral', 'volumeClaimTemplate', 'spec', 'resources'));
    }
  }
  for (const claim of manifest.kind === 'StatefulSet' ? mappingsAt(spec, 'volumeClaimTemplates') : []) {
    addResources(mappingAt(claim, 'spec', 'resources'));
  }
  if (manifest.kind === 'PersistentVolumeClaim') addResources(mappingAt(spec, 'resources'));
  if (manifest.kind === 'PersistentVolume') add(mapEntries(spec, 'capacity'), 'other');
  if (manifest.kind === 'ResourceQuota') add(mapEntries(spec, 'hard'), 'other');
  if (manifest.kind === 'LimitRange') {
    for (const limit of mappingsAt(spec, 'limits')) {
      for (const key of ['default', 'defaultRequest', 'max', 'min']) add(mapEntries(limit, key), 'other');
    }
  }
  return [...found.values()];
}

/** The resources of a pod's containers, and its own. */
export const resourcesOf = (node: YamlMapping): YamlMapping | undefined => asMapping(get(node, 'resources'));
