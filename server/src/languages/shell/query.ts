import { MemoMap } from '../../core/memo';
import type { Span } from '../../core/span';
import type { ShellCommand, ShellPipeline, ShellScope, ShellScript, ShellStatement, ShellWord } from './model';
import type { ResolveWord } from './packages';

/** Questions that several rules ask of a script. */

/** The statement of the script's top-level list that a command belongs to. */
export function statementOf(command: ShellCommand): ShellStatement {
  let statement = command.statement;
  while (statement.parent) statement = statement.parent;
  return statement;
}

export interface ScriptCut {
  /** What stays before: from the first statement's start to the end of the one before the cut. */
  readonly before: Span;
  /** From the statement at the cut to the end of the last one. */
  readonly after: Span;
  /** What lies between the two: the operator with the blanks around it. */
  readonly between: Span;
  readonly operator: ShellStatement['operator'];
}

/**
 * Where a script can be cut before its top-level statement `index`; `undefined` for the first statement, an index that
 * does not exist, and behind `||` (the parts depend on each other).
 */
export function splitAt(script: ShellScript, index: number): ScriptCut | undefined {
  const previous = script.statements[index - 1];
  const next = script.statements[index];
  const first = script.statements[0];
  const last = script.statements[script.statements.length - 1];
  if (!previous || !next || !first || !last || previous.operator === '||' || next.operator === '||') return undefined;
  return {
    before: { start: first.span.start, end: previous.span.end },
    after: { start: next.span.start, end: last.span.end },
    between: { start: previous.span.end, end: next.span.start },
    operator: previous.operator,
  };
}

const SHORT_OPTIONS: Readonly<Record<string, string>> = {
  e: 'errexit',
  u: 'nounset',
  x: 'xtrace',
  f: 'noglob',
  n: 'noexec',
  v: 'verbose',
  a: 'allexport',
  C: 'noclobber',
};

/**
 * What the words of a `set` command, or the arguments of a shell (`bash -euo pipefail -c …`), do to a shell option:
 * on, off, or `undefined` when they do not name it. `option` is a long name such as `errexit` or `pipefail`.
 */
export function shellOption(words: readonly string[], option: string): boolean | undefined {
  let state: boolean | undefined;
  for (let i = 0; i < words.length; i++) {
    const word = words[i] ?? '';
    if (word === '--' || !/^[-+]\w/.test(word)) break;
    const on = word.startsWith('-');
    for (const letter of word.slice(1)) {
      if (letter === 'o' && words[i + 1] === option) state = on;
      else if (SHORT_OPTIONS[letter] === option) state = on;
    }
    if (/^[-+]\w*o/.test(word)) i++;
  }
  return state;
}

/** Scopes from the innermost outwards, up to and with the nearest embedded script (another shell). */
function visibleScopes(scope: ShellScope | undefined): readonly (ShellScope | undefined)[] {
  const scopes: (ShellScope | undefined)[] = [];
  let at = scope;
  for (;;) {
    scopes.push(at);
    if (!at || at.kind === 'script') return scopes;
    at = at.parent;
  }
}

const literals = (words: readonly ShellWord[]): readonly string[] => words.map((word) => word.value ?? '');

interface SetEffect {
  readonly offset: number;
  readonly scope: ShellScope | undefined;
  readonly on: boolean;
}

const setEffects = new MemoMap<ShellScript, Map<string, readonly SetEffect[]>>();

/** What the script's `set` commands do to an option, in source order. */
function effectsOf(script: ShellScript, option: string): readonly SetEffect[] {
  const known = setEffects.get(script) ?? new Map<string, readonly SetEffect[]>();
  setEffects.set(script, known);
  const cached = known.get(option);
  if (cached) return cached;
  const effects: SetEffect[] = [];
  for (const command of script.commands) {
    if (command.program !== 'set' || command.conditional || command.pipeline) continue;
    const on = shellOption(literals(command.args), option);
    if (on !== undefined) effects.push({ offset: command.span.start, scope: command.scope, on });
  }
  known.set(option, effects);
  return effects;
}

/**
 * Whether a shell option (`errexit`, `pipefail`, `nounset` …) is in effect where `at` stands: a command, a pipeline, or
 * an offset at the top level. `shell` is the argument list of the shell that runs the script, as in
 * `SHELL ["/bin/bash", "-eo", "pipefail", "-c"]`. A `set` inside a subshell or function counts only there; one that may
 * not run (`a || set -e`) does not count.
 */
