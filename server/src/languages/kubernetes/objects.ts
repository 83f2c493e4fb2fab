import type { YamlMapping, YamlNode } from '../yaml/nodes';
import { asMapping, asScalar, asSequence, deref, entriesOf, entryOf, get, isMerge } from '../yaml/query';
import { type KubernetesDocument, labelsOf, type Manifest, mapEntries, mappingAt, type Pod, stringAt } from './model';
import { isNull, isPlaceholder } from './schema/scalars';

/**
 * Objects that belong together: by namespace, kind and name, or by labels. What is asked here is answered from one file, so that an answer
 * of "none" never means that there is none.
 */

/** The objects of some kinds, files of other tools left out. */
export const objectsOf = (doc: KubernetesDocument, ...kinds: readonly string[]): readonly Manifest[] =>
  doc.manifests.filter(({ kind, otherFormat }) => kind !== undefined && kinds.includes(kind) && !otherFormat);

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
  return objectsOf(doc, kind).find((other) => other.name === name && inSameNamespace(from, other));
}

/** Autoscalers, and the object that each one scales. */
export interface Scaling {
  readonly scaler: Manifest;
  readonly target: Manifest;
}

export function scalings(doc: KubernetesDocument): readonly Scaling[] {
  return objectsOf(doc, 'HorizontalPodAutoscaler', 'ScaledObject').flatMap((scaler) => {
    const reference = mappingAt(specOf(scaler), 'scaleTargetRef');
    const kind = stringAt(reference, 'kind') ?? (scaler.kind === 'ScaledObject' ? 'Deployment' : undefined);
    const target = referredTo(doc, scaler, reference, kind);
    return target ? [{ scaler, target }] : [];
  });
}

/** A plain map of labels, as a Service has it: undefined when it is missing, empty or not known. */
function plainSelector(node: YamlMapping | undefined, key: string): ReadonlyMap<string, string> | undefined {
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
  return selector ? podsWith(doc, service, (labels) => holdsAll(labels, selector)) : [];
}

/** The pods of the file that a label selector (`matchLabels`, `matchExpressions`) of an object chooses; none where it cannot be read. */
export function podsSelected(doc: KubernetesDocument, by: Manifest, selector: YamlMapping | undefined): readonly Pod[] {
  const matches = selector && matcher(selector);
  return matches ? podsWith(doc, by, matches) : [];
}

type Matcher = (labels: ReadonlyMap<string, string>) => boolean;

function podsWith(doc: KubernetesDocument, by: Manifest, matches: Matcher): readonly Pod[] {
  return doc.manifests.flatMap((manifest) => {
    const { pod } = manifest;
    return pod && inSameNamespace(by, manifest) && matches(labelsOf(pod.metadata)) ? [pod] : [];
  });
}

function matcher(selector: YamlMapping): Matcher | undefined {
  const wanted = plainSelector(selector, 'matchLabels');
  if (!wanted && !isVacant(get(selector, 'matchLabels'))) return undefined;
  const expressions = asSequence(get(selector, 'matchExpressions'))?.items ?? [];
  const parts = expressions.map(({ value }) => expression(asMapping(value)));
  const known = parts.filter((part) => part !== undefined);
  if (known.length < parts.length) return undefined;
  return (labels) => (!wanted || holdsAll(labels, wanted)) && known.every((part) => part(labels));
}

const isVacant = (node: YamlNode | undefined): boolean =>
  isNull(node) || (node?.kind === 'mapping' && entriesOf(node).length === 0);

function expression(node: YamlMapping | undefined): Matcher | undefined {
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
