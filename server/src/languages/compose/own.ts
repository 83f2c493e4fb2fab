import type { Edit, Fix, Safety, Severity } from '../../core/finding';
import type { Span } from '../../core/span';
import { removeEntry, removeItem } from '../yaml/edits';
import { fix } from '../yaml/fixes';
import type { YamlEntry, YamlItem } from '../yaml/nodes';
import { type ComposeFacts, effectiveService } from './facts';
import type { ComposeDocument, Resource } from './model';
import type { Service } from './service';
import { asMap, type Entry, type MapValue, scalarsOf, textOf, type Value } from './tree';

/**
 * A service as its project has it. Where it is a guess that the file is laid over another (`compose.prod.yaml` may stand alone), only what is
 * written in the file itself is said to be in conflict.
 */
export const judgedService = (service: Service, facts: ComposeFacts): Service =>
  facts.whole ? effectiveService(service, facts) : service;

/** All services that are judged together: those of the project, or of the file alone. */
export const servicesOf = (document: ComposeDocument, { whole, project }: ComposeFacts): Iterable<Service> =>
  whole ? project.services.values() : document.services;

/** A network, volume, secret or config likewise. */
export const judgedResource = ({ section, name, value }: Resource, facts: ComposeFacts): MapValue | undefined =>
  (facts.whole ? asMap(facts.project.entry(section, name)?.value) : undefined) ?? value;

/** The entry at the end of a path of keys, through aliases and merge keys. */
export function entryAt(root: MapValue | undefined, path: readonly string[]): Entry | undefined {
  let map = root;
  for (const key of path.slice(0, -1)) map = asMap(map?.get(key));
  const last = path.at(-1);
  return last === undefined ? undefined : map?.entry(last);
}

/** The entry at a path of a mapping when it is written in that mapping: what an anchor or a merge key brings is shared with others. */
export function writtenAt(root: MapValue | undefined, path: readonly string[]): YamlEntry | undefined {
  let map = root;
  for (const key of path.slice(0, -1)) {
    const entry = map?.entry(key);
    if (!entry?.written || entry.written.mapping !== map?.node || entry.written.value?.kind === 'alias')
      return undefined;
    map = asMap(entry.value);
  }
  const entry = entryAt(map, path.slice(-1));
  return entry?.written?.mapping === map?.node ? entry?.written : undefined;
}

/** The entry at one of several paths at which a finding is shown: one that is not shared, if there is one. */
export function entryFor(root: MapValue | undefined, paths: readonly (readonly string[])[]): Entry | undefined {
  const found = paths.filter((path) => entryAt(root, path) !== undefined);
  const path = found.find((one) => writtenAt(root, one)) ?? found[0];
  return path && entryAt(root, path);
}

/** A fix that removes what stands at a path; none when it is shared or cannot be removed cleanly. */
export function removal(
  title: string,
  safety: Safety,
  root: MapValue | undefined,
  path: readonly string[],
): readonly Fix[] {
  const entry = writtenAt(root, path);
  return entry && removed(entry) ? [fix(title, safety, () => removed(entry))] : [];
}

/** Removes an entry or item; comments stay. */
export const removed = (member: YamlEntry | YamlItem): readonly Edit[] | undefined =>
  member.kind === 'entry' ? removeEntry(member) : removeItem(member);

/** The profiles of a service. Undefined when one of them is not known. */
export function profilesOf(service: Service): readonly string[] | undefined {
  const scalars = scalarsOf(service.get('profiles'));
  const known = scalars.flatMap(({ text }) => text ?? []);
  return known.length === scalars.length ? known : undefined;
}

/** Compose judges a service only while one of its profiles is on: what it would refuse then is a warning until then. */
export const severityOf = (service: Service): Severity | undefined =>
  scalarsOf(service.get('profiles')).length > 0 ? 'warning' : undefined;

/** Whether two services can be up at the same time; undefined when they may, if their profiles are asked for. */
export function areTogether(one: Service, other: Service): boolean | undefined {
  const [a, b] = [profilesOf(one), profilesOf(other)];
  if (!a || !b) return undefined;
  if (a.length === 0 && b.length === 0) return true;
  if (a.length === 0 || b.length === 0) return undefined;
  return a.some((profile) => b.includes(profile)) ? undefined : false;
}

/** What several services share by an anchor is told once. */
export function once(): (span: Span) => boolean {
  const seen = new Set<number>();
  return ({ start }) => {
    if (seen.has(start)) return false;
    seen.add(start);
    return true;
  };
}

/** Something is there, even if it is not known: no null, no empty text, list or mapping. */
export function isGiven(value: Value | undefined): boolean {
  switch (value?.kind) {
    case 'map':
      return value.entries.length > 0;
    case 'list':
      return value.items.length > 0;
    case 'scalar':
      return !value.isNull && value.text !== '';
    default:
      return false;
  }
}

/** A text that is there, known and not empty. */
export const textIn = (value: Value | undefined): string | undefined => textOf(value) || undefined;

/** Keys that only a Swarm looks at: a file that has one may be meant for `docker stack deploy`. */
const SWARM = ['mode', 'placement', 'update_config', 'rollback_config', 'endpoint_mode'];

export function isForSwarm(service: Service): boolean {
  const deploy = asMap(service.get('deploy'));
  return SWARM.some((key) => deploy?.has(key)) || /\bstack\b|\bswarm\b/.test(service.file.path ?? '');
}
