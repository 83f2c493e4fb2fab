import { Memo, type Remembering } from '../../core/memo';
import { RecentMap } from '../../core/recent-map';
import { type SourceText, sourceText } from '../../core/text';
import type {
  YamlComment,
  YamlDocument,
  YamlEntry,
  YamlMapping,
  YamlScalar,
  YamlSequence,
  YamlStream,
} from '../yaml/nodes';
import { asMapping, asScalar, asSequence, deref, entriesOf, entryOf, get, getPath } from '../yaml/query';
import { parseStream } from '../yaml/stream';
import { goYaml2 } from '../yaml/values';
import { isOtherFormat } from './formats';
import { type PodPath, podPathOf } from './pods';
import { readTemplate, type Template } from './template';

/** A file of Kubernetes objects. */
export interface KubernetesDocument extends Remembering {
  readonly source: SourceText;
  readonly stream: YamlStream;
  /** The objects in the order of the text; those of a `List` one by one, the list itself not. */
  readonly manifests: readonly Manifest[];
  readonly comments: readonly YamlComment[];
  /** What is written out in a template, whose text is no YAML before it is filled: it has no documents and no manifests. */
  readonly template: Template | undefined;
}

/** One Kubernetes object, or what looks like one. */
export interface Manifest extends Remembering {
  readonly index: number;
  readonly yaml: YamlDocument;
  readonly root: YamlMapping;
  /** Text of `apiVersion`; undefined when it is missing or no string. */
  readonly apiVersion: string | undefined;
  readonly kind: string | undefined;
  readonly apiVersionNode: YamlScalar | undefined;
  readonly kindNode: YamlScalar | undefined;
  readonly metadata: YamlMapping | undefined;
  readonly name: string | undefined;
  readonly namespace: string | undefined;
  /** Another tool's file that has apiVersion and kind too: a Kustomization, a Skaffold or kind configuration … */
  readonly otherFormat: boolean;
  /** An item of a `List`. */
  readonly inList: boolean;
  /** It may hold annotations by which other tools are silenced. */
  readonly annotated: boolean;
  /** The pods that it makes, when its kind makes some. */
  readonly pod: Pod | undefined;
}

/** The specification of a pod, wherever it stands. */
export interface Pod {
  readonly manifest: Manifest;
  /** The pod specification itself. */
  readonly spec: YamlMapping;
  /** The metadata of the pod or of its template. */
  readonly metadata: YamlMapping | undefined;
  /** Where it stands in the object. */
  readonly path: PodPath;
  readonly containers: readonly Container[];
  /** `os.name: windows`, or a node selector that says so. */
  readonly windows: boolean;
  /** It ends by itself: of a Job or CronJob. */
  readonly ends: boolean;
}

export type ContainerKind = 'container' | 'init' | 'sidecar' | 'ephemeral';

export interface Container {
  readonly kind: ContainerKind;
  readonly pod: Pod;
  readonly node: YamlMapping;
  readonly name: string | undefined;
  readonly image: YamlScalar | undefined;
  /** Place in its list. */
  readonly index: number;
}

/**
 * Reads a file of Kubernetes objects. Every text has a result: documents that are no objects give none, and what is broken in one leaves
 * the others as they are.
 */
export function parseKubernetes(text: string): KubernetesDocument {
  const template = readTemplate(text);
  if (template) return templateDocument(text, template);
  const stream = parseStream(text);
  const manifests: Manifest[] = [];
  for (const yaml of stream.documents) addManifests(yaml, manifests);
  return { source: stream.source, stream, manifests, comments: stream.comments, template: undefined, memo: new Memo() };
}

function templateDocument(text: string, template: Template): KubernetesDocument {
  const source = sourceText(text);
  const { comments } = template;
  const stream: YamlStream = { source, documents: [], comments };
  return { source, stream, manifests: [], comments, template, memo: new Memo() };
}

/** Objects of one list; a larger one is cut. */
const MAX_ITEMS = 10_000;
/** Lists within lists. */
const MAX_LISTS = 8;

/** What is looked at in every object of a file, kept by the document's text: most documents of a stream stay as they are. */
interface Head {
  readonly apiVersion: string | undefined;
  readonly kind: string | undefined;
  readonly name: string | undefined;
  readonly namespace: string | undefined;
  readonly otherFormat: boolean;
  readonly isList: boolean;
  /** It may hold what another tool reads as a suppression. */
  readonly annotated: boolean;
}

