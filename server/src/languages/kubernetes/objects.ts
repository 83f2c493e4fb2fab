import { MemoMap } from '../../core/memo';
import type { YamlMapping, YamlNode } from '../yaml/nodes';
import { asMapping, asScalar, asSequence, deref, entriesOf, entryOf, get, isMerge } from '../yaml/query';
import { type KubernetesDocument, labelsOf, type Manifest, mapEntries, mappingAt, type Pod, stringAt } from './model';
import { isNull, isPlaceholder } from './schema/scalars';

/**
 * Objects that belong together: by namespace, kind and name, or by labels. What is asked here is answered from one file, so that an answer
 * of "none" never means that there is none.
 */

/** What is looked up again and again, worked out once for a document: files hold thousands of objects. */
interface Index {
  readonly byKind: ReadonlyMap<string, readonly Manifest[]>;
  /** By kind, namespace and name; of several the first. */
  readonly byName: ReadonlyMap<string, Manifest>;
}

interface PodIndex {
  readonly pods: readonly LabelledPod[];
  /** By namespace and one label. */
  readonly podsByLabel: ReadonlyMap<string, readonly LabelledPod[]>;
}

interface LabelledPod {
  readonly pod: Pod;
  readonly labels: ReadonlyMap<string, string>;
}

const INDICES = new MemoMap<KubernetesDocument, Index>();
const POD_INDICES = new MemoMap<KubernetesDocument, PodIndex>();

function indexOf(doc: KubernetesDocument): Index {
  const known = INDICES.get(doc);
  if (known) return known;
  const byKind = new Map<string, Manifest[]>();
  const byName = new Map<string, Manifest>();
  for (const manifest of doc.manifests) {
    const { kind, name, namespace, otherFormat } = manifest;
    if (kind === undefined || otherFormat) continue;
    addTo(byKind, kind, manifest);
    const key = nameKey(kind, namespace, name ?? '');
    if (!byName.has(key)) byName.set(key, manifest);
  }
  const index = { byKind, byName };
  INDICES.set(doc, index);
  return index;
}

/** Apart from the rest: a pod is read for it in every object that has one. */
function podIndexOf(doc: KubernetesDocument): PodIndex {
  const known = POD_INDICES.get(doc);
  if (known) return known;
  const pods: LabelledPod[] = [];
  const podsByLabel = new Map<string, LabelledPod[]>();
  for (const { kind, otherFormat, namespace, pod } of doc.manifests) {
    if (kind === undefined || otherFormat || !pod) continue;
    const labelled = { pod, labels: labelsOf(pod.metadata) };
    pods.push(labelled);
    for (const [label, value] of labelled.labels) addTo(podsByLabel, labelKey(namespace, label, value), labelled);
  }
  const index = { pods, podsByLabel };
  POD_INDICES.set(doc, index);
  return index;
}

function addTo<V>(map: Map<string, V[]>, key: string, value: V): void {
  const list = map.get(key);
  if (list) list.push(value);
  else map.set(key, [value]);
}

const nameKey = (kind: string, namespace: string | undefined, name: string): string =>
  `${kind}\0${namespace ?? ''}\0${name}`;

const labelKey = (namespace: string | undefined, label: string, value: string): string =>
  `${namespace ?? ''}\0${label}\0${value}`;

/** The objects of some kinds in the order of the text, files of other tools left out. */
export function objectsOf(doc: KubernetesDocument, ...kinds: readonly string[]): readonly Manifest[] {
  const { byKind } = indexOf(doc);
  const found = kinds.flatMap((kind) => byKind.get(kind) ?? []);
  return kinds.length > 1 ? found.sort((a, b) => a.index - b.index) : found;
}

/** The objects that give containers resources for which they do not ask themselves. */
export const resourceDefaults = (doc: KubernetesDocument): readonly Manifest[] =>
  objectsOf(doc, 'LimitRange', 'VerticalPodAutoscaler');

/** Whether two objects stand in one namespace for sure: both name it, or neither does. */
export const inSameNamespace = (a: Manifest, b: Manifest): boolean => a.namespace === b.namespace;

/** The specification of an object. */
export const specOf = (manifest: Manifest): YamlMapping | undefined => mappingAt(manifest.root, 'spec');

/** The object that a reference by kind and name means, when it stands beside the one that names it. */
export function referredTo(
  doc: KubernetesDocument,
  from: Manifest,
  reference: YamlMapping | undefined,
  kind = stringAt(reference, 'kind'),
): Manifest | undefined {
  const name = stringAt(reference, 'name');
  if (kind === undefined || name === undefined || isPlaceholder(name)) return undefined;
  return indexOf(doc).byName.get(nameKey(kind, from.namespace, name));
}

/** Autoscalers, and the object that each one scales. */
export interface Scaling {
  readonly scaler: Manifest;
  readonly target: Manifest;
}

const SCALINGS = new MemoMap<KubernetesDocument, readonly Scaling[]>();

export function scalings(doc: KubernetesDocument): readonly Scaling[] {
  const known = SCALINGS.get(doc);
  if (known) return known;
  const found = findScalings(doc);
  SCALINGS.set(doc, found);
  return found;
}

