import { Memo, MemoMap, type Remembering } from '../../core/memo';
import type { Span } from '../../core/span';
import { type SourceText, sourceText } from '../../core/text';
import { type ImageReference, parseImage } from '../image/reference';
import { parseInstruction } from './instruction';
import { type Comment, type Directive, type EscapeCharacter, splitLines } from './lines';
import type {
  ArgInstruction,
  CmdInstruction,
  EntrypointInstruction,
  EnvInstruction,
  FromInstruction,
  Instruction,
  Pair,
  ShellInstruction,
  UserInstruction,
  WorkdirInstruction,
} from './nodes';
import { flag } from './nodes';
import type { Known, Word } from './word';

/** Where a stage's files come from. */
export type StageBase =
  | { readonly kind: 'stage'; readonly stage: Stage }
  | { readonly kind: 'scratch' }
  /** An image of a registry; `reference` is undefined when its name holds a variable whose value is not known. */
  | { readonly kind: 'image'; readonly reference: ImageReference | undefined };

export interface Stage extends Remembering {
  readonly index: number;
  readonly from: FromInstruction;
  /** In lower case, as BuildKit keeps it; undefined without AS. */
  readonly name: string | undefined;
  /** The image's text with variables replaced by the defaults of global ARGs; undefined when one is not known. */
  readonly imageText: string | undefined;
  readonly base: StageBase;
  /** Its instructions behind FROM. */
  readonly instructions: readonly Instruction[];
  /** Stages that it takes files from or stands on: FROM, COPY --from, mounts. */
  readonly dependencies: readonly StageReference[];
  /** It stands under the image that the file builds by default (the last stage): its layers ship. */
  readonly ships: boolean;
  /** The last stage needs it in some way. */
  readonly reached: boolean;
}

export type StageReferenceTarget =
  | { readonly kind: 'stage'; readonly stage: number }
  /** The stage itself or a later one: BuildKit refuses it. */
  | { readonly kind: 'self' | 'later'; readonly stage: number }
  | { readonly kind: 'bad-index'; readonly index: number }
  /** An image or a named build context. */
  | { readonly kind: 'external'; readonly image: ImageReference }
  /** It holds a variable, which BuildKit does not expand here. */
  | { readonly kind: 'variable' };

export interface StageReference {
  readonly via: 'from' | 'copy' | 'mount';
  readonly instruction: Instruction;
  readonly word: Word;
  readonly target: StageReferenceTarget;
}

/** What is in effect where an instruction begins. */
export interface State {
  readonly shell: ShellInstruction | undefined;
  readonly user: UserInstruction | undefined;
  readonly workdir: WorkdirInstruction | undefined;
  /** The absolute working directory; undefined when the base image or a variable decides it. */
  readonly directory: string | undefined;
  readonly entrypoint: EntrypointInstruction | undefined;
  readonly cmd: CmdInstruction | undefined;
}

/** An ENV or ARG that gives a name a value. */
export interface Binding {
  readonly name: string;
  readonly kind: 'env' | 'arg';
  readonly pair: Pair;
  readonly instruction: EnvInstruction | ArgInstruction;
  /** The stage that holds it; undefined for a global ARG. */
  readonly stage: number | undefined;
  /** Its text with variables replaced: an ARG's is its default, which `--build-arg` may change. Undefined when not known. */
  readonly value: string | undefined;
}

export type Resolution =
  | { readonly kind: 'env' | 'arg' | 'global-arg'; readonly binding: Binding; readonly value: string | undefined }
  /** Set by the builder: TARGETPLATFORM and the like. */
  | { readonly kind: 'automatic'; readonly value: undefined }
  /** Proxy settings, usable in RUN without ARG. */
  | { readonly kind: 'proxy'; readonly value: undefined }
  /** Nothing in the file sets it; the base image may. */
  | { readonly kind: 'undeclared'; readonly value: undefined };

export interface DockerfileDocument extends Remembering {
  readonly source: SourceText;
  readonly escape: EscapeCharacter;
  readonly directives: readonly Directive[];
  readonly invalidEscape: Directive | undefined;
  readonly comments: readonly Comment[];
  /** All instructions in order; triggers of ONBUILD are within theirs. */
  readonly instructions: readonly Instruction[];
  readonly stages: readonly Stage[];
  readonly lastStage: Stage | undefined;
  /** ARGs before the first FROM. */
  readonly globalArgs: readonly Binding[];
  /** `windows` when the escape directive, a platform or a base image says so. */
  readonly os: 'linux' | 'windows';
  readonly stageOf: (instruction: Instruction) => Stage | undefined;
  readonly stateAt: (instruction: Instruction) => State;
  /** The state behind the last instruction of a stage. */
  readonly finalState: (stage: Stage) => State;
  /** What `name` means to `instruction`, which sees the lines before it. */
  readonly resolve: (name: string, instruction: Instruction) => Resolution;
  /** A word's text with variables replaced, as far as the file tells; undefined when it does not. */
  readonly valueOf: (word: Word, instruction: Instruction) => string | undefined;
  readonly bindings: (stage: Stage | undefined) => readonly Binding[];
  /** A keyword in the letter case that the file uses: as the given instruction's, else as most of the file's. */
  readonly keyword: (name: string, like?: Instruction) => string;
}