/** Characters of documents whose heads are kept. */
const KEPT = 8_000_000;
const HEADS = new RecentMap<Head>(KEPT);

function headOf(yaml: YamlDocument): Head | undefined {
  const known = HEADS.get(yaml.text);
  if (known) return known;
  const root = asMapping(yaml.root);
  if (!root) return undefined;
  const head = readHead(root, yaml.text);
  HEADS.set(yaml.text, head);
  return head;
}

function readHead(root: YamlMapping, text: string): Head {
  const kind = stringAt(root, 'kind');
  const apiVersion = stringAt(root, 'apiVersion');
  const metadata = asMapping(get(root, 'metadata'));
  return {
    apiVersion,
    kind,
    name: stringAt(metadata, 'name'),
    namespace: stringAt(metadata, 'namespace'),
    otherFormat: isOtherFormat(apiVersion, kind, root),
    isList: kind !== undefined && /^(?:\w*List)$/.test(kind) && apiVersion !== undefined,
    annotated: /kube-linter|kube-score|polaris\.fairwinds|checkov\.io/.test(text),
  };
}

function addManifests(yaml: YamlDocument, into: Manifest[]): void {
  const head = headOf(yaml);
  if (!head) return;
  const items = head.isList ? asSequence(get(yaml.root, 'items')) : undefined;
  if (!items) {
    if (head.kind !== undefined || head.apiVersion !== undefined)
      into.push(new LazyManifest(yaml, undefined, head, into.length));
    return;
  }
  addItems(yaml, items, into, MAX_LISTS);
}

/** Lists may hold lists. */
function addItems(yaml: YamlDocument, list: YamlSequence, into: Manifest[], depth: number): void {
  for (const { value } of list.items.slice(0, MAX_ITEMS)) {
    const item = asMapping(value);
    if (!item || into.length >= MAX_ITEMS) continue;
    const head = readHead(item, yaml.text);
    const inner = head.isList && depth > 0 ? asSequence(get(item, 'items')) : undefined;
    if (inner) addItems(yaml, inner, into, depth - 1);
    else into.push(new LazyManifest(yaml, item, head, into.length));
  }
}

/** A scalar's text when Kubernetes reads it as a string; undefined for other values. */
export function stringOf(scalar: YamlScalar | undefined): string | undefined {
  if (!scalar) return undefined;
  const value = goYaml2(scalar);
  return value.kind === 'string' ? value.value : undefined;
}

/** The string behind a key. */
export const stringAt = (node: YamlMapping | undefined, key: string): string | undefined =>
  stringOf(asScalar(get(node, key)));

/** The boolean behind a key, as Kubernetes reads it. */
export function booleanAt(node: YamlMapping | undefined, key: string): boolean | undefined {
  const scalar = asScalar(get(node, key));
  const value = scalar && goYaml2(scalar);
  return value?.kind === 'bool' ? value.value : undefined;
}

/** The whole number behind a key. */
export function integerAt(node: YamlMapping | undefined, key: string): number | undefined {
  const scalar = asScalar(get(node, key));
  const value = scalar && goYaml2(scalar);
  return value?.kind === 'int' ? Number(value.value) : undefined;
}

/** The mapping behind a path of keys. */
export const mappingAt = (
  node: YamlMapping | undefined,
  ...path: readonly (string | number)[]
): YamlMapping | undefined => asMapping(getPath(node, path));

/** The mappings in the list behind a key, in order; other items are left out. */
export function mappingsAt(node: YamlMapping | undefined, key: string): readonly YamlMapping[] {
  const list = asSequence(get(node, key));
  return list ? list.items.flatMap(({ value }) => asMapping(value) ?? []) : [];
}

/** The entries behind a key that holds a map of strings (labels, annotations, data). */
export function mapEntries(node: YamlMapping | undefined, key: string): readonly YamlEntry[] {
  const map = asMapping(get(node, key));
  return map ? entriesOf(map) : [];
}