function findScalings(doc: KubernetesDocument): Scaling[] {
  return objectsOf(doc, 'HorizontalPodAutoscaler', 'ScaledObject').flatMap((scaler) => {
    const reference = mappingAt(specOf(scaler), 'scaleTargetRef');
    const kind = stringAt(reference, 'kind') ?? (scaler.kind === 'ScaledObject' ? 'Deployment' : undefined);
    const target = referredTo(doc, scaler, reference, kind);
    return target ? [{ scaler, target }] : [];
  });
}

/** A plain map of labels, as a Service has it: undefined when it is missing, empty or not known. */
export function plainSelector(node: YamlMapping | undefined, key: string): ReadonlyMap<string, string> | undefined {
  const entries = mapEntries(node, key);
  const labels = new Map<string, string>();
  for (const { name, value } of entries) {
    const scalar = asScalar(value);
    if (!scalar || isPlaceholder(scalar.text) || isPlaceholder(name)) return undefined;
    labels.set(name, scalar.text);
  }
  return labels.size === 0 ? undefined : labels;
}

const holdsAll = (labels: ReadonlyMap<string, string>, wanted: ReadonlyMap<string, string>): boolean =>
  [...wanted].every(([name, value]) => labels.get(name) === value);

/** The pods of the file that a Service sends to. */
export function podsBehind(doc: KubernetesDocument, service: Manifest): readonly Pod[] {
  const selector = plainSelector(specOf(service), 'selector');
  return selector ? podsWith(doc, service, selector, (labels) => holdsAll(labels, selector)) : [];
}

/** The pods of the file that some Service of it sends to. */
export const podsServed = (doc: KubernetesDocument): ReadonlySet<Pod> =>
  new Set(objectsOf(doc, 'Service').flatMap((service) => podsBehind(doc, service)));

/** The pods of the file that a label selector (`matchLabels`, `matchExpressions`) of an object chooses; none where it cannot be read. */
export function podsSelected(doc: KubernetesDocument, by: Manifest, selector: YamlMapping | undefined): readonly Pod[] {
  const matches = selector && matcher(selector);
  return matches ? podsWith(doc, by, plainSelector(selector, 'matchLabels'), matches) : [];
}

export type Matcher = (labels: ReadonlyMap<string, string>) => boolean;

/** A selector is compared with so many pods: thousands of Services that all select thousands of pods are no project. */
const MAX_COMPARED = 300;

function podsWith(
  doc: KubernetesDocument,
  by: Manifest,
  plain: ReadonlyMap<string, string> | undefined,
  matches: Matcher,
): readonly Pod[] {
  const { pods, podsByLabel } = podIndexOf(doc);
  const lists = [...(plain ?? [])].map(([label, value]) => podsByLabel.get(labelKey(by.namespace, label, value)) ?? []);
  const shortest = lists.sort((a, b) => a.length - b.length)[0] ?? pods;
  return shortest
    .slice(0, MAX_COMPARED)
    .flatMap(({ pod, labels }) => (inSameNamespace(by, pod.manifest) && matches(labels) ? [pod] : []));
}

/** What a label selector takes; undefined where that cannot be known. An empty one takes everything. */
export function matcher(selector: YamlMapping): Matcher | undefined {
  const wanted = plainSelector(selector, 'matchLabels');
  if (!wanted && !isVacant(get(selector, 'matchLabels'))) return undefined;
  const expressions = asSequence(get(selector, 'matchExpressions'))?.items ?? [];
  const parts = expressions.map(({ value }) => expressionMatcher(asMapping(value)));
  const known = parts.filter((part) => part !== undefined);
  if (known.length < parts.length) return undefined;
  return (labels) => (!wanted || holdsAll(labels, wanted)) && known.every((part) => part(labels));
}

const isVacant = (node: YamlNode | undefined): boolean =>
  isNull(node) || (node?.kind === 'mapping' && entriesOf(node).length === 0);

/** What one item of `matchExpressions` takes; undefined where that cannot be known. */
export function expressionMatcher(node: YamlMapping | undefined): Matcher | undefined {
  const key = stringAt(node, 'key');
  if (key === undefined) return undefined;
  const values = (asSequence(get(node, 'values'))?.items ?? []).map(({ value }) => asScalar(value)?.text ?? '');
  if (values.some(isPlaceholder)) return undefined;
  const operator = stringAt(node, 'operator');
  if (operator === 'Exists') return (labels) => labels.has(key);
  if (operator === 'DoesNotExist') return (labels) => !labels.has(key);
  if (operator === 'In') return (labels) => values.includes(labels.get(key) ?? '\0');
  if (operator === 'NotIn') return (labels) => !values.includes(labels.get(key) ?? '\0');
  return undefined;
}

/** Whether something stands at the end of a path: `unknown` where an alias cannot be followed, or a scalar stands on the way. */
export function presence(node: YamlNode | undefined, ...path: readonly string[]): 'there' | 'absent' | 'unknown' {
  let at = deref(node);
  for (const key of path) {
    if (at?.kind !== 'mapping') return 'unknown';
    const entry = entryOf(at, key);
    // What an unknown anchor would bring is not known.
    if (!entry) return at.entries.some((other) => isMerge(other) && !deref(other.value)) ? 'unknown' : 'absent';
    if (entry.value?.kind === 'alias' && !entry.value.target) return 'unknown';
    at = deref(entry.value);
    if (isNull(at) || (at?.kind === 'sequence' && at.items.length === 0)) return 'absent';
  }
  return 'there';
}