const EMPTY_STATE: State = {
  shell: undefined,
  user: undefined,
  workdir: undefined,
  directory: undefined,
  entrypoint: undefined,
  cmd: undefined,
};

/** Set by the builder for FROM lines; a stage sees them once it says `ARG name`. */
export const AUTOMATIC_ARGS: ReadonlySet<string> = new Set([
  'BUILDPLATFORM',
  'BUILDOS',
  'BUILDOSVERSION',
  'BUILDARCH',
  'BUILDVARIANT',
  'TARGETPLATFORM',
  'TARGETOS',
  'TARGETOSVERSION',
  'TARGETARCH',
  'TARGETVARIANT',
  'TARGETSTAGE',
]);

/** Usable in RUN without an ARG, and never part of the image's history. */
export const PROXY_ARGS: ReadonlySet<string> = new Set(
  ['HTTP_PROXY', 'HTTPS_PROXY', 'FTP_PROXY', 'NO_PROXY', 'ALL_PROXY'].flatMap((name) => [name, name.toLowerCase()]),
);

interface Draft {
  readonly index: number;
  readonly from: FromInstruction;
  readonly name: string | undefined;
  readonly imageText: string | undefined;
  readonly base:
    | { kind: 'stage'; stage: number }
    | { kind: 'scratch' }
    | { kind: 'image'; reference: ImageReference | undefined };
  readonly instructions: Instruction[];
  readonly bindings: Map<string, Binding[]>;
  readonly all: Binding[];
  /** By the instruction's place among those of the stage, FROM included. */
  readonly states: State[];
  final: State;
}

/**
 * Reads a Dockerfile. Every text has a result: what BuildKit would refuse is kept as far as it can be understood, so that rules still
 * see the rest. Takes time linear in the text's length.
 */
export function parseDockerfile(text: string): DockerfileDocument {
  const source = sourceText(text);
  const lines = splitLines(source);
  const instructions = lines.instructions.map((raw, index) => parseInstruction(raw, index, lines.escape));
  const globals: Binding[] = [];
  const globalByName = new Map<string, Binding>();
  const drafts: Draft[] = [];
  const owner: (number | undefined)[] = [];
  const byName = new Map<string, number[]>();

  for (const instruction of instructions) {
    if (instruction.kind === 'From') {
      const draft = startStage(instruction, drafts, byName, globalLookup(globalByName));
      if (draft.name !== undefined) addTo(byName, draft.name, draft.index);
      drafts.push(draft);
      owner.push(draft.index);
      continue;
    }
    const draft = drafts[drafts.length - 1];
    owner.push(draft?.index);
    if (draft) {
      draft.instructions.push(instruction);
      advance(draft, instruction, drafts, globalByName);
    } else if (instruction.kind === 'Arg') {
      for (const pair of instruction.pairs) {
        const value = textOf(pair.value, globalLookup(globalByName));
        const binding: Binding = { name: pair.key.raw, kind: 'arg', pair, instruction, stage: undefined, value };
        globals.push(binding);
        globalByName.set(binding.name, binding);
      }
    }
  }

  const stages = finishStages(drafts, byName);
  const find = (name: string, instruction: Instruction): Resolution =>
    resolveName(name, instruction, drafts, owner, globalByName);
  return {
    memo: new Memo(),
    source,
    escape: lines.escape,
    directives: lines.directives,
    invalidEscape: lines.invalidEscape,
    comments: lines.comments,
    instructions,
    stages,
    lastStage: stages[stages.length - 1],
    globalArgs: globals,
    os: isWindows(lines.escape, stages) ? 'windows' : 'linux',
    stageOf: (instruction) => stages[owner[instruction.index] ?? -1],
    stateAt: (instruction) => stateOf(instruction, drafts, owner),
    finalState: (stage) => drafts[stage.index]?.final ?? EMPTY_STATE,
    resolve: find,
    valueOf: (word, instruction) => word.evaluate((name) => knownFrom(find(name, instruction))),
    bindings: (stage) => (stage ? (drafts[stage.index]?.all ?? []) : globals),
    keyword: (name, like) => (isLowerCase(like ? [like] : instructions) ? name.toLowerCase() : name),
  };
}

