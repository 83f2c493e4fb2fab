import { MemoMap } from '../../core/memo';
import type { Span } from '../../core/span';
import type { ShellCommand, ShellHeredoc, ShellScript, ShellWord } from '../shell';
import { byText } from './by-text';
import type { DockerfileDocument } from './model';
import type { RunInstruction } from './nodes';
import { scriptsOf } from './scripts';

/** A variable that a shell reads, without a default. */
export interface ReadVariable {
  readonly name: string;
  readonly span: Span;
}

/** Commands whose arguments are names that they give a value, or may. */
const SETTERS: ReadonlySet<string> = new Set(
  'read getopts mapfile readarray printf let export readonly local declare typeset unset select for'.split(' '),
);
/** What they run is not in the file, or not to be seen. */
const OPAQUE: ReadonlySet<string> = new Set(['eval', 'source', '.']);

const KNOWN = new MemoMap<RunInstruction, readonly ReadVariable[]>();

/**
 * The variables that the shell of a RUN reads and that nothing in its scripts can have set: no assignment, `for`, `read`, `export`, no
 * file that is sourced. In the order of the text; empty when the scripts cannot be read for certain.
 */
export function unsetVariables(document: DockerfileDocument, run: RunInstruction): readonly ReadVariable[] {
  const known = KNOWN.get(run);
  if (known) return known;
  const found = findUnset(document, run);
  KNOWN.set(run, found);
  return found;
}

function findUnset(document: DockerfileDocument, run: RunInstruction): ReadVariable[] {
  const sites = scriptsOf(document, run);
  if (sites.length === 0 || !document.source.text.slice(run.span.start, run.span.end).includes('$')) return [];
  const collector = new Collector();
  for (const { script } of sites) {
    if (script.approximate || script.errors.length > 0) return [];
    collector.add(script);
  }
  return collector.result();
}

/** The names of {@link unsetVariables}, wherever the instruction stands; none for one that is no RUN. */
export const unsetNames = byText((document, instruction): readonly string[] =>
  instruction.kind === 'Run' ? [...new Set(unsetVariables(document, instruction).map(({ name }) => name))] : [],
);

class Collector {
  readonly #read: ReadVariable[] = [];
  readonly #set = new Set<string>();
  #opaque = false;

  add(script: ShellScript): void {
    for (const match of script.text.matchAll(/\b(?:for|select)[ \t]+([A-Za-z_]\w*)/g)) this.#set.add(match[1] ?? '');
    // `(( x = 1 ))` sets a variable without an assignment.
    for (const match of script.text.matchAll(/\(\([ \t]*([A-Za-z_]\w*)[ \t]*[-+*/%]?=/g)) this.#set.add(match[1] ?? '');
    for (const word of script.looseWords) this.#word(word);
    for (const command of script.commands) this.#command(command);
  }

  result(): ReadVariable[] {
    if (this.#opaque) return [];
    const unset = this.#read.filter(({ name }) => !this.#set.has(name));
    const bySpan = new Map(unset.map((variable) => [variable.span.start, variable]));
    return [...bySpan.values()].sort((a, b) => a.span.start - b.span.start);
  }

  #command(command: ShellCommand): void {
    const first = command.words[0]?.value;
    if (OPAQUE.has(first ?? '') || OPAQUE.has(command.program ?? '')) this.#opaque = true;
    for (const { name, value } of [...command.assignments, ...command.declarations]) {
      this.#set.add(name);
      if (value) this.#word(value);
    }
    const setter = SETTERS.has(first ?? '') || SETTERS.has(command.program ?? '');
    for (const word of command.words) {
      this.#word(word);
      const name = /^([A-Za-z_]\w*)(=|\+=)?/.exec(word.literalPrefix);
      if (name?.[1] !== undefined && (name[2] !== undefined || (setter && name[0] === word.value))) {
        this.#set.add(name[1]);
      }
    }
    for (const { target, heredoc } of command.redirections) {
      if (target) this.#word(target);
      if (heredoc) this.#heredoc(heredoc);
    }
  }

  #word(word: ShellWord): void {
    for (const { name, operator, span } of word.variables) {
      if (operator === undefined) this.#read.push({ name, span });
      else if (operator.endsWith('=')) this.#set.add(name);
    }
  }

  #heredoc({ quoted, text, body }: ShellHeredoc): void {
    if (quoted) return;
    for (const match of text.matchAll(/\\.|\$(?:\{(\w+)\}|([A-Za-z_]\w*))/gs)) {
      const name = match[1] ?? match[2];
      if (name === undefined) continue;
      const start = body.start + match.index;
      this.#read.push({ name, span: { start, end: start + match[0].length } });
    }
  }
}
