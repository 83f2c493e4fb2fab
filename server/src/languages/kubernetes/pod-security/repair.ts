import type { Edit } from '../../../core/finding';
import { insertEntry, insertItem, setPath } from '../../yaml/edits';
import type { YamlMapping } from '../../yaml/nodes';
import { entryOf } from '../../yaml/query';
import type { Container, Pod } from '../model';
import { capabilitiesOf } from '../security';
import type { Lack } from './policy';

type Edits = readonly Edit[] | undefined;

interface Part {
  readonly path: readonly string[];
  readonly text: string;
}

/** Writes all that is lacking, at the pod where it can stand there; undefined when that cannot be done in one step. */
export function addLacks(pod: Pod, lacks: readonly Lack[]): Edits {
  const edits: Edit[] = [];
  const ofPod = new Map(lacks.filter(({ place }) => place === 'pod').map((lack) => [lack.path.join('.'), lack]));
  const ofContainers = new Map<Container, Lack[]>();
  for (const lack of lacks) {
    if (lack.place !== 'container') continue;
    const list = ofContainers.get(lack.container);
    if (list) list.push(lack);
    else ofContainers.set(lack.container, [lack]);
  }
  const all = [
    ofPod.size > 0 ? inContext(pod.spec, [...ofPod.values()], firstList(pod)) : [],
    ...[...ofContainers].map(([container, parts]) => inContainer(container, parts)),
  ];
  for (const some of all) {
    if (!some) return undefined;
    edits.push(...some);
  }
  // Two insertions at one place would run into each other.
  return new Set(edits.map(({ span }) => span.start)).size === edits.length ? edits : undefined;
}

/** What a new security context of the pod stands above. */
const firstList = (pod: Pod) =>
  ['initContainers', 'containers']
    .flatMap((key) => entryOf(pod.spec, key) ?? [])
    .filter(({ mapping }) => mapping === pod.spec)
    .sort((a, b) => a.index - b.index)[0];

function inContainer(container: Container, parts: readonly Part[]): Edits {
  const list = capabilitiesOf(container, 'drop')?.[0]?.item.sequence;
  const isDrop = ({ path }: Part): boolean => list !== undefined && path[1] === 'drop';
  const dropped = list && parts.some(isDrop) ? insertItem(list, 'ALL', { first: true }) : [];
  const others = parts.filter((part) => !isDrop(part));
  const set = others.length > 0 ? inContext(container.node, others) : [];
  return dropped && set && [...dropped, ...set];
}

const linesOf = ({ path, text }: Part): readonly string[] =>
  path.map((key, depth) => `${'  '.repeat(depth)}${key}:${depth === path.length - 1 ? ` ${text}` : ''}`);

function inContext(holder: YamlMapping, parts: readonly Part[], before?: ReturnType<typeof firstList>): Edits {
  const entry = entryOf(holder, 'securityContext');
  if (!entry) {
    const lines = ['securityContext:', ...parts.flatMap(linesOf).map((line) => `  ${line}`)];
    return insertEntry(holder, lines.join('\n'), before ? { before } : {});
  }
  const { value } = entry;
  if (entry.mapping !== holder || value?.kind !== 'mapping') return undefined;
  const added = parts.filter(({ path: [key = ''] }) => !entryOf(value, key));
  const edits: Edit[] = [];
  if (added.length > 0) {
    const some = insertEntry(value, added.flatMap(linesOf).join('\n'));
    if (!some) return undefined;
    edits.push(...some);
  }
  for (const part of parts) {
    if (added.includes(part)) continue;
    const some = setPath(value, part.path, part.text);
    if (!some) return undefined;
    edits.push(...some);
  }
  return edits;
}