/** Whether most keywords are written in small letters. */
const isLowerCase = (instructions: readonly Instruction[]): boolean =>
  instructions.filter((i) => i.keywordText === i.keywordText.toLowerCase()).length * 2 > instructions.length;

function stateOf(instruction: Instruction, drafts: readonly Draft[], owner: readonly (number | undefined)[]): State {
  const draft = drafts[owner[instruction.index] ?? -1];
  return draft?.states[instruction.index - draft.from.index] ?? EMPTY_STATE;
}

const knownFrom = (resolution: Resolution): Known =>
  resolution.value === undefined ? 'unknown' : { value: resolution.value };

/** FROM lines see global ARGs and the builder's own. */
const globalLookup =
  (globals: ReadonlyMap<string, Binding>) =>
  (name: string): Known =>
    globals.has(name) || AUTOMATIC_ARGS.has(name) ? knownFrom(resolveGlobal(name, globals)) : 'unset';

/** Longer values count as unknown: repeated doubling (`ENV A=$A$A`) would else fill the memory. */
const MAX_VALUE = 32_768;

function textOf(value: Word | undefined, lookup: (name: string) => Known): string | undefined {
  const text = value?.evaluate(lookup);
  return text === undefined || text.length > MAX_VALUE ? undefined : text;
}

function startStage(
  from: FromInstruction,
  drafts: readonly Draft[],
  byName: ReadonlyMap<string, readonly number[]>,
  lookup: (name: string) => Known,
): Draft {
  const imageText = from.image?.evaluate(lookup);
  const name = from.as?.name?.raw.toLowerCase();
  // The name in FROM is compared as it stands, with the lower-cased names of earlier stages (convert.go).
  const stage = imageText === undefined ? undefined : byName.get(imageText)?.at(-1);
  const parent = stage === undefined ? undefined : drafts[stage];
  const base: Draft['base'] = parent
    ? { kind: 'stage', stage: parent.index }
    : imageText === 'scratch'
      ? { kind: 'scratch' }
      : { kind: 'image', reference: imageText ? parseImage(imageText) : undefined };
  const start: State = parent
    ? { ...parent.final }
    : base.kind === 'scratch'
      ? { ...EMPTY_STATE, directory: '/' }
      : EMPTY_STATE;
  const draft: Draft = {
    index: drafts.length,
    from,
    name,
    imageText,
    base,
    instructions: [],
    bindings: new Map(),
    all: [],
    states: [start],
    final: start,
  };
  return draft;
}

function advance(
  draft: Draft,
  instruction: Instruction,
  drafts: readonly Draft[],
  globals: ReadonlyMap<string, Binding>,
): void {
  draft.states.push(draft.final);
  const lookup = (name: string): Known => knownFrom(lookupInStage(name, instruction.index, draft, drafts, globals));
  switch (instruction.kind) {
    case 'Env':
    case 'Arg':
      bind(draft, instruction, lookup);
      return;
    case 'Shell':
      draft.final = { ...draft.final, shell: instruction };
      return;
    case 'User':
      draft.final = { ...draft.final, user: instruction };
      return;
    case 'Entrypoint':
      // An ENTRYPOINT of this stage drops the CMD that came with its base (dispatchEntrypoint in convert.go).
      draft.final = { ...draft.final, entrypoint: instruction, cmd: ownCmd(draft) };
      return;
    case 'Cmd':
      draft.final = { ...draft.final, cmd: instruction };
      return;
    case 'Workdir': {
      const path = textOf(instruction.value, lookup);
      draft.final = { ...draft.final, workdir: instruction, directory: joinDirectory(draft.final.directory, path) };
      return;
    }
    default:
  }
}

const ownCmd = (draft: Draft): CmdInstruction | undefined => {
  const { cmd } = draft.final;
  return cmd && cmd.index > draft.from.index ? cmd : undefined;
};

function bind(draft: Draft, instruction: EnvInstruction | ArgInstruction, lookup: (name: string) => Known): void {
  const kind = instruction.kind === 'Env' ? 'env' : 'arg';
  for (const pair of instruction.pairs) {
    const name = pair.key.literal ?? pair.key.raw;
    const value = textOf(pair.value, lookup);
    const binding: Binding = { name, kind, pair, instruction, stage: draft.index, value };
    const key = `${kind} ${name}`;
    addTo(draft.bindings, key, binding);
    draft.all.push(binding);
  }
}

