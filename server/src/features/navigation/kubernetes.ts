import { type Span, touches } from '../../core/span';
import type { KubernetesFacts } from '../../languages/kubernetes/facts';
import {
  type KubernetesDocument,
  type Manifest,
  mappingAt,
  mappingsAt,
  nameNode,
  type Pod,
  stringAt,
} from '../../languages/kubernetes/model';
import { type NamedReference, namedReferences } from '../../languages/kubernetes/named-references';
import { mayShare, type ObjectView } from '../../languages/kubernetes/object-index';
import { matcher, plainSelector, specOf } from '../../languages/kubernetes/objects';
import { backendsOf } from '../../languages/kubernetes/references';
import { type ObjectSummary, objectsAround } from '../../languages/kubernetes/summary';
import { asMapping, asScalar, entryOf, get } from '../../languages/yaml/query';
import { imagePage } from './images';
import { sharedAt, sharedIn } from './kubernetes-shared';
import type { Link, Outline, Place } from './model';

/** The objects, with their containers. */
export const kubernetesOutline = (document: KubernetesDocument): readonly Outline[] =>
  document.manifests.map((manifest) => ({
    name: [manifest.kind ?? '?', manifest.name].filter((part) => part !== undefined).join('/'),
    detail: manifest.namespace ?? '',
    kind: 'object',
    span: manifest.root.span,
    selection: within(nameNode(manifest)?.span, manifest.root.span),
    children: (manifest.pod?.containers ?? []).map(({ node, name, image, kind }) => ({
      name: name ?? kind,
      detail: image?.text ?? '',
      kind: 'module' as const,
      span: node.span,
      selection: within(asScalar(get(node, 'name'))?.span, node.span),
      children: [],
    })),
  }));

/** A name that an anchor brings stands elsewhere. */
const within = (span: Span | undefined, whole: Span): Span =>
  span && span.start >= whole.start && span.end <= whole.end ? span : { start: whole.start, end: whole.start };

/** Images lead to their pages. */
export const kubernetesLinks = (document: KubernetesDocument): readonly Link[] =>
  document.manifests.flatMap(({ pod }) =>
    (pod?.containers ?? []).flatMap(({ image }) => {
      const address = image && imagePage(image.text);
      return image && address !== undefined
        ? [{ span: image.span, target: { address }, tooltip: `Open the page of ${image.text}` }]
        : [];
    }),
  );

/** What the name, selector, key or port at a place means. */
export function kubernetesDefinition(
  document: KubernetesDocument,
  facts: KubernetesFacts,
  offset: number,
): readonly Place[] {
  const manifest = document.manifests.find(({ root }) => touches(root.span, offset));
  if (!manifest) return [];
  const view = objectsAround(document, facts);
  const named = namedReferences(document).find(
    ({ from, name, keys }) => from === manifest && [name, ...keys].some(({ span }) => touches(span, offset)),
  );
  if (named) return placesOf(view, named, offset);
  return (
    selected(view, manifest, offset) ??
    targetPort(view, manifest, offset) ??
    volume(manifest.pod, offset) ??
    probedPort(document, manifest, offset)
  );
}

const placeOf = (view: ObjectView, object: ObjectSummary, span: Span = object.span): Place =>
  object.file === view.file ? { span } : { file: object.file, span };

function placesOf(view: ObjectView, { from, kind, name, keys }: NamedReference, offset: number): readonly Place[] {
  const objects = view.named(kind, name.text, kind === 'Namespace' ? undefined : from.namespace);
  const key = keys.find(({ span }) => touches(span, offset));
  return objects.map((object) => placeOf(view, object, key && object.keys?.get(key.text)));
}

/** From a selector to the pods that it takes. */
const selected = (view: ObjectView, manifest: Manifest, offset: number): readonly Place[] | undefined =>
  selectedObjects(view, manifest, offset)?.map((object) => placeOf(view, object));

/** The objects whose pods the selector at a place takes; undefined where there is no selector that can be read. */
export const selectedAt = (
  document: KubernetesDocument,
  facts: KubernetesFacts,
  manifest: Manifest,
  offset: number,
): readonly ObjectSummary[] | undefined => selectedObjects(objectsAround(document, facts), manifest, offset);

function selectedObjects(view: ObjectView, manifest: Manifest, offset: number): readonly ObjectSummary[] | undefined {
  const spec = specOf(manifest);
  const entry = ['selector', 'podSelector'].flatMap((key) => entryOf(spec, key) ?? []).at(0);
  if (!entry?.value || !(touches(entry.key.span, offset) || touches(entry.value.span, offset))) return undefined;
  const mapping = asMapping(entry.value);
  const plain = manifest.kind === 'Service' ? plainSelector(spec, 'selector') : undefined;
  const matches = mapping && manifest.kind !== 'Service' ? matcher(mapping) : undefined;
  if (plain) return view.podsWith(plain, manifest.namespace);
  if (!matches) return undefined;
  return view
    .workloads()
    .filter(({ pod, namespace }) => pod && mayShare(namespace, manifest.namespace) && matches(pod.labels));
}

