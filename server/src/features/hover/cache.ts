import { joinPath } from '../../core/files';
import { contextSources } from '../../languages/dockerfile/context';
import type { DockerfileDocument, Stage } from '../../languages/dockerfile/model';
import { flag, type Instruction, type TransferInstruction } from '../../languages/dockerfile/nodes';
import type { DockerfileFacts } from '../../project/facts';
import { code } from './markdown';

/** Why an instruction is not taken from the cache. */
export interface CacheCause {
  /** A clause behind "when": `any file of the context changes`. */
  readonly when: string;
  /** The line that brings the change in; undefined when it is the base image. */
  readonly instruction: Instruction | undefined;
  /** The more often it changes, the higher. */
  readonly weight: number;
}

const MAX_NAMES = 3;

/** The likeliest cause that `instruction` runs again: the most changeable thing among the lines above it, and itself. */
export function cacheCause(
  document: DockerfileDocument,
  instruction: Instruction,
  facts: DockerfileFacts,
): CacheCause | undefined {
  const stage = document.stageOf(instruction);
  return stage && stageCause(document, stage, instruction, facts, 0);
}

function stageCause(
  document: DockerfileDocument,
  stage: Stage,
  until: Instruction | undefined,
  facts: DockerfileFacts,
  depth: number,
): CacheCause | undefined {
  let best: CacheCause | undefined;
  const consider = (cause: CacheCause | undefined): void => {
    if (cause && (!best || cause.weight > best.weight)) best = cause;
  };
  consider(baseCause(document, stage, facts, depth));
  for (const above of stage.instructions) {
    if (until && above.index > until.index) break;
    consider(instructionCause(document, above, until, facts, depth));
  }
  return best;
}

const MAX_DEPTH = 20;

function baseCause(
  document: DockerfileDocument,
  stage: Stage,
  facts: DockerfileFacts,
  depth: number,
): CacheCause | undefined {
  if (stage.base.kind === 'stage') {
    return depth < MAX_DEPTH ? stageCause(document, stage.base.stage, undefined, facts, depth + 1) : undefined;
  }
  if (stage.base.kind === 'scratch') return undefined;
  const image = stage.imageText ?? stage.from.image?.raw ?? 'the base image';
  if (stage.base.reference?.digest !== undefined) return undefined;
  return { when: `${code(image)} becomes another image`, instruction: stage.from, weight: 1 };
}

function instructionCause(
  document: DockerfileDocument,
  above: Instruction,
  until: Instruction | undefined,
  facts: DockerfileFacts,
  depth: number,
): CacheCause | undefined {
  if (above.kind === 'Copy' || above.kind === 'Add') return copyCause(document, above, facts, depth);
  // An ARG concerns the RUNs below it, whether they use it or not.
  if (above.kind === 'Arg' && until?.kind === 'Run') {
    const [pair] = above.pairs;
    return pair && { when: `the build argument ${code(pair.key.raw)} changes`, instruction: above, weight: 2 };
  }
  return undefined;
}

function copyCause(
  document: DockerfileDocument,
  copy: TransferInstruction,
  facts: DockerfileFacts,
  depth: number,
): CacheCause | undefined {
  const from = flag(copy, 'from');
  if (from) {
    const target = document.stageOf(copy)?.dependencies.find((d) => d.instruction === copy)?.target;
    const source = target?.kind === 'stage' ? document.stages[target.stage] : undefined;
    const cause = source && depth < MAX_DEPTH ? stageCause(document, source, undefined, facts, depth + 1) : undefined;
    return cause && { ...cause, weight: cause.weight - 0.5 };
  }
  const sources = contextSources(document, copy);
  if (sources.length === 0) return undefined;
  if (sources.some((source) => joinPath('.', source) === '.')) {
    const witness = ['README.md', 'readme.md', 'LICENSE', 'package.json'].find(
      (name) => facts.context?.carries(name) === true,
    );
    const even = witness === undefined || witness === 'package.json' ? '' : `, even ${code(witness)}`;
    return { when: `any file of the context changes${even}`, instruction: copy, weight: 10 };
  }
  const folders = sources.filter((source) => source.endsWith('/') || facts.context?.kind(source) === 'folder');
  if (folders.length > 0) {
    return { when: `any file of ${names(folders)} changes`, instruction: copy, weight: 8 };
  }
  return {
    when: `${names(sources)} ${sources.length === 1 && !/[*?]/.test(sources[0] ?? '') ? 'changes' : 'change'}`,
    instruction: copy,
    weight: 5,
  };
}

function names(paths: readonly string[]): string {
  const shown = paths.slice(0, MAX_NAMES).map(code);
  const more = paths.length - shown.length;
  return more > 0 ? `${shown.join(', ')} or ${more} more` : shown.join(' or ');
}
