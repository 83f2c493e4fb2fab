import type { Edit } from '../../core/finding';
import { MemoMap } from '../../core/memo';
import type { DockerfileDocument, Stage, StageReference } from './model';
import type { Instruction } from './nodes';
import { nearestOne } from './suggest';

/** A misspelt FROM: it has its own finding, and what depends on a FROM is not judged. */
export const meansFrom = (instruction: Instruction): boolean =>
  instruction.kind === 'Unknown' && nearestOne(instruction.keywordText, ['FROM']) !== undefined;

/** Whether a name can stand behind AS, in any letter case. */
export const isStageName = (name: string): boolean => /^[a-z][a-z0-9\-_.]*$/.test(name.toLowerCase());

/** Every place that takes from a stage, by name or by number. */
export const referencesTo = (document: DockerfileDocument, stage: Stage): StageReference[] =>
  document.stages.flatMap((other) =>
    other.dependencies.filter(({ target }) => target.kind === 'stage' && target.stage === stage.index),
  );

/** Edits that write `name` wherever a stage is referred to by its present name. */
export const renameReferences = (document: DockerfileDocument, stage: Stage, name: string): Edit[] =>
  referencesTo(document, stage)
    .filter(({ word }) => word.literal?.toLowerCase() === stage.name)
    .map(({ word }) => ({ span: word.span, text: name }));

const TAKEN = new MemoMap<DockerfileDocument, ReadonlySet<string | undefined>>();

/** A name that no stage has: `wanted`, else with a number behind it. */
export function freeStageName(document: DockerfileDocument, wanted: string): string {
  const taken = TAKEN.get(document) ?? new Set(document.stages.map((stage) => stage.name));
  TAKEN.set(document, taken);
  if (!taken.has(wanted)) return wanted;
  let number = 2;
  while (taken.has(`${wanted}${number}`)) number++;
  return `${wanted}${number}`;
}
