import { mayHoldManifests } from '../languages/kubernetes/formats';
import { parseKubernetes } from '../languages/kubernetes/model';
import { ObjectIndex, PODS, WORKLOADS } from '../languages/kubernetes/object-index';
import type { KindInfo, KubernetesSchema } from '../languages/kubernetes/schema/types';
import { kindsDefinedIn } from '../languages/kubernetes/schema-problems';
import { type ObjectSummary, summarize } from '../languages/kubernetes/summary';
import { isTemplateText } from '../languages/yaml/template';

/** Larger files are lists of what a cluster held, not what people write. */
const MAX_INDEXED = 2 * 1024 * 1024;

/** An index that holds nothing yet. */
export const emptyIndex = (): ObjectIndex => new ObjectIndex();

/** Whether findings that depend on objects of the kinds `asked` may change with objects of the kinds `changed`. */
export const mayConcern = (asked: ReadonlySet<string>, changed: ReadonlySet<string>): boolean =>
  (asked.has(PODS) && WORKLOADS.some((kind) => changed.has(kind))) || [...asked].some((kind) => changed.has(kind));

/**
 * Puts what a file holds into the index, and gives the kinds of the objects that it held before or holds now. Without a schema the kinds
 * that it defines are not read.
 */
export function indexText(
  index: ObjectIndex,
  file: string,
  text: string | undefined,
  schema: KubernetesSchema | undefined,
): ReadonlySet<string> {
  const before = index.objectsIn(file);
  const read = text === undefined ? NOTHING : objectsOfText(file, text, schema);
  index.update(file, read.objects, read.unknown);
  index.updateKinds(file, read.kinds);
  return kindsThatDiffer(before, read.objects);
}

interface ReadFile {
  readonly objects: readonly ObjectSummary[];
  readonly kinds: readonly KindInfo[];
  readonly unknown: boolean;
}

const NOTHING: ReadFile = { objects: [], kinds: [], unknown: false };

function objectsOfText(file: string, text: string, schema: KubernetesSchema | undefined): ReadFile {
  if (!isKustomizationName(file) && !mayHoldManifests(text)) return NOTHING;
  if (isTemplateText(text) || text.length > MAX_INDEXED) return { ...NOTHING, unknown: true };
  const document = parseKubernetes(text);
  return {
    objects: summarize(document, file),
    kinds: schema ? kindsDefinedIn(document, schema) : [],
    unknown: false,
  };
}

const isKustomizationName = (file: string): boolean => /(?:^|\/)kustomization(?:\.ya?ml)?$/i.test(file);

/** The kinds of objects of which another file could see a difference. */
function kindsThatDiffer(before: readonly ObjectSummary[], now: readonly ObjectSummary[]): ReadonlySet<string> {
  const kinds = new Set<string>();
  const left = new Map<string, number>();
  for (const object of before) left.set(shape(object), (left.get(shape(object)) ?? 0) + 1);
  for (const object of now) {
    const count = left.get(shape(object)) ?? 0;
    if (count === 0) kinds.add(object.kind);
    else left.set(shape(object), count - 1);
  }
  for (const object of before) if ((left.get(shape(object)) ?? 0) > 0) kinds.add(object.kind);
  return kinds;
}

/** All of an object that others can refer to. Where it stands is left out. */
const shape = (object: ObjectSummary): string =>
  JSON.stringify([
    object.kind,
    object.group,
    object.name,
    object.namespace,
    [...object.labels],
    object.pod && [[...object.pod.labels], object.pod.ports.map(({ name, number }) => [name, number]), object.pod.open],
    object.selector && [...object.selector],
    object.ports.map(({ name, number }) => [name, number]),
    object.keys && [...object.keys.keys()],
    object.replicas,
  ]);
