import type { Fix, Related } from '../../core/finding';
import { closest } from '../../core/nearest';
import type { Span } from '../../core/span';
import { replaceValue } from '../yaml/edits';
import { fix } from '../yaml/fixes';
import type { YamlMapping, YamlScalar } from '../yaml/nodes';
import { asMapping, asScalar, asSequence, entriesOf, entryOf, get } from '../yaml/query';
import { labelsAdded } from './assembled';
import type { KubernetesFacts } from './facts';
import { booleanAt, type Manifest, mapEntries, mappingAt, mappingsAt, type Pod, stringAt } from './model';
import { mayShare, type ObjectView } from './object-index';
import { matcher } from './objects';
import { isOpen } from './security';
import type { ObjectSummary } from './summary';

/** A name of another object, in the namespace of the one that says it. */
export interface Reference {
  readonly kind: 'ConfigMap' | 'Secret' | 'PersistentVolumeClaim';
  readonly name: YamlScalar;
  /** The keys of it that are wanted. */
  readonly keys: readonly YamlScalar[];
  /** The pod starts without it, too. */
  readonly optional: boolean;
}

/** The objects that a pod's containers and volumes take their contents from. */
export function podReferences(pod: Pod): readonly Reference[] {
  return [
    ...pod.containers.flatMap(({ node }) => [
      ...mappingsAt(node, 'env').flatMap((variable) => keyReferences(mappingAt(variable, 'valueFrom'))),
      ...mappingsAt(node, 'envFrom').flatMap((source) => [
        ...reference('ConfigMap', mappingAt(source, 'configMapRef'), 'name'),
        ...reference('Secret', mappingAt(source, 'secretRef'), 'name'),
      ]),
    ]),
    ...mappingsAt(pod.spec, 'volumes').flatMap(volumeReferences),
  ];
}

const keyReferences = (source: YamlMapping | undefined): readonly Reference[] => [
  ...reference('ConfigMap', mappingAt(source, 'configMapKeyRef'), 'name', 'key'),
  ...reference('Secret', mappingAt(source, 'secretKeyRef'), 'name', 'key'),
];

const volumeReferences = (volume: YamlMapping): readonly Reference[] => [
  ...reference('ConfigMap', mappingAt(volume, 'configMap'), 'name'),
  ...reference('Secret', mappingAt(volume, 'secret'), 'secretName'),
  ...reference('PersistentVolumeClaim', mappingAt(volume, 'persistentVolumeClaim'), 'claimName'),
  ...mappingsAt(mappingAt(volume, 'projected'), 'sources').flatMap((source) => [
    ...reference('ConfigMap', mappingAt(source, 'configMap'), 'name'),
    ...reference('Secret', mappingAt(source, 'secret'), 'name'),
  ]),
];

function reference(
  kind: Reference['kind'],
  node: YamlMapping | undefined,
  nameKey: string,
  key?: string,
): readonly Reference[] {
  const name = asScalar(get(node, nameKey));
  if (!node || !name || name.text === '' || isOpen(name.text)) return [];
  const single = key === undefined ? undefined : asScalar(get(node, key));
  const items = mappingsAt(node, 'items').flatMap((item) => asScalar(get(item, 'key')) ?? []);
  const keys = (single ? [single] : items).filter(({ text }) => text !== '' && !isOpen(text));
  return [{ kind, name, keys, optional: booleanAt(node, 'optional') === true }];
}

export interface LookUp {
  /** `unknown`: it may stand in another repository, in a template, or in the cluster. */
  readonly state: 'found' | 'missing' | 'unknown';
  readonly found: readonly ObjectSummary[];
  /** An object of the same folder whose name is a slip away. */
  readonly near: ObjectSummary | undefined;
}

/** Looks for an object by kind and name as seen from another one. */
export function lookUp(
  view: ObjectView,
  from: Pick<Manifest, 'namespace'>,
  kinds: readonly string[],
  name: string,
  evidence: readonly string[] = kinds,
): LookUp {
  const found = kinds.flatMap((kind) => view.named(kind, name, from.namespace));
  if (found.length > 0) return { state: 'found', found, near: undefined };
  if (!view.settles(...evidence)) return { state: 'unknown', found, near: undefined };
  const others = kinds
    .flatMap((kind) => view.ofKind(kind))
    .filter(({ namespace }) => mayShare(namespace, from.namespace));
  const near = closest(
    name,
    others.flatMap((object) => object.name ?? []),
  );
  return { state: 'missing', found, near: others.find((object) => object.name === near && near !== undefined) };
}

/** A key that an object does not have. */
export interface MissingKey {
  readonly key: YamlScalar;
  readonly name: string;
  /** The object that is meant. */
  readonly object: ObjectSummary;
  /** The key of it that was probably meant. */
  readonly right: string | undefined;
}

