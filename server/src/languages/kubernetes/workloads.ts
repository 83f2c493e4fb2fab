import type { Equivalents, Fix } from '../../core/finding';
import { MemoMap } from '../../core/memo';
import type { YamlMapping } from '../yaml/nodes';
import { asScalar, get } from '../yaml/query';
import { goYaml2 } from '../yaml/values';
import {
  type Container,
  integerAt,
  type KubernetesDocument,
  type Manifest,
  mappingsAt,
  type Pod,
  stringAt,
} from './model';
import { presence, scalings, specOf } from './objects';
import { isNull } from './schema/scalars';
import { isComplete, isOpen } from './security';

/** A container that runs as long as its pod: no init container, no sidecar, no repair. */
export const isMain = (container: Container): boolean => container.kind === 'container' && isComplete(container);

/** Whether a pod's lack of something may be judged that Windows pods may have too. */
export const mayLackAnywhere = (pod: Pod, facts: { readonly fragment: boolean }): boolean =>
  !facts.fragment && !pod.path.custom && !pod.manifest.otherFormat;

/** What kube-score calls a finding: some checks exist once for Deployments and once for StatefulSets, and for no other kind. */
export const kubeScoreOf = (kind: string | undefined, check: string): Equivalents => ({
  'kube-score': kind === 'Deployment' || kind === 'StatefulSet' ? [`${kind.toLowerCase()}-${check}`] : [],
});

/** The number of pods that a workload asks for, one when it does not say; undefined when that is not known. */
export function replicasOf(manifest: Manifest): number | undefined {
  const spec = specOf(manifest);
  if (!spec) return undefined;
  const node = get(spec, 'replicas');
  if (presence(spec, 'replicas') === 'absent') return 1;
  return node?.kind === 'scalar' ? integerAt(spec, 'replicas') : undefined;
}

const SCALERS = new MemoMap<KubernetesDocument, ReadonlyMap<Manifest, Manifest>>();

/** The autoscaler of the file that sets the number of a workload's pods. */
export function scalerOf(doc: KubernetesDocument, manifest: Manifest): Manifest | undefined {
  const known = SCALERS.get(doc) ?? new Map(scalings(doc).map(({ target, scaler }) => [target, scaler]));
  SCALERS.set(doc, known);
  return known.get(manifest);
}

/** The most pods that a workload asks for, or that its autoscaler may start; undefined when it is not known. */
export function mostReplicas(doc: KubernetesDocument, manifest: Manifest): number | undefined {
  const scaler = scalerOf(doc, manifest);
  if (!scaler) return replicasOf(manifest);
  const spec = specOf(scaler);
  return integerAt(spec, 'maxReplicas') ?? integerAt(spec, 'maxReplicaCount');
}

/** Whether a key of a mapping is missing, or is there without a value; not when it cannot be known. */
export const lacks = (node: YamlMapping | undefined, ...path: readonly string[]): boolean =>
  presence(node, ...path) === 'absent';

/** The text behind a key, with the node that holds it, when it is one. */
export function writtenAt(node: YamlMapping | undefined, key: string) {
  const scalar = asScalar(get(node, key));
  return scalar && !isNull(scalar) ? { scalar, text: scalar.text, kind: goYaml2(scalar).kind } : undefined;
}

/** Whether a part of an object is not known: a variable or a template's mark stands in it. */
export const isOpenObject = ({ root }: Manifest): boolean =>
  isOpen(root.document.source.text.slice(root.span.start, root.span.end));

/** A fix that only an editor offers: the text has places to be filled in. */
export function snippetFix(title: string, edits: () => ReturnType<Fix['edits']> | undefined): readonly Fix[] {
  if (edits() === undefined) return [];
  return [{ title, safety: 'manual', snippet: true, edits: () => edits() ?? [] }];
}

/** The port of a container that a probe would ask, by its name where it has one. */
export function firstPortOf(container: Container): string | undefined {
  const port = mappingsAt(container.node, 'ports').find((each) => (stringAt(each, 'protocol') ?? 'TCP') === 'TCP');
  const number = integerAt(port, 'containerPort');
  return stringAt(port, 'name') ?? (number === undefined ? undefined : String(number));
}
