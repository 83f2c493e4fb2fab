import { baseName } from '../../core/files';
import { MemoMap } from '../../core/memo';
import { RecentMap } from '../../core/recent-map';
import type { Span } from '../../core/span';
import type { YamlMapping } from '../yaml/nodes';
import { asMapping, asScalar, asSequence, get } from '../yaml/query';
import type { KubernetesFacts } from './facts';
import {
  integerAt,
  type KubernetesDocument,
  labelsOf,
  type Manifest,
  mapEntries,
  mappingAt,
  mappingsAt,
  nameNode,
  stringAt,
} from './model';
import { ObjectView } from './object-index';
import { objectsOf, plainSelector, specOf } from './objects';
import { isPlaceholder } from './schema/scalars';
import { groupOf } from './schema/types';

/**
 * What a workspace index keeps of an object: enough to answer other objects' references, and small, since thousands are kept. Spans are in
 * the text of `file`.
 */
export interface ObjectSummary {
  /** Path below the workspace's root. */
  readonly file: string;
  readonly kind: string;
  readonly group: string;
  readonly name: string | undefined;
  readonly namespace: string | undefined;
  /** The token that names it. */
  readonly span: Span;
  /** Made by a generator of a kustomization, or by another object (a SealedSecret makes a Secret). */
  readonly generated: boolean;
  readonly labels: ReadonlyMap<string, string>;
  /** The pods that it makes. */
  readonly pod: PodSummary | undefined;
  /** What a Service or a workload selects by plain labels; undefined when it selects nothing or more than that. */
  readonly selector: ReadonlyMap<string, string> | undefined;
  /** Of a Service. */
  readonly ports: readonly PortSummary[];
  /** Keys of a ConfigMap or Secret; undefined when they are not known. */
  readonly keys: ReadonlyMap<string, Span> | undefined;
  /** Of a Namespace: its labels are all that others ask for. Of a workload: how many pods it wants. */
  readonly replicas: number | undefined;
}

export interface PodSummary {
  readonly labels: ReadonlyMap<string, string>;
  readonly ports: readonly PortSummary[];
  /** A value of its metadata or ports is filled in later, so that what does not match may match after all. */
  readonly open: boolean;
}

export interface PortSummary {
  readonly name: string | undefined;
  readonly number: number | undefined;
  readonly span: Span;
}

const VIEWS = new MemoMap<KubernetesDocument, { readonly facts: KubernetesFacts; readonly view: ObjectView }>();

/** The objects that a document can refer to: its own and those of the workspace. */
export function objectsAround(document: KubernetesDocument, facts: KubernetesFacts): ObjectView {
  const known = VIEWS.get(document);
  if (known?.facts === facts) return known.view;
  const file = facts.workspace?.path ?? '.';
  const view = new ObjectView(summarize(document, file), file, facts.index, facts.asked);
  VIEWS.set(document, { facts, view });
  return view;
}

/** The namespaces that `objectsAround` knows, without a look at other objects of the document. */
export function namespacesAround(
  document: KubernetesDocument,
  { workspace, index, asked }: KubernetesFacts,
): readonly ObjectSummary[] {
  asked?.add('Namespace');
  const file = workspace?.path ?? '.';
  const own = objectsOf(document, 'Namespace').flatMap((manifest) => summariesOf(manifest, file));
  return [...own, ...(index?.ofKind('Namespace') ?? []).filter((other) => other.file !== file)];
}

const NO_LABELS: ReadonlyMap<string, string> = new Map();
const NO_PORTS: readonly PortSummary[] = [];

/** The objects of a file, files of other tools left out; what its kustomization generates is among them. */
export function summarize(document: KubernetesDocument, file: string): readonly ObjectSummary[] {
  const found: ObjectSummary[] = [];
  for (const manifest of document.manifests) found.push(...summariesOf(manifest, file));
  const kustomization = kustomizationRoot(document, file);
  if (kustomization) found.push(...generatedBy(kustomization, file));
  return found;
}

