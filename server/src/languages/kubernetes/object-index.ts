import { parentPath } from '../../core/files';
import { withKinds } from './schema/load';
import type { KindInfo, KubernetesSchema } from './schema/types';
import type { ObjectSummary } from './summary';

/**
 * The objects of a workspace by file, kind, name and label. It is filled and kept up to date by whoever reads files; rules see it through
 * an {@link ObjectView}, which puts the document at hand in the place of what the index holds of its file.
 */
export class ObjectIndex {
  readonly #files = new Map<string, readonly ObjectSummary[]>();
  /** Folders with templates, charts and unreadable files: what they hold is not known. */
  readonly #unknown = new Map<string, Set<string>>();
  readonly #byFolder = new Map<string, Set<string>>();
  readonly #byName = new Map<string, Set<ObjectSummary>>();
  readonly #byKind = new Map<string, Set<ObjectSummary>>();
  readonly #byLabel = new Map<string, Set<ObjectSummary>>();
  readonly #kinds = new Map<string, readonly KindInfo[]>();
  readonly #sorted = new Map<string, readonly ObjectSummary[]>();
  #schema: { readonly base: KubernetesSchema; readonly all: KubernetesSchema } | undefined;
  /** Whether every file has been read, so that "none" means that there is none. */
  complete = false;