/** A path seen from `base`, normalised; undefined when either part that it needs is not known. */
export function joinDirectory(base: string | undefined, path: string | undefined): string | undefined {
  if (path === undefined) return undefined;
  const whole = path.startsWith('/') ? path : base === undefined ? undefined : `${base}/${path}`;
  return whole === undefined ? undefined : normalisePath(whole);
}

/** An absolute path without `.`, `..`, doubled and trailing slashes. */
export function normalisePath(path: string): string {
  const parts: string[] = [];
  for (const part of path.split('/')) {
    if (part === '' || part === '.') continue;
    if (part === '..') parts.pop();
    else parts.push(part);
  }
  return `/${parts.join('/')}`;
}

function resolveName(
  name: string,
  instruction: Instruction,
  drafts: readonly Draft[],
  owner: readonly (number | undefined)[],
  globals: ReadonlyMap<string, Binding>,
): Resolution {
  const draft = drafts[owner[instruction.index] ?? -1];
  if (!draft || instruction.kind === 'From') return resolveGlobal(name, globals);
  return lookupInStage(name, instruction.index, draft, drafts, globals);
}

function resolveGlobal(name: string, globals: ReadonlyMap<string, Binding>): Resolution {
  const binding = globals.get(name);
  if (binding) return { kind: 'global-arg', binding, value: binding.value };
  return { kind: AUTOMATIC_ARGS.has(name) ? 'automatic' : 'undeclared', value: undefined };
}

function lookupInStage(
  name: string,
  before: number,
  draft: Draft,
  drafts: readonly Draft[],
  globals: ReadonlyMap<string, Binding>,
): Resolution {
  const binding = lastBinding(draft, name, before) ?? inheritedBinding(draft, name, drafts);
  if (!binding) return { kind: PROXY_ARGS.has(name) ? 'proxy' : 'undeclared', value: undefined };
  if (binding.pair.value || binding.kind === 'env') return { kind: binding.kind, binding, value: binding.value };
  const global = globals.get(name);
  if (!global && AUTOMATIC_ARGS.has(name)) return { kind: 'automatic', value: undefined };
  return { kind: 'arg', binding, value: global?.value };
}

/** The ENV, else the ARG, that sets a name last before an instruction: ENV wins wherever it stands. */
const lastBinding = (draft: Draft, name: string, before: number): Binding | undefined =>
  lastBefore(draft.bindings.get(`env ${name}`), before) ?? lastBefore(draft.bindings.get(`arg ${name}`), before);

const lastBefore = (bindings: readonly Binding[] | undefined, before: number): Binding | undefined =>
  bindings && lastBelow(bindings, before, (binding) => binding.instruction.index);

/** The last item of an ascending list whose key is less than `limit`. */
function lastBelow<T>(items: readonly T[], limit: number, key: (item: T) => number): T | undefined {
  let low = 0;
  let high = items.length;
  while (low < high) {
    const mid = (low + high) >> 1;
    const item = items[mid];
    if (item !== undefined && key(item) < limit) low = mid + 1;
    else high = mid;
  }
  return items[low - 1];
}

function addTo<V>(map: Map<string, V[]>, key: string, value: V): void {
  const known = map.get(key);
  if (known) known.push(value);
  else map.set(key, [value]);
}

/** Longer chains of `FROM stage` exist only to slow a reader down. */
const MAX_STAGE_CHAIN = 500;

function inheritedBinding(draft: Draft, name: string, drafts: readonly Draft[]): Binding | undefined {
  let { base } = draft;
  for (let hops = 0; base.kind === 'stage' && hops < MAX_STAGE_CHAIN; hops++) {
    const parent = drafts[base.stage];
    if (!parent) return undefined;
    const found = lastBinding(parent, name, Number.POSITIVE_INFINITY);
    if (found) return found;
    base = parent.base;
  }
  return undefined;
}

function finishStages(drafts: readonly Draft[], byName: ReadonlyMap<string, readonly number[]>): Stage[] {
  const references = drafts.map((draft) => stageReferences(draft, drafts, byName));
  const ships = new Set<number>();
  let at = drafts[drafts.length - 1];
  while (at) {
    ships.add(at.index);
    at = at.base.kind === 'stage' ? drafts[at.base.stage] : undefined;
  }
  const reached = new Set<number>();
  const visit = [drafts.length - 1];
  for (let index = visit.pop(); index !== undefined; index = visit.pop()) {
    if (index < 0 || reached.has(index)) continue;
    reached.add(index);
    for (const reference of references[index] ?? []) {
      if (reference.target.kind === 'stage') visit.push(reference.target.stage);
    }
  }
  const stages: Stage[] = [];
  for (const draft of drafts) {
    const parent = draft.base.kind === 'stage' ? stages[draft.base.stage] : undefined;
    stages.push({
      memo: new Memo(),
      index: draft.index,
      from: draft.from,
      name: draft.name,
      imageText: draft.imageText,
      base:
        draft.base.kind === 'stage' ? (parent ? { kind: 'stage', stage: parent } : { kind: 'scratch' }) : draft.base,
      instructions: draft.instructions,
      dependencies: references[draft.index] ?? [],
      ships: ships.has(draft.index),
      reached: reached.has(draft.index),
    });
  }
  return stages;
}

