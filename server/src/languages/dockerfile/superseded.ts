import type { DockerfileDocument } from './model';
import type { Instruction } from './nodes';

export interface Superseded<I extends Instruction> {
  readonly instruction: I;
  /** The last one of the stage, which counts. */
  readonly by: I;
}

/** Instructions of a kind that counts once in a stage, all but the last. */
export function superseded<I extends Instruction>(
  document: DockerfileDocument,
  is: (instruction: Instruction) => instruction is I,
): Superseded<I>[] {
  return document.stages.flatMap((stage) => {
    const all = stage.instructions.filter(is);
    const by = all[all.length - 1];
    return by ? all.slice(0, -1).map((instruction) => ({ instruction, by })) : [];
  });
}