  /** The number of objects. */
  get size(): number {
    let size = 0;
    for (const objects of this.#files.values()) size += objects.length;
    return size;
  }

  get files(): Iterable<string> {
    return this.#files.keys();
  }

  has(file: string): boolean {
    return this.#files.has(file);
  }

  objectsIn(file: string): readonly ObjectSummary[] {
    return this.#files.get(file) ?? [];
  }

  /** A schema with the kinds that CustomResourceDefinitions of the workspace define; the same one until one of them changes. */
  schemaOver(base: KubernetesSchema): KubernetesSchema {
    if (this.#schema?.base !== base) this.#schema = { base, all: withKinds(base, [...this.#kinds.values()].flat()) };
    return this.#schema.all;
  }

  /** Puts in the kinds that a file defines. */
  updateKinds(file: string, kinds: readonly KindInfo[]): void {
    if (kinds.length === 0 && !this.#kinds.has(file)) return;
    if (kinds.length === 0) this.#kinds.delete(file);
    else this.#kinds.set(file, kinds);
    this.#schema = undefined;
  }

  /** Puts in what a file holds now; `unknown` when it holds objects that cannot be read, as templates do. */
  update(file: string, objects: readonly ObjectSummary[], unknown = false): void {
    this.remove(file);
    if (objects.length > 0) {
      this.#files.set(file, objects);
      add(this.#byFolder, parentPath(file), file);
    }
    for (const object of objects) {
      this.#sorted.delete(object.kind);
      add(this.#byKind, object.kind, object);
      if (object.name !== undefined) add(this.#byName, nameKey(object.kind, object.name), object);
      for (const [label, value] of object.pod?.labels ?? []) add(this.#byLabel, labelKey(label, value), object);
    }
    if (unknown) add(this.#unknown, parentPath(file), file);
  }

  remove(file: string): void {
    for (const object of this.#files.get(file) ?? []) {
      this.#sorted.delete(object.kind);
      drop(this.#byKind, object.kind, object);
      if (object.name !== undefined) drop(this.#byName, nameKey(object.kind, object.name), object);
      for (const [label, value] of object.pod?.labels ?? []) drop(this.#byLabel, labelKey(label, value), object);
    }
    this.#files.delete(file);
    drop(this.#byFolder, parentPath(file), file);
    drop(this.#unknown, parentPath(file), file);
  }

  clear(): void {
    for (const map of [
      this.#files,
      this.#byFolder,
      this.#unknown,
      this.#byName,
      this.#byKind,
      this.#byLabel,
      this.#kinds,
    ])
      map.clear();
    this.#schema = undefined;
    this.#sorted.clear();
    this.complete = false;
  }

  named(kind: string, name: string): readonly ObjectSummary[] {
    return inOrder(this.#byName.get(nameKey(kind, name)));
  }

  /** In the order of the files, whatever the order in which they were read. */
  ofKind(kind: string): readonly ObjectSummary[] {
    const known = this.#sorted.get(kind) ?? inOrder(this.#byKind.get(kind));
    this.#sorted.set(kind, known);
    return known;
  }

  /** Objects whose pods carry a label. */
  withPodLabel(label: string, value: string): readonly ObjectSummary[] {
    return inOrder(this.#byLabel.get(labelKey(label, value)));
  }

  /** The objects of a folder, without those of folders in it. */
  *inFolder(folder: string): Iterable<ObjectSummary> {
    for (const file of this.#byFolder.get(folder) ?? []) yield* this.objectsIn(file);
  }

  /** Whether a folder holds objects that cannot be read. */
  isUnknown(folder: string): boolean {
    return this.#unknown.has(folder);
  }
}

const inOrder = (objects: Iterable<ObjectSummary> | undefined): readonly ObjectSummary[] =>
  [...(objects ?? [])].sort((a, b) => (a.file < b.file ? -1 : a.file > b.file ? 1 : a.span.start - b.span.start));

function add<V>(map: Map<string, Set<V>>, key: string, value: V): void {
  const set = map.get(key);
  if (set) set.add(value);
  else map.set(key, new Set([value]));
}

function drop<V>(map: Map<string, Set<V>>, key: string, value: V): void {
  const set = map.get(key);
  set?.delete(value);
  if (set?.size === 0) map.delete(key);
}

const nameKey = (kind: string, name: string): string => `${kind}\0${name}`;
const labelKey = (label: string, value: string): string => `${label}\0${value}`;

/** Objects that a question looks at before it gives up: no project has so many of one kind. */
const MAX_LOOKED_AT = 20_000;

/**
 * The objects that a document can refer to: its own, and those of all other files of the workspace. Without an index the answers come from
 * the document alone.
 */
export class ObjectView {
  readonly file: string;
  readonly #own: readonly ObjectSummary[];
  readonly #index: ObjectIndex | undefined;
  #asked: Set<string> | undefined;
  #names: Map<string, ObjectSummary[]> | undefined;

  constructor(own: readonly ObjectSummary[], file: string, index: ObjectIndex | undefined, asked?: Set<string>) {
    this.#own = own;
    this.file = file;
    this.#index = index;
    this.#asked = asked;
  }

  /** The document's own objects. */
  get own(): readonly ObjectSummary[] {
    return this.#own;
  }

  /**
   * Whether an object of one of these kinds that is not found beside this document is missing: everything was read, nothing near is a
   * template, and the file or its folder defines other objects of one of these kinds, so that it is not left to another repository.
   */
  settles(...kinds: readonly string[]): boolean {
    const folder = parentPath(this.file);
    if (this.#index && (!this.#index.complete || this.#index.isUnknown(folder))) return false;
    for (const kind of kinds) this.#note(kind);
    return this.#neighbours().some(({ kind }) => kinds.includes(kind));
  }

  /** Whether pods that are not found beside this document are missing: kinds of others may make pods of which nothing is known. */
  settlesPods(): boolean {
    this.#note(PODS);
    return this.settles(...WORKLOADS) && !this.#neighbours().some((object) => object.pod?.open || isForeign(object));
  }

  /** The objects of the document's folder. */
  #neighbours(): readonly ObjectSummary[] {
    return this.#join(this.#own, this.#index?.inFolder(parentPath(this.file)));
  }

  /** Objects of a kind, in no order that means anything. */
  ofKind(kind: string): readonly ObjectSummary[] {
    this.#note(kind);
    return this.#join(
      this.#own.filter((object) => object.kind === kind),
      this.#index?.ofKind(kind),
    );
  }

  /**
   * Objects of a kind with a name whose namespace may be this one, as near to the document as there are any: a workspace may hold several
   * programs whose objects have the same names.
   */
  named(kind: string, name: string, namespace: string | undefined): readonly ObjectSummary[] {
    this.#note(kind);
    const own = this.#ownNamed(kind, name);
    const all = this.#join(own, this.#index?.named(kind, name));
    return this.#nearest(all.filter((object) => mayShare(object.namespace, namespace)));
  }

  /** A stream may hold thousands of objects, each of which names others. */
  #ownNamed(kind: string, name: string): readonly ObjectSummary[] {
    if (!this.#names) {
      this.#names = new Map();
      for (const object of this.#own) {
        if (object.name === undefined) continue;
        const key = nameKey(object.kind, object.name);
        const known = this.#names.get(key);
        if (known) known.push(object);
        else this.#names.set(key, [object]);
      }
    }
    return this.#names.get(nameKey(kind, name)) ?? [];
  }

  /** Objects whose pods carry all these labels, in a namespace that may be this one, as near to the document as there are any. */
  podsWith(selector: ReadonlyMap<string, string>, namespace: string | undefined): readonly ObjectSummary[] {
    this.#note(PODS);
    const labels = new Map([...selector].filter(([label]) => !isGivenLater(label)));
    const [first] = labels;
    if (!first) return [];
    const own = this.#own.filter(({ pod }) => pod);
    const all = this.#join(own, this.#index?.withPodLabel(first[0], first[1]));
    return this.#nearest(
      all.filter((object) => mayShare(object.namespace, namespace) && carriesAll(object.pod?.labels, labels)),
    );
  }

  /** Whether a selector can be compared with what manifests say at all: not one of labels alone that pods get when they run. */
  static isComparable = (selector: ReadonlyMap<string, string>): boolean =>
    [...selector.keys()].some((label) => !isGivenLater(label));

  /** Objects that make pods. */
  workloads(): readonly ObjectSummary[] {
    this.#note(PODS);
    return WORKLOADS.flatMap((kind) => this.ofKind(kind));
  }

  /** Those that share the longest way down the folders with the document. */
  #nearest(objects: readonly ObjectSummary[]): readonly ObjectSummary[] {
    if (objects.length < 2) return objects;
    const shared = objects.map(({ file }) => sharedDepth(file, this.file));
    const most = Math.max(...shared);
    return objects.filter((_, index) => shared[index] === most);
  }

  #note(kind: string): void {
    this.#asked?.add(kind);
  }

  #join(own: readonly ObjectSummary[], others: Iterable<ObjectSummary> | undefined): readonly ObjectSummary[] {
    if (!others) return own;
    const all = [...own];
    for (const object of others) {
      if (all.length >= MAX_LOOKED_AT) break;
      if (object.file !== this.file) all.push(object);
    }
    return all;
  }
}

/** Groups of others whose objects make no pods. */
const WITHOUT_PODS =
  /(?:^|\.)(?:k8s\.io|cert-manager\.io|bitnami\.com|external-secrets\.io|istio\.io|traefik\.io|traefik\.containo\.us|kyverno\.io)$/;
const MONITORS = new Set([
  'ServiceMonitor',
  'PodMonitor',
  'PrometheusRule',
  'Probe',
  'ScrapeConfig',
  'AlertmanagerConfig',
]);

/** An object of a kind that no API server has by itself; its controller may make anything. */
const isForeign = ({ group, kind }: ObjectSummary): boolean =>
  group.includes('.') && !WITHOUT_PODS.test(group) && !MONITORS.has(kind);

/** Labels that controllers write on pods while they run. */
const isGivenLater = (label: string): boolean =>
  /^(?:statefulset\.kubernetes\.io|apps\.kubernetes\.io|batch\.kubernetes\.io|controller\.kubernetes\.io)\//.test(
    label,
  ) ||
  ['job-name', 'controller-uid', 'pod-template-hash', 'controller-revision-hash', 'pod-template-generation'].includes(
    label,
  );

/** How many folders two files have in common. */
function sharedDepth(a: string, b: string): number {
  const [left, right] = [a.split('/'), b.split('/')];
  let depth = 0;
  while (depth < left.length - 1 && left[depth] === right[depth]) depth++;
  return depth;
}

/** What a document asked for, when it asked for whatever makes pods. */
export const PODS = 'pods';

export const WORKLOADS = [
  'Pod',
  'Deployment',
  'StatefulSet',
  'DaemonSet',
  'ReplicaSet',
  'ReplicationController',
  'Job',
  'CronJob',
] as const;

/** Whether two objects may stand in one namespace: a manifest that names none is put somewhere by whoever applies it. */
export const mayShare = (a: string | undefined, b: string | undefined): boolean =>
  a === undefined || b === undefined || a === b;

export const carriesAll = (
  labels: ReadonlyMap<string, string> | undefined,
  wanted: ReadonlyMap<string, string>,
): boolean => labels !== undefined && [...wanted].every(([name, value]) => labels.get(name) === value);