const ROOTS = new MemoMap<Stage, Stage>();

/** The lowest stage under one, which stands on an image or on nothing: itself, unless it stands on another stage. */
export function rootStage(stage: Stage): Stage {
  const above: Stage[] = [];
  let root = ROOTS.get(stage) ?? stage;
  while (root.base.kind === 'stage') {
    above.push(root);
    root = ROOTS.get(root.base.stage) ?? root.base.stage;
  }
  for (const one of above) ROOTS.set(one, root);
  return root;
}

function stageReferences(
  draft: Draft,
  drafts: readonly Draft[],
  byName: ReadonlyMap<string, readonly number[]>,
): StageReference[] {
  const found: StageReference[] = [];
  if (draft.base.kind === 'stage' && draft.from.image) {
    found.push({
      via: 'from',
      instruction: draft.from,
      word: draft.from.image,
      target: { kind: 'stage', stage: draft.base.stage },
    });
  }
  for (const outer of draft.instructions) {
    const instruction = outer.kind === 'Onbuild' && outer.trigger ? outer.trigger : outer;
    if (instruction.kind === 'Copy') {
      const from = flag(instruction, 'from')?.value;
      if (from) found.push({ via: 'copy', instruction, word: from, target: targetOf(from, draft, drafts, byName) });
    }
    if (instruction.kind === 'Run') {
      for (const mount of instruction.mounts) {
        if (mount.from)
          found.push({
            via: 'mount',
            instruction,
            word: mount.from,
            target: targetOf(mount.from, draft, drafts, byName),
          });
      }
    }
  }
  return found;
}

function targetOf(
  word: Word,
  draft: Draft,
  drafts: readonly Draft[],
  byName: ReadonlyMap<string, readonly number[]>,
): StageReferenceTarget {
  const text = word.literal;
  if (text === undefined) return { kind: 'variable' };
  if (/^\d+$/.test(text)) {
    const index = Number(text);
    if (index < draft.index) return { kind: 'stage', stage: index };
    if (index >= drafts.length) return { kind: 'bad-index', index };
    return { kind: index === draft.index ? 'self' : 'later', stage: index };
  }
  const name = text.toLowerCase();
  const named = byName.get(name) ?? [];
  // A later duplicate of a name wins for later references, so the nearest earlier stage is the one.
  const earlier = lastBelow(named, draft.index, (index) => index);
  if (earlier !== undefined) return { kind: 'stage', stage: earlier };
  const first = named[0];
  if (first !== undefined) return { kind: first === draft.index ? 'self' : 'later', stage: first };
  return { kind: 'external', image: parseImage(text) };
}

function isWindows(escape: EscapeCharacter, stages: readonly Stage[]): boolean {
  if (escape === '`') return true;
  return stages.some((stage) => {
    const platform = flag(stage.from, 'platform')?.value?.raw ?? '';
    if (platform.toLowerCase().startsWith('windows')) return true;
    return /^mcr\.microsoft\.com\/windows|nanoserver|windowsservercore/.test(stage.imageText ?? '');
  });
}

/** The range of an instruction with the comment lines directly above it (no blank line between): what moves when it moves. */
export function withLeadingComments(doc: DockerfileDocument, instruction: Instruction): Span {
  const { lineStarts } = doc.source;
  let line = instruction.raw.firstLine;
  const byLine = commentLines(doc);
  while (line > 0 && byLine.has(line - 1)) line--;
  return { start: lineStarts[line] ?? instruction.span.start, end: instruction.span.end };
}

const COMMENT_LINES = new MemoMap<DockerfileDocument, ReadonlySet<number>>();

function commentLines(doc: DockerfileDocument): ReadonlySet<number> {
  const known = COMMENT_LINES.get(doc);
  if (known) return known;
  const lines = new Set(doc.comments.filter((c) => !c.inside).map((c) => c.line));
  COMMENT_LINES.set(doc, lines);
  return lines;
}
