import { MemoMap } from '../../core/memo';
import type { YamlScalar } from '../yaml/nodes';
import { asScalar, get } from '../yaml/query';
import { type KubernetesDocument, type Manifest, mappingAt, mappingsAt, stringAt } from './model';
import { backendsOf, podReferences } from './references';
import { isOpen } from './security';

/** A place that names another object, or a key of it. */
export interface NamedReference {
  readonly from: Manifest;
  readonly kind: string;
  readonly name: YamlScalar;
  readonly keys: readonly YamlScalar[];
}

const KNOWN = new MemoMap<KubernetesDocument, readonly NamedReference[]>();

/** Every place of a file that names another object. */
export function namedReferences(document: KubernetesDocument): readonly NamedReference[] {
  const known = KNOWN.get(document);
  if (known) return known;
  const found = document.manifests.flatMap((manifest) => (manifest.otherFormat ? [] : referencesOf(manifest)));
  KNOWN.set(document, found);
  return found;
}

function referencesOf(from: Manifest): readonly NamedReference[] {
  const to = (kind: string | undefined, name: YamlScalar | undefined, keys: readonly YamlScalar[] = []) =>
    kind === undefined || !name || name.text === '' || isOpen(name.text) ? [] : [{ from, kind, name, keys }];
  const spec = mappingAt(from.root, 'spec');
  const scaled = mappingAt(spec, 'scaleTargetRef');
  const role = mappingAt(from.root, 'roleRef');
  const pod = from.pod?.spec;
  return [
    ...(from.pod ? podReferences(from.pod).flatMap(({ kind, name, keys }) => to(kind, name, keys)) : []),
    ...to('ServiceAccount', asScalar(get(pod, 'serviceAccountName')) ?? asScalar(get(pod, 'serviceAccount'))),
    ...to('PriorityClass', asScalar(get(pod, 'priorityClassName'))),
    ...to('RuntimeClass', asScalar(get(pod, 'runtimeClassName'))),
    ...mappingsAt(pod, 'imagePullSecrets').flatMap((secret) => to('Secret', asScalar(get(secret, 'name')))),
    ...backendsOf(from).flatMap(({ name }) => to('Service', name)),
    ...mappingsAt(spec, 'tls').flatMap((tls) => to('Secret', asScalar(get(tls, 'secretName')))),
    ...to('IngressClass', from.kind === 'Ingress' ? asScalar(get(spec, 'ingressClassName')) : undefined),
    ...to('Service', from.kind === 'StatefulSet' ? asScalar(get(spec, 'serviceName')) : undefined),
    ...to(stringAt(scaled, 'kind'), asScalar(get(scaled, 'name'))),
    ...to(stringAt(role, 'kind'), asScalar(get(role, 'name'))),
    ...mappingsAt(from.root, 'subjects').flatMap((subject) =>
      stringAt(subject, 'kind') === 'ServiceAccount' ? to('ServiceAccount', asScalar(get(subject, 'name'))) : [],
    ),
    ...to('StorageClass', asScalar(get(spec, 'storageClassName'))),
    ...to('Namespace', asScalar(get(from.metadata, 'namespace'))),
  ];
}