interface Kept {
  readonly file: string;
  /** Where the document began. */
  readonly base: number;
  readonly objects: readonly ObjectSummary[];
}

/** Characters of documents whose summaries are kept: most documents of a stream only move. */
const KEPT = 4_000_000;
const SUMMARIES = new RecentMap<Kept>(KEPT);

function summariesOf(manifest: Manifest, file: string): readonly ObjectSummary[] {
  const { kind, otherFormat, inList, yaml } = manifest;
  if (otherFormat || kind === undefined) return [];
  const known = inList ? undefined : SUMMARIES.get(yaml.text);
  const base = yaml.span.start;
  if (known?.file === file && known.base === base) return known.objects;
  const moved = known?.file === file ? known.objects.map((object) => shifted(object, base - known.base)) : undefined;
  const objects = moved ?? madeOf(manifest, kind, file);
  if (!inList) SUMMARIES.set(yaml.text, { file, base, objects });
  return objects;
}

function madeOf(manifest: Manifest, kind: string, file: string): readonly ObjectSummary[] {
  const summary = summaryOf(manifest, kind, file);
  return [summary, ...madeBy(manifest, summary)];
}

const shiftedSpan = ({ start, end }: Span, by: number): Span => ({ start: start + by, end: end + by });

const shiftedPorts = (ports: readonly PortSummary[], by: number): readonly PortSummary[] =>
  ports.length === 0 ? ports : ports.map(({ name, number, span }) => ({ name, number, span: shiftedSpan(span, by) }));

function shifted(object: ObjectSummary, by: number): ObjectSummary {
  const { pod, keys } = object;
  return {
    ...object,
    span: shiftedSpan(object.span, by),
    pod: pod && { ...pod, ports: shiftedPorts(pod.ports, by) },
    ports: shiftedPorts(object.ports, by),
    keys: keys && new Map([...keys].map(([name, span]) => [name, shiftedSpan(span, by)])),
  };
}

function summaryOf(manifest: Manifest, kind: string, file: string): ObjectSummary {
  const labels = labelsOf(manifest.metadata);
  return {
    file,
    kind,
    group: groupOf(manifest.apiVersion ?? ''),
    name: manifest.name,
    namespace: manifest.namespace,
    span: nameNode(manifest)?.span ?? { start: manifest.root.span.start, end: manifest.root.span.start },
    generated: false,
    labels: labels.size === 0 ? NO_LABELS : labels,
    pod: podOf(manifest),
    selector: selectorOf(manifest, kind),
    ports: kind === 'Service' ? portsIn(specOf(manifest), 'port') : NO_PORTS,
    keys: keysOf(manifest, kind),
    replicas: integerAt(specOf(manifest), 'replicas'),
  };
}

function podOf(manifest: Manifest): PodSummary | undefined {
  const { pod } = manifest;
  if (!pod || pod.path.custom) return undefined;
  const labels = labelsOf(pod.metadata);
  const running = pod.containers.filter(({ kind }) => kind === 'container' || kind === 'sidecar');
  const ports = running.flatMap(({ node }) => portsIn(node, 'containerPort'));
  const open =
    [...labels].some(([name, value]) => isPlaceholder(name) || isPlaceholder(value)) ||
    ports.some(({ name }) => name !== undefined && isPlaceholder(name));
  return { labels, ports, open };
}

function portsIn(node: YamlMapping | undefined, number: string): readonly PortSummary[] {
  return mappingsAt(node, 'ports').map((port) => ({
    name: stringAt(port, 'name'),
    number: integerAt(port, number),
    span: (asScalar(get(port, 'name')) ?? asScalar(get(port, number)) ?? port).span,
  }));
}

function selectorOf(manifest: Manifest, kind: string): ReadonlyMap<string, string> | undefined {
  if (kind === 'Service' || kind === 'ReplicationController') return plainSelector(specOf(manifest), 'selector');
  const selector = mappingAt(specOf(manifest), 'selector');
  return selector && mappingsAt(selector, 'matchExpressions').length === 0
    ? plainSelector(selector, 'matchLabels')
    : undefined;
}