/** The labels of an object or template, as texts; a value that is no scalar is left out. */
export function labelsOf(metadata: YamlMapping | undefined): ReadonlyMap<string, string> {
  const labels = new Map<string, string>();
  for (const { name, value } of mapEntries(metadata, 'labels')) {
    const scalar = asScalar(value);
    if (scalar) labels.set(name, scalar.text);
  }
  return labels;
}

/** Nodes and pods are read when a rule asks for them: most objects of a large file stay unread. */
class LazyManifest implements Manifest {
  readonly index: number;
  readonly yaml: YamlDocument;
  readonly inList: boolean;
  readonly #head: Head;
  #root: YamlMapping | undefined;
  #metadata: YamlMapping | undefined | null = null;
  #pod: Pod | undefined | null = null;
  #memo: Memo | undefined;

  /** Without an `item` the object is the whole document, whose root is a mapping. */
  constructor(yaml: YamlDocument, item: YamlMapping | undefined, head: Head, index: number) {
    this.yaml = yaml;
    this.index = index;
    this.inList = item !== undefined;
    this.#root = item;
    this.#head = head;
  }

  get memo(): Memo {
    this.#memo ??= new Memo();
    return this.#memo;
  }

  get root(): YamlMapping {
    this.#root ??= asMapping(this.yaml.root);
    // Documents of one text have equal trees, and the head was read from a mapping.
    if (!this.#root) throw new Error('the document of a manifest has no mapping');
    return this.#root;
  }

  get apiVersion(): string | undefined {
    return this.#head.apiVersion;
  }
  get kind(): string | undefined {
    return this.#head.kind;
  }
  get name(): string | undefined {
    return this.#head.name;
  }
  get namespace(): string | undefined {
    return this.#head.namespace;
  }
  get otherFormat(): boolean {
    return this.#head.otherFormat;
  }
  get annotated(): boolean {
    return this.#head.annotated;
  }
  get apiVersionNode(): YamlScalar | undefined {
    return asScalar(get(this.root, 'apiVersion'));
  }
  get kindNode(): YamlScalar | undefined {
    return asScalar(get(this.root, 'kind'));
  }
  get metadata(): YamlMapping | undefined {
    if (this.#metadata === null) this.#metadata = asMapping(get(this.root, 'metadata'));
    return this.#metadata;
  }

  get pod(): Pod | undefined {
    if (this.#pod === null) this.#pod = this.otherFormat ? undefined : readPod(this);
    return this.#pod;
  }
}

function readPod(manifest: Manifest): Pod | undefined {
  const path = podPathOf(manifest.kind);
  const spec = path && mappingAt(manifest.root, ...path.spec);
  if (!path || !spec) return undefined;
  const containers: Container[] = [];
  const pod: Pod = {
    manifest,
    spec,
    metadata: mappingAt(manifest.root, ...path.metadata),
    path,
    containers,
    windows: isWindows(spec),
    ends: manifest.kind === 'Job' || manifest.kind === 'CronJob',
  };
  addContainers(pod, 'initContainers', containers);
  addContainers(pod, 'containers', containers);
  addContainers(pod, 'ephemeralContainers', containers);
  return pod;
}

function addContainers(pod: Pod, key: string, into: Container[]): void {
  for (const [index, node] of mappingsAt(pod.spec, key).entries()) {
    into.push({
      kind: containerKind(key, node),
      pod,
      node,
      name: stringAt(node, 'name'),
      image: asScalar(get(node, 'image')),
      index,
    });
  }
}

/** An init container that is started anew whenever it ends runs beside the others (since 1.29). */
function containerKind(key: string, node: YamlMapping): ContainerKind {
  if (key === 'ephemeralContainers') return 'ephemeral';
  if (key === 'containers') return 'container';
  return stringAt(node, 'restartPolicy') === 'Always' ? 'sidecar' : 'init';
}

const isWindows = (spec: YamlMapping): boolean =>
  stringAt(mappingAt(spec, 'os'), 'name') === 'windows' ||
  stringAt(mappingAt(spec, 'nodeSelector'), 'kubernetes.io/os') === 'windows';

/** The range that names an object: its name, else its kind. */
export function nameNode(manifest: Manifest): YamlScalar | undefined {
  return asScalar(deref(entryOf(manifest.metadata, 'name')?.value)) ?? manifest.kindNode;
}