export function hasSetOption(
  script: ShellScript,
  at: ShellCommand | ShellPipeline | number,
  option: string,
  shell: readonly string[] = [],
): boolean {
  const offset = typeof at === 'number' ? at : at.span.start;
  const scopes = visibleScopes(typeof at === 'number' ? undefined : at.scope);
  const effects = effectsOf(script, option);
  for (let i = effects.length - 1; i >= 0; i--) {
    const effect = effects[i];
    if (effect && effect.offset < offset && scopes.includes(effect.scope)) return effect.on;
  }
  const owner = scopes[scopes.length - 1]?.owner;
  return shellOption(owner ? literals(owner.args) : shell.slice(1), option) ?? false;
}

export interface PipelineInEffect {
  readonly pipeline: ShellPipeline;
  /** A failure of any stage fails the pipeline. */
  readonly pipefail: boolean;
}

/** The script's pipelines, each with whether `pipefail` is on there. `shell` as for `hasSetOption`. */
export function pipelinesWithPipefail(script: ShellScript, shell: readonly string[] = []): readonly PipelineInEffect[] {
  return script.pipelines.map((pipeline) => ({
    pipeline,
    pipefail: hasSetOption(script, pipeline, 'pipefail', shell),
  }));
}

/** Whether the arguments of an `rm` ask for whole trees: `-r`, `-R`, `-rf`, `--recursive`. */
const isRecursive = (word: ShellWord): boolean => /^-\w*[rR]/.test(word.literalPrefix) || word.value === '--recursive';

export interface RemovedPath {
  readonly path: string;
  readonly word: ShellWord;
  readonly command: ShellCommand;
  readonly recursive: boolean;
}

/**
 * The literal paths that `rm` commands remove, globs as written (`/var/lib/apt/lists/*`); also those of
 * `find PATH … -delete`. Commands that may not run (behind `||`, in branches) are left out.
 */
export function removals(script: ShellScript): readonly RemovedPath[] {
  const removed: RemovedPath[] = [];
  for (const command of script.commands) {
    if (command.conditional) continue;
    const found = removedWords(command);
    if (!found) continue;
    for (const word of found.words) {
      if (word.value !== undefined) removed.push({ path: word.value, word, command, recursive: found.recursive });
    }
  }
  return removed;
}

function removedWords(command: ShellCommand): { words: readonly ShellWord[]; recursive: boolean } | undefined {
  const { args } = command;
  if (command.program === 'rm') {
    const words = args.filter((word) => !word.literalPrefix.startsWith('-'));
    return { words, recursive: args.some(isRecursive) };
  }
  if (command.program !== 'find' || !args.some((word) => word.value === '-delete')) return undefined;
  const end = args.findIndex((word) => word.literalPrefix.startsWith('-'));
  return { words: args.slice(0, end), recursive: true };
}

/** The literal paths that the script removes with all below them (`rm -r`); see `removals`. */
export const removesPaths = (script: ShellScript): readonly string[] =>
  removals(script)
    .filter((removal) => removal.recursive)
    .map((removal) => removal.path);

interface Known {
  readonly end: number;
  readonly values: readonly string[] | undefined;
}

/** Assignments by name, in order; `undefined` values where a value is not literal or may not have been set. */
function assignmentsOf(script: ShellScript): ReadonlyMap<string, Known[]> {
  const known = new Map<string, Known[]>();
  for (const command of script.commands) {
    // `A=b cmd` sets A for cmd alone, and its own words are expanded before that.
    const lasting = command.words.length === 0 ? command.assignments : command.declarations;
    for (const { name, value, append } of lasting) {
      const certain = !command.conditional && !append && command.nesting.every((kind) => kind === 'group');
      const values =
        certain && value?.value !== undefined && !value.glob ? value.value.split(/\s+/).filter(Boolean) : undefined;
      const list = known.get(name) ?? [];
      list.push({ end: command.span.end, values });
      known.set(name, list);
    }
    if (command.program !== 'read') continue;
    for (const { value } of command.args) if (value) known.set(value, [{ end: 0, values: undefined }]);
  }
  return known;
}

/** The one variable that a word consists of: `$deps`, `${deps}`. */
function onlyVariable(word: ShellWord): string | undefined {
  return /^\$(?:(\w+)|\{(\w+)\})$/.exec(word.raw)?.slice(1).find(Boolean);
}

/**
 * A function that gives the words which an unquoted `$deps` stands for, when `deps` was assigned a literal earlier in
 * the same script, whatever the path taken (`deps="a b" && apt-get install $deps`), and only once so far; else
 * `undefined`. Assignments in loops, branches, subshells and `+=` make a variable unknown.
 */
export function resolveWords(script: ShellScript): ResolveWord {
  let known: ReadonlyMap<string, Known[]> | undefined;
  return (word) => {
    const name = word.hasExpansion ? onlyVariable(word) : undefined;
    if (name === undefined) return undefined;
    known ??= assignmentsOf(script);
    const [first, second] = known.get(name) ?? [];
    if (!first || first.end > word.span.start) return undefined;
    return second && second.end <= word.span.start ? undefined : first.values;
  };
}