/** From a Service's targetPort to the containers' ports; from an Ingress's port to the Service's. */
function targetPort(view: ObjectView, manifest: Manifest, offset: number): readonly Place[] | undefined {
  const selector = manifest.kind === 'Service' ? plainSelector(specOf(manifest), 'selector') : undefined;
  for (const port of selector ? mappingsAt(specOf(manifest), 'ports') : []) {
    const target = asScalar(get(port, 'targetPort'));
    if (!selector || !target || !touches(target.span, offset)) continue;
    return view
      .podsWith(selector, manifest.namespace)
      .flatMap((object) => portPlaces(view, object, object.pod?.ports ?? [], target.text));
  }
  for (const { name, port } of backendsOf(manifest)) {
    if (!port || !touches(port.span, offset)) continue;
    return view
      .named('Service', name.text, manifest.namespace)
      .flatMap((object) => portPlaces(view, object, object.ports, port.text));
  }
  return undefined;
}

const portPlaces = (
  view: ObjectView,
  object: ObjectSummary,
  ports: ObjectSummary['ports'],
  wanted: string,
): readonly Place[] =>
  ports.flatMap(({ name, number, span }) =>
    name === wanted || String(number) === wanted ? [placeOf(view, object, span)] : [],
  );

/** From a mount to the pod's volume. */
function volume(pod: Pod | undefined, offset: number): readonly Place[] | undefined {
  if (!pod) return undefined;
  const mounts = pod.containers.flatMap(({ node }) => [
    ...mappingsAt(node, 'volumeMounts'),
    ...mappingsAt(node, 'volumeDevices'),
  ]);
  const mount = mounts.find((each) => touches(asScalar(get(each, 'name'))?.span ?? NOWHERE, offset));
  const name = mount && stringAt(mount, 'name');
  if (name === undefined) return undefined;
  const templates = mappingsAt(specOf(pod.manifest), 'volumeClaimTemplates').map((claim) =>
    mappingAt(claim, 'metadata'),
  );
  return [...mappingsAt(pod.spec, 'volumes'), ...templates].flatMap((each) => {
    const own = asScalar(get(each, 'name'));
    return own?.text === name ? [{ span: own.span }] : [];
  });
}

/** From the port that a probe asks to the container's own. */
function probedPort(document: KubernetesDocument, manifest: Manifest, offset: number): readonly Place[] {
  const shared = manifest.pod ? sharedAt(document, offset) : undefined;
  if (shared?.kind !== 'port') return [];
  return sharedIn(document, shared, 'declarations').flatMap((span) => (touches(span, offset) ? [] : [{ span }]));
}

const NOWHERE: Span = { start: -1, end: -1 };

/** An object whose users are wanted. */
export interface Wanted {
  readonly kind: string;
  readonly name: string;
  readonly namespace: string | undefined;
  readonly key: string | undefined;
}

/** The object, or the key of a ConfigMap or Secret, that a place names. */
export function wantedAt(document: KubernetesDocument, offset: number): Wanted | undefined {
  for (const { from, kind, name, keys } of namedReferences(document)) {
    const key = keys.find(({ span }) => touches(span, offset));
    if (key || touches(name.span, offset)) return { kind, name: name.text, namespace: from.namespace, key: key?.text };
  }
  const manifest = document.manifests.find(({ root }) => touches(root.span, offset));
  if (!manifest || manifest.kind === undefined || manifest.name === undefined) return undefined;
  const { kind, name, namespace } = manifest;
  if (touches(nameNode(manifest)?.span ?? NOWHERE, offset)) return { kind, name, namespace, key: undefined };
  for (const part of ['data', 'stringData', 'binaryData'])
    for (const entry of mappingAt(manifest.root, part)?.entries ?? [])
      if (touches(entry.key.span, offset)) return { kind, name, namespace, key: entry.name };
  return undefined;
}

/** The places of a file that name an object. */
export const usesIn = (document: KubernetesDocument, wanted: Wanted): readonly Span[] =>
  namedReferences(document).flatMap(({ from, kind, name, keys }) => {
    if (kind !== wanted.kind || name.text !== wanted.name || !mayShare(from.namespace, wanted.namespace)) return [];
    if (wanted.key === undefined) return [name.span];
    return keys.filter(({ text }) => text === wanted.key).map(({ span }) => span);
  });