/** The keys that a pod takes from ConfigMaps or Secrets of the workspace and that these do not have; of several of a name, one is enough. */
export function missingKeys(view: ObjectView, pod: Pod, kind: Reference['kind']): readonly MissingKey[] {
  return podReferences(pod).flatMap((reference) => {
    if (reference.kind !== kind || reference.optional || reference.keys.length === 0) return [];
    const name = reference.name.text;
    const { found } = lookUp(view, pod.manifest, [kind], name);
    const [object] = found;
    if (!object || found.some((one) => one.keys === undefined)) return [];
    const known = new Set(found.flatMap((one) => [...(one.keys?.keys() ?? [])]));
    return reference.keys
      .filter(({ text }) => !known.has(text))
      .map((key) => ({ key, name, object, right: closest(key.text, known) }));
  });
}

/** Whether a pod takes keys from objects of a kind. */
export const takesKeys = (pod: Pod, kind: Reference['kind']): boolean =>
  podReferences(pod).some((reference) => reference.kind === kind && reference.keys.length > 0);

/** An object whose selector matches no pod of the workspace: where the selector is written. */
export function selectsNobody(
  view: ObjectView,
  object: Manifest,
  key: string,
  facts: KubernetesFacts,
): Span | undefined {
  const entry = entryOf(mappingAt(object.root, 'spec'), key);
  const selector = asMapping(entry?.value);
  const matches = selector && entriesOf(selector).length > 0 ? matcher(selector) : undefined;
  if (!entry || !matches) return undefined;
  const found = view
    .workloads()
    .some(({ pod, namespace }) => pod && mayShare(namespace, object.namespace) && matches(pod.labels));
  if (found || !view.settlesPods()) return undefined;
  const added = labelsAdded(facts);
  const named = added.size > 0 && labelNames(selector).some((name) => added.has(name));
  return named ? undefined : entry.key.span;
}

/** The labels that a selector asks for. */
const labelNames = (selector: YamlMapping | undefined): readonly string[] => [
  ...mapEntries(selector, 'matchLabels').map(({ name }) => name),
  ...mappingsAt(selector, 'matchExpressions').flatMap((term) => stringAt(term, 'key') ?? []),
];

/** Takes the name that was probably meant. */
export const nearFix = (name: YamlScalar, near: ObjectSummary | undefined): readonly Fix[] => {
  const right = near?.name;
  return right === undefined ? [] : [fix(`Write ${right}`, 'unsafe', () => replaceValue(name, right))];
};

/** The other end of a finding. */
export const relatedTo = (view: ObjectView, object: ObjectSummary, message: string): Related => ({
  span: object.span,
  message,
  ...(object.file === view.file ? {} : { file: object.file }),
});

/** A Service, and one of its ports, that traffic is sent to. */
export interface Backend {
  readonly name: YamlScalar;
  /** A number or a name. */
  readonly port: YamlScalar | undefined;
}

/** The Services that an Ingress, an HTTPRoute or one of its relatives sends to, in its own namespace. */
export function backendsOf(manifest: Manifest): readonly Backend[] {
  const spec = mappingAt(manifest.root, 'spec');
  if (manifest.kind === 'Ingress') {
    const paths = mappingsAt(spec, 'rules').flatMap((rule) => mappingsAt(mappingAt(rule, 'http'), 'paths'));
    return [
      mappingAt(spec, 'defaultBackend'),
      mappingAt(spec, 'backend'),
      ...paths.map((path) => mappingAt(path, 'backend')),
    ].flatMap(ingressBackend);
  }
  if (!/^(?:HTTP|GRPC|TCP|TLS|UDP)Route$/.test(manifest.kind ?? '')) return [];
  return mappingsAt(spec, 'rules').flatMap((rule) => mappingsAt(rule, 'backendRefs').flatMap(routeBackend));
}

function ingressBackend(backend: YamlMapping | undefined): readonly Backend[] {
  const service = mappingAt(backend, 'service');
  const port = mappingAt(service, 'port');
  const name = asScalar(get(service, 'name')) ?? asScalar(get(backend, 'serviceName'));
  if (!name || name.text === '' || isOpen(name.text)) return [];
  return [
    {
      name,
      port: asScalar(get(port, 'name')) ?? asScalar(get(port, 'number')) ?? asScalar(get(backend, 'servicePort')),
    },
  ];
}

function routeBackend(reference: YamlMapping): readonly Backend[] {
  const name = asScalar(get(reference, 'name'));
  const kind = stringAt(reference, 'kind') ?? 'Service';
  if (!name || kind !== 'Service' || get(reference, 'namespace') || isOpen(name.text)) return [];
  return [{ name, port: asScalar(get(reference, 'port')) }];
}

/** The label selectors of a NetworkPolicy's peers that look into its own namespace. */
export function peerSelectors(spec: YamlMapping | undefined): readonly YamlMapping[] {
  const rules = [
    ...mappingsAt(spec, 'ingress').map((rule) => get(rule, 'from')),
    ...mappingsAt(spec, 'egress').map((rule) => get(rule, 'to')),
  ];
  return rules.flatMap((peers) =>
    (asSequence(peers)?.items ?? []).flatMap(({ value }) => {
      const peer = asMapping(value);
      const selector = mappingAt(peer, 'podSelector');
      return selector && !get(peer, 'namespaceSelector') ? [selector] : [];
    }),
  );
}
