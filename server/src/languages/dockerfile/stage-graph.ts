import { MemoMap } from '../../core/memo';
import type { DockerfileDocument, Stage, StageReference } from './model';

/** A reference from one stage to another, as a line between them. */
interface Line {
  readonly to: number;
  readonly reference: StageReference;
}

/** Stages that need one another: the references that lead round, the first one pointing at a later stage. */
export type Cycle = readonly StageReference[];

export interface StageCycles {
  readonly cycles: readonly Cycle[];
  /** Whether both stages lie on one circle. */
  readonly together: (a: number, b: number) => boolean;
}

const isNumber = (text: string | undefined): boolean => text !== undefined && /^\d+$/.test(text);

/** A mount takes names only: a number in `from=` is the name of an image. */
export const isMountNumber = ({ via, word }: StageReference): boolean => via === 'mount' && isNumber(word.literal);

/** The stage that a reference of a build's own lines points at, above or below; triggers of ONBUILD run in other builds. */
function aim(reference: StageReference): number | undefined {
  const { target, instruction } = reference;
  if (instruction.onbuild || isMountNumber(reference)) return undefined;
  return target.kind === 'stage' || target.kind === 'later' ? target.stage : undefined;
}

const KNOWN = new MemoMap<DockerfileDocument, StageCycles>();

/** The circles among a file's stages, one for each group of stages that need one another. Linear. */
export function stageCycles(document: DockerfileDocument): StageCycles {
  const known = KNOWN.get(document);
  if (known) return known;
  const lines = document.stages.map((stage) => linesOf(stage));
  const groups = groupsOf(lines);
  const seen = new Set<number>();
  const cycles: Cycle[] = [];
  for (const [from, outgoing] of lines.entries()) {
    const group = groups[from] ?? -1;
    const first = outgoing.find(({ to }) => to > from && groups[to] === group);
    if (!first || seen.has(group)) continue;
    seen.add(group);
    cycles.push([first.reference, ...wayBack(first.to, from, lines, groups)]);
  }
  const found: StageCycles = { cycles, together: (a, b) => a !== b && groups[a] === groups[b] };
  KNOWN.set(document, found);
  return found;
}

const linesOf = (stage: Stage): Line[] =>
  stage.dependencies.flatMap((reference) => {
    const to = aim(reference);
    return to === undefined ? [] : [{ to, reference }];
  });

/** The number of each stage's strongly connected group (Tarjan's algorithm, without recursion). */
function groupsOf(lines: readonly (readonly Line[])[]): number[] {
  const order: number[] = [];
  const low: number[] = [];
  const groups: number[] = [];
  const open: number[] = [];
  let count = 0;
  for (const root of lines.keys()) {
    if (order[root] !== undefined) continue;
    const path: { at: number; next: number }[] = [{ at: root, next: 0 }];
    while (path.length > 0) {
      const step = path[path.length - 1];
      if (!step) break;
      const { at } = step;
      if (step.next === 0) {
        order[at] = count;
        low[at] = count++;
        open.push(at);
      }
      const line = lines[at]?.[step.next++];
      if (line) {
        if (order[line.to] === undefined) path.push({ at: line.to, next: 0 });
        else if (groups[line.to] === undefined) low[at] = Math.min(low[at] ?? 0, order[line.to] ?? 0);
        continue;
      }
      path.pop();
      const parent = path[path.length - 1]?.at;
      if (parent !== undefined) low[parent] = Math.min(low[parent] ?? 0, low[at] ?? 0);
      if (low[at] !== order[at]) continue;
      for (let member = open.pop(); member !== undefined; member = open.pop()) {
        groups[member] = at;
        if (member === at) break;
      }
      step.next = 0;
    }
  }
  return groups;
}

/** A shortest way within a group. */
function wayBack(
  start: number,
  goal: number,
  lines: readonly (readonly Line[])[],
  groups: readonly number[],
): StageReference[] {
  const reachedBy = new Map<number, { readonly from: number; readonly reference: StageReference }>();
  const queue = [start];
  for (let i = 0; i < queue.length && !reachedBy.has(goal); i++) {
    const at = queue[i] ?? start;
    for (const { to, reference } of lines[at] ?? []) {
      if (to === start || groups[to] !== groups[goal] || reachedBy.has(to)) continue;
      reachedBy.set(to, { from: at, reference });
      queue.push(to);
    }
  }
  const way: StageReference[] = [];
  for (let at = goal; at !== start; ) {
    const step = reachedBy.get(at);
    if (!step) break;
    way.push(step.reference);
    at = step.from;
  }
  return way.reverse();
}

/** Whether a line refers to a stage by its number, which changes when stages are added or moved. */
export const countsStages = (document: DockerfileDocument): boolean =>
  document.stages.some((stage) => stage.dependencies.some(({ word }) => isNumber(word.literal)));

/** Gives out names for stages, each once, that no stage, image or build context of the file has. */
export function freshStageNames(document: DockerfileDocument): (wanted: string) => string {
  let taken: Set<string | undefined> | undefined;
  const next = new Map<string, number>();
  return (wanted) => {
    taken ??= namesInUse(document);
    let name = wanted;
    let number = next.get(wanted) ?? 2;
    while (taken.has(name)) name = `${wanted}${number++}`;
    next.set(wanted, number);
    taken.add(name);
    return name;
  };
}

function namesInUse(document: DockerfileDocument): Set<string | undefined> {
  const used = new Set<string | undefined>();
  for (const stage of document.stages) {
    used.add(stage.name);
    used.add(stage.imageText);
    for (const { word } of stage.dependencies) used.add(word.literal?.toLowerCase());
  }
  return used;
}

/** What a stage is called in a message: its name, else its number. */
export const titleOf = (stage: Stage | undefined): string => stage?.name ?? String(stage?.index ?? '');