function keysOf(manifest: Manifest, kind: string): ReadonlyMap<string, Span> | undefined {
  if (kind !== 'ConfigMap' && kind !== 'Secret') return undefined;
  const keys = new Map<string, Span>();
  for (const part of ['data', 'stringData', 'binaryData'])
    for (const { name, key } of mapEntries(manifest.root, part)) keys.set(name, key.span);
  return [...keys.keys()].some(isPlaceholder) ? undefined : keys;
}

/** Objects that a controller makes out of this one, under the same name. */
const MAKES: Readonly<Record<string, string>> = {
  SealedSecret: 'Secret',
  ExternalSecret: 'Secret',
  VaultStaticSecret: 'Secret',
  VaultDynamicSecret: 'Secret',
  OnePasswordItem: 'Secret',
  InfisicalSecret: 'Secret',
  SopsSecret: 'Secret',
  Certificate: 'Secret',
  Bundle: 'ConfigMap',
};

function madeBy(manifest: Manifest, by: ObjectSummary): ObjectSummary[] {
  const kind = MAKES[by.kind];
  if (kind === undefined) return [];
  const spec = specOf(manifest);
  const name =
    stringAt(mappingAt(spec, 'target'), 'name') ??
    stringAt(spec, 'secretName') ??
    stringAt(mappingAt(spec, 'destination'), 'name') ??
    stringAt(mappingAt(spec, 'template', 'metadata'), 'name') ??
    by.name;
  return [{ ...by, kind, group: '', name, generated: true, keys: undefined, selector: undefined }];
}

/** The ConfigMaps and Secrets that a kustomization generates; the hash that their names get is put into references as well. */
function generatedBy(root: YamlMapping, file: string): ObjectSummary[] {
  const namespace = stringAt(root, 'namespace');
  return [
    ...mappingsAt(root, 'configMapGenerator').map((entry) => generated(entry, 'ConfigMap', namespace, file)),
    ...mappingsAt(root, 'secretGenerator').map((entry) => generated(entry, 'Secret', namespace, file)),
  ];
}

function generated(entry: YamlMapping, kind: string, namespace: string | undefined, file: string): ObjectSummary {
  const name = asScalar(get(entry, 'name'));
  return {
    file,
    kind,
    group: '',
    name: name?.text,
    namespace: stringAt(entry, 'namespace') ?? namespace,
    span: name?.span ?? entry.span,
    generated: true,
    labels: NO_LABELS,
    pod: undefined,
    selector: undefined,
    ports: NO_PORTS,
    keys: generatedKeys(entry),
    replicas: undefined,
  };
}

/** Literals and files name their keys; those of an env file would have to be read. */
function generatedKeys(entry: YamlMapping): ReadonlyMap<string, Span> | undefined {
  if (get(entry, 'envs') || get(entry, 'env') || stringAt(entry, 'behavior') === 'merge') return undefined;
  const keys = new Map<string, Span>();
  for (const part of ['literals', 'files']) {
    for (const { value } of asSequence(get(entry, part))?.items ?? []) {
      const scalar = asScalar(value);
      if (!scalar) continue;
      const equals = scalar.text.indexOf('=');
      const key = equals >= 0 ? scalar.text.slice(0, equals) : scalar.text.slice(scalar.text.lastIndexOf('/') + 1);
      keys.set(key, scalar.span);
    }
  }
  return keys;
}

/** The mapping of a kustomization: its file's name says so, or its kind. */
export function kustomizationRoot(document: KubernetesDocument, file: string): YamlMapping | undefined {
  if (/^kustomization(?:\.ya?ml)?$/i.test(baseName(file))) return asMapping(document.stream.documents[0]?.root);
  return document.manifests.find(({ kind }) => kind === 'Kustomization' || kind === 'Component')?.root;
}
