import type { Binding, DockerfileDocument, Stage, State } from './model';
import type { Instruction } from './nodes';
import { mentionedSettings } from './packages';
import { isTemplate } from './templates';

/**
 * Says in a short text all that is in effect at an instruction: what the stage stands on and whether it ships, shell, user, working
 * directory and command so far, the parser directives, and for an instruction with a `$` the variables. Equal texts, equal effect. To be
 * asked for the instructions in their order.
 */
export function makeSurroundings(document: DockerfileDocument): (instruction: Instruction, text: string) => string {
  const directives = document.directives.map((directive) => `${directive.name}=${directive.value}`).join(' ');
  const settings = [...mentionedSettings(document)].join(' ');
  const whole = `${document.os} ${document.escape} ${isTemplate(document) ? 'template' : ''} ${settings} ${directives}`;
  const stages = new Map<Stage, number>();
  const start = addText(SEED, whole);
  const variables = variableHashes(document);
  let state: State | undefined;
  let stage: Stage | undefined;
  let base = start;
  let asked = -1;
  let answer = '';
  return (instruction, text) => {
    const ownStage = document.stageOf(instruction);
    const ownState = document.stateAt(instruction);
    if (ownStage !== stage || ownState !== state) {
      stage = ownStage;
      state = ownState;
      base = addText(start + (stage ? stageHash(stage, document, stages) : 0), stateText(state, document));
    }
    const hash = base + variables(instruction, text.includes('$'));
    if (hash !== asked) {
      asked = hash;
      answer = hash.toString(36);
    }
    return answer;
  };
}

/** A number for what a stage stands on, whether it ships, and whether it is the one that the file builds by default. */
function stageHash(stage: Stage, document: DockerfileDocument, known: Map<Stage, number>): number {
  const before = known.get(stage);
  if (before !== undefined) return before;
  const { base } = stage;
  const below = base.kind === 'stage' ? (known.get(base.stage) ?? SEED) : SEED;
  const image = base.kind === 'image' ? (stage.imageText ?? `?${stage.from.image?.raw}`) : '';
  const platform = stage.from.flags.map((flag) => flag.value?.raw).join(' ');
  const place = `${stage.ships ? 's' : ''}${stage === document.lastStage ? 'l' : ''}`;
  const hash = addText(below, `${place} ${base.kind} ${image} ${platform}`);
  known.set(stage, hash);
  return hash;
}

function stateText(state: State, { source: { text } }: DockerfileDocument): string {
  const { shell, user, workdir, directory, entrypoint, cmd } = state;
  return [shell, user, workdir, entrypoint, cmd]
    .map((instruction) => (instruction ? text.slice(instruction.span.start, instruction.span.end) : ''))
    .concat(directory ?? '?')
    .join('\u0000');
}

/** Rules that ask for a variable of another name than their instruction mentions, and than these, are not local. */
const TOOL_VARIABLE = /^(?:APT|DEBIAN|DNF|NODE|NPM|npm|PIP|XDG|YARN|YUM)_/;

/**
 * A number that stands for the bindings visible at an instruction: all of them, or those alone that tools read although no
 * instruction names them. The instructions are to be asked for in order.
 */
function variableHashes(document: DockerfileDocument): (instruction: Instruction, all: boolean) => number {
  const final = new Map<Stage, readonly [number, number]>();
  // An ARG matters where it is not visible too: there it is missed.
  let all = document.stages.reduce(
    (hash, stage) =>
      document
        .bindings(stage)
        .reduce((sum, { kind, name }) => (kind === 'arg' ? addText(sum, `${stage.index} ${name}`) : sum), hash),
    SEED,
  );
  let tools = SEED;
  const add = (binding: Binding): void => {
    all = mix(all, binding);
    if (TOOL_VARIABLE.test(binding.name)) tools = mix(tools, binding);
  };
  document.globalArgs.forEach(add);
  const globals = [all, tools] as const;
  let stage: Stage | undefined;
  let bindings: readonly Binding[] = [];
  let next = 0;
  const take = (before: number): void => {
    for (let binding = bindings[next]; binding && binding.instruction.index < before; binding = bindings[next]) {
      add(binding);
      next++;
    }
  };
  return (instruction, wantsAll) => {
    const own = document.stageOf(instruction);
    if (own !== stage) {
      take(Number.POSITIVE_INFINITY);
      if (stage) final.set(stage, [all, tools]);
      stage = own;
      bindings = own ? document.bindings(own) : [];
      [all, tools] = (own?.base.kind === 'stage' ? final.get(own.base.stage) : undefined) ?? globals;
      next = 0;
    }
    take(instruction.index);
    return wantsAll ? all : tools;
  };
}

function mix(hash: number, binding: Binding): number {
  const value = binding.value ?? `?${binding.pair.value?.raw ?? ''}`;
  return addText(addText(addText(hash, binding.kind), binding.name), value);
}

const SEED = 7;

/** Fifty bits, so that two lists of bindings never meet by chance. */
function addText(hash: number, text: string): number {
  let low = hash % 0x2000000;
  let high = Math.floor(hash / 0x2000000);
  for (let i = 0; i < text.length; i++) {
    const c = text.charCodeAt(i);
    low = (Math.imul(low, 31) + c) & 0x1ffffff;
    high = (Math.imul(high, 131) + c) & 0x1ffffff;
  }
  // A separator, so that `a` `bc` differs from `ab` `c`.
  return ((Math.imul(high, 131) + 1) & 0x1ffffff) * 0x2000000 + ((Math.imul(low, 31) + 7) & 0x1ffffff);
}
