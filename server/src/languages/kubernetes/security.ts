import type { Edit, Fix, Safety } from '../../core/finding';
import { type Span, span } from '../../core/span';
import { insertEntry, removeEntry, setPath } from '../yaml/edits';
import type { YamlEntry, YamlItem, YamlMapping, YamlNode, YamlScalar } from '../yaml/nodes';
import {
  asMapping,
  asScalar,
  asSequence,
  deref,
  entriesOf,
  entryOf,
  get,
  isMerge,
  type YamlTarget,
} from '../yaml/query';
import { goYaml2 } from '../yaml/values';
import { booleanAt, type Container, mappingAt, type Pod, stringOf } from './model';

/** A text with a variable or a template's mark in it: what it becomes is not known. */
export const isOpen = (text: string): boolean => /\$[{(]|\{\{|\{%|<%/.test(text);

/** Whether nothing, or `null`, stands behind a key. */
function isNull(value: YamlNode | undefined): boolean {
  if (value === undefined) return true;
  const scalar = asScalar(value);
  return scalar !== undefined && goYaml2(scalar).kind === 'null';
}

/** A setting of a security context, where it is written. */
export interface Setting {
  readonly entry: YamlEntry;
  readonly value: YamlTarget;
  readonly level: 'container' | 'pod';
}

/** What is said about a setting; `unknown` when it stands behind something that cannot be read. */
export type Said = Setting | 'unknown' | undefined;

function settingIn(holder: YamlMapping, key: string, level: Setting['level']): Said {
  const context = entryOf(holder, 'securityContext');
  if (!context || isNull(context.value)) return undefined;
  const mapping = asMapping(context.value);
  if (!mapping) return 'unknown';
  const entry = entryOf(mapping, key);
  if (!entry || isNull(entry.value)) return undefined;
  const value = deref(entry.value);
  return value ? { entry, value, level } : 'unknown';
}

/** A setting that only containers have: `privileged`, `capabilities`, `readOnlyRootFilesystem` … */
export const ownSetting = (container: Container, key: string): Said => settingIn(container.node, key, 'container');

/** A setting of the pod itself. */
export const podSetting = (pod: Pod, key: string): Said => settingIn(pod.spec, key, 'pod');

/** A setting that a container inherits from its pod: `runAsUser`, `seccompProfile` … The container's own comes first. */
export const settingOf = (container: Container, key: string): Said =>
  ownSetting(container, key) ?? podSetting(container.pod, key);

/** The boolean of a setting; undefined when there is none, `unknown` when it is another value. */
export function saidBoolean(said: Said): boolean | 'unknown' | undefined {
  if (said === undefined || said === 'unknown') return said;
  const value = said.value.kind === 'scalar' ? goYaml2(said.value) : undefined;
  return value?.kind === 'bool' ? value.value : 'unknown';
}

/** The whole number of a setting. */
export function saidInteger(said: Said): number | 'unknown' | undefined {
  if (said === undefined || said === 'unknown') return said;
  const value = said.value.kind === 'scalar' ? goYaml2(said.value) : undefined;
  return value?.kind === 'int' ? Number(value.value) : 'unknown';
}

/** A security context as it is written: the pod's, or a container's. */
export interface Context {
  readonly node: YamlMapping;
  readonly container: Container | undefined;
}

/** The security contexts of a pod and its containers; one that several share by an alias once. */
export function contextsOf(pod: Pod): readonly Context[] {
  const seen = new Set<number>();
  const contexts: Context[] = [];
  const add = (holder: YamlMapping, container: Container | undefined): void => {
    const node = mappingAt(holder, 'securityContext');
    if (!node || seen.has(node.span.start)) return;
    seen.add(node.span.start);
    contexts.push({ node, container });
  };
  add(pod.spec, undefined);
  for (const container of pod.containers) add(container.node, container);
  return contexts;
}

/** The value behind a key, when it is that boolean. */
export function entryWith(node: YamlMapping | undefined, key: string, value: boolean): YamlEntry | undefined {
  return node && booleanAt(node, key) === value ? entryOf(node, key) : undefined;
}

/** The range of an entry's value: that of the alias, where there is one. */
export const valueSpan = ({ value, key }: YamlEntry): Span => value?.span ?? key.span;

/** Says whether a place is new; what several objects share by an alias is reported once. */
export function places(): (at: Span) => boolean {
  const seen = new Set<number>();
  return ({ start }) => {
    if (seen.has(start)) return false;
    seen.add(start);
    return true;
  };
}

/** Whether the pod's users are others outside of it: root in it is nobody on the node. */
export const hasUserNamespace = (pod: Pod): boolean => booleanAt(pod.spec, 'hostUsers') === false;

/** Whether a pod's lack of something may be judged: it is whole, of a known kind, and runs on Linux. */
export const mayLack = (pod: Pod, facts: { readonly fragment: boolean }): boolean =>
  !facts.fragment && !pod.path.custom && !pod.windows && !pod.manifest.otherFormat;

/** Where a container's lack is reported: its name, else the name of its image. */
export const containerSpan = (container: Container): Span =>
  asScalar(entryOf(container.node, 'name')?.value)?.span ??
  container.image?.span ??
  span(container.node.span.start, container.node.span.start + 1);

export const containerName = (container: Container): string =>
  container.name ?? container.image?.text ?? `number ${container.index + 1}`;

/**
 * Whether a pod is surely no part that is laid over another object: those are for workloads, name them, and bring neither the selector nor
 * what the API server writes.
 */
export function standsAlone({ manifest, path }: Pod): boolean {
  if (path.custom || manifest.otherFormat) return false;
  const { root, metadata, kind } = manifest;
  if (kind === 'Pod' || entryOf(root, 'status') !== undefined) return true;
  if (entryOf(mappingAt(root, 'spec'), 'selector') !== undefined) return true;
  return kind !== undefined && entryOf(metadata, 'name') === undefined && !metadata?.entries.some(isMerge);
}

/** Whether what a container does not say is not said: it names its image, as parts of objects seldom do, or is none. */
export const isComplete = (container: Container): boolean =>
  container.image !== undefined || standsAlone(container.pod);

/** Containers that the hardening rules judge: complete, and no part of a running pod's repair. */
export const isJudged = (container: Container): boolean => isComplete(container) && container.kind !== 'ephemeral';

export interface Capability {
  /** In capitals, without `CAP_`. */
  readonly name: string;
  readonly item: YamlItem;
  readonly scalar: YamlScalar;
}

/** The capabilities that a container adds or drops; undefined when they cannot be read. */
export function capabilitiesOf(container: Container, list: 'add' | 'drop'): readonly Capability[] | undefined {
  const said = ownSetting(container, 'capabilities');
  if (said === undefined) return [];
  const entry = said === 'unknown' ? undefined : entryOf(said.value, list);
  if (said === 'unknown' || (said.value.kind === 'scalar' && !isNull(said.value))) return undefined;
  if (!entry || isNull(entry.value)) return [];
  const sequence = asSequence(entry.value);
  if (!sequence) return undefined;
  const found: Capability[] = [];
  for (const item of sequence.items) {
    const scalar = asScalar(item.value);
    const text = stringOf(scalar);
    if (!scalar || text === undefined || isOpen(text)) return undefined;
    found.push({ name: text.toUpperCase().replace(/^CAP_/, ''), item, scalar });
  }
  return found;
}

/** Whether the kernel lets a container's programs gain rights whatever `allowPrivilegeEscalation` says. */
export function escalatesAnyway(container: Container): boolean {
  if (saidBoolean(ownSetting(container, 'privileged')) === true) return true;
  return capabilitiesOf(container, 'add')?.some(({ name }) => name === 'SYS_ADMIN' || name === 'ALL') === true;
}

type Edits = readonly Edit[] | undefined;

/**
 * A repair of something near a node, whose edits are made when they are asked for. Where a mistake or an anchor may be in the way it is
 * tried first, and only one that can be made is offered.
 */
export function repairsNear(title: string, safety: Safety, near: YamlNode, edits: () => Edits): readonly Fix[] {
  const { problems, text } = near.document;
  if ((problems.length > 0 || text.includes('&')) && edits() === undefined) return [];
  return [{ title, safety, edits: () => edits() ?? [] }];
}

/** As {@link repairsNear}, but tried in any case. */
export const repairs = (title: string, safety: Safety, edits: () => Edits): readonly Fix[] =>
  edits() === undefined ? [] : [{ title, safety, edits: () => edits() ?? [] }];

/** Takes a setting away, and what is empty without it. */
export const withoutEntry = (entry: YamlEntry, title: string): readonly Fix[] =>
  repairsNear(title, 'unsafe', entry.mapping, () => removeEntry(entry, { removeEmptyParent: true }));

/** Gives a security setting of the pod its value; a new `securityContext` stands above the containers. */
export function setOnPod(pod: Pod, path: readonly string[], text: string): Edits {
  if (entryOf(pod.spec, 'securityContext')) return setPath(pod.spec, ['securityContext', ...path], text);
  const lists = ['initContainers', 'containers'].flatMap((key) => entryOf(pod.spec, key) ?? []);
  const first = lists.filter(({ mapping }) => mapping === pod.spec).sort((a, b) => a.index - b.index)[0];
  if (!first) return setPath(pod.spec, ['securityContext', ...path], text);
  const lines = ['securityContext', ...path].map((key, depth) => `${'  '.repeat(depth)}${key}:`);
  return insertEntry(pod.spec, `${lines.join('\n')} ${text}`, { before: first });
}

/** Gives a security setting of a container its value. */
export const setOnContainer = (container: Container, path: readonly string[], text: string): Edits =>
  setPath(container.node, ['securityContext', ...path], text);

/** A volume of the node's file system. */
export interface HostPath {
  /** Without a slash at its end; `/` alone keeps it. */
  readonly path: string;
  readonly scalar: YamlScalar;
  /** The volume's name. */
  readonly name: string | undefined;
}

/** The volumes of a pod that show a path of the node. */
export function hostPathsOf(pod: Pod): readonly HostPath[] {
  const volumes = asSequence(get(pod.spec, 'volumes'));
  return (volumes?.items ?? []).flatMap(({ value }) => {
    const scalar = asScalar(get(get(value, 'hostPath'), 'path'));
    const path = stringOf(scalar);
    if (!scalar || path === undefined || isOpen(path)) return [];
    return [{ path: cleanPath(path), scalar, name: stringOf(asScalar(get(value, 'name'))) }];
  });
}

function cleanPath(path: string): string {
  const parts: string[] = [];
  for (const part of path.split('/')) {
    if (part === '..') parts.pop();
    else if (part !== '' && part !== '.') parts.push(part);
  }
  return `/${parts.join('/')}`;
}

/** Whether a path is the socket of a container runtime. */
export const isSocket = (path: string): boolean =>
  /\/(?:docker|containerd|crio|cri-dockerd|dockershim|podman)\.sock$/.test(path);

/** Whether every mount of a volume is read-only; undefined when nothing mounts it. */
export function isReadOnly(pod: Pod, volume: string | undefined): boolean | undefined {
  let mounted = false;
  for (const container of pod.containers) {
    for (const { value } of asSequence(get(container.node, 'volumeMounts'))?.items ?? []) {
      if (volume === undefined || stringOf(asScalar(get(value, 'name'))) !== volume) continue;
      if (booleanAt(asMapping(value), 'readOnly') !== true) return false;
      mounted = true;
    }
  }
  return mounted ? true : undefined;
}

/** The annotations of a pod. */
export const annotationsOf = (pod: Pod): readonly YamlEntry[] => {
  const map = mappingAt(pod.metadata, 'annotations');
  return map ? entriesOf(map) : [];
};

/** The range of a stretch of a scalar's text; the whole scalar where the file writes it in another way. */
export function textSpan(scalar: YamlScalar, start: number, end: number): Span {
  const { document, span: at, text, style } = scalar;
  const from = at.start + (style === 'single' || style === 'double' ? 1 : 0);
  if (document.source.text.slice(from, from + text.length) !== text) return at;
  return span(from + start, from + end);
}

/** Whether {@link textSpan} can point into a scalar. */
export const isLiteral = (scalar: YamlScalar): boolean =>
  scalar.text !== '' &&
  textSpan(scalar, 0, scalar.text.length).end - textSpan(scalar, 0, 1).start === scalar.text.length;
