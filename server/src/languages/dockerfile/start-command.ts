import type { DockerfileDocument, Stage } from './model';
import type { CmdInstruction, EntrypointInstruction } from './nodes';
import { type ScriptSite, scriptsOf } from './scripts';

/** The instructions that say what a container of a stage starts: ENTRYPOINT, and CMD unless a shell-form ENTRYPOINT drops it. */
export function startInstructions(
  document: DockerfileDocument,
  stage: Stage,
): (EntrypointInstruction | CmdInstruction)[] {
  const { entrypoint, cmd } = document.finalState(stage);
  const dropped = entrypoint?.form?.kind === 'shell';
  return [...(entrypoint ? [entrypoint] : []), ...(cmd && !dropped ? [cmd] : [])];
}

/** The scripts of those instructions, read as shell text or as the words of a JSON list. */
export const startSites = (document: DockerfileDocument, stage: Stage): ScriptSite[] =>
  startInstructions(document, stage).flatMap((instruction) => scriptsOf(document, instruction));

/** Whether the file is more than a beginning: its last stage says what to start. */
export function isComplete(document: DockerfileDocument): boolean {
  const stage = document.lastStage;
  return stage !== undefined && startInstructions(document, stage).length > 0;
}
