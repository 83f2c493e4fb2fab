import { MemoMap } from '../../core/memo';
import type { Span } from '../../core/span';
import type { ShellCommand, ShellScript } from '../shell';
import { parseScript, prepareRun } from '../shell';
import type { DockerfileDocument } from './model';
import type { CommandForm, ExecForm, Instruction, ShellInstruction } from './nodes';
import type { Word } from './word';

/** What reads shell text. */
export interface Interpreter {
  /** Base name without path: `sh`, `bash`, `pwsh`. */
  readonly name: string;
  readonly family: 'posix' | 'powershell' | 'cmd' | 'other';
  /** Words behind the program: `-o`, `pipefail`, `-c`. */
  readonly options: readonly string[];
  /** The SHELL instruction or shebang says so; else it is the platform's default, which a base image may have changed. */
  readonly stated: boolean;
}

/** A stretch of a Dockerfile that a POSIX-like shell reads, or the words of an exec form read as one command. */
export interface ScriptSite {
  readonly instruction: Instruction;
  readonly script: ShellScript;
  readonly interpreter: Interpreter;
  /** `exec`: a JSON list, which no shell touches; `heredoc`: the body of a here-document that is the script. */
  readonly form: 'shell' | 'exec' | 'heredoc';
}

export interface CommandNode {
  readonly command: ShellCommand;
  readonly site: ScriptSite;
  readonly instruction: Instruction;
}

const POSIX = new Set(['sh', 'bash', 'ash', 'dash', 'zsh', 'ksh', 'mksh', 'busybox']);
const POWERSHELL = new Set(['powershell', 'pwsh']);

const familyOf = (name: string): Interpreter['family'] =>
  POSIX.has(name) ? 'posix' : POWERSHELL.has(name) ? 'powershell' : name === 'cmd' ? 'cmd' : 'other';

const baseName = (path: string): string =>
  path
    .slice(Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\')) + 1)
    .replace(/\.exe$/i, '')
    .toLowerCase();

/** The shell that runs the shell-form text of an instruction. */
export function interpreterAt(document: DockerfileDocument, instruction: Instruction): Interpreter {
  return interpreterOf(document.stateAt(instruction).shell, document.os);
}

function interpreterOf(shell: ShellInstruction | undefined, os: DockerfileDocument['os']): Interpreter {
  const words = shell?.form?.kind === 'exec' ? shell.form.words.map((word) => word.raw) : [];
  const [program, ...options] = words;
  if (program !== undefined) {
    const name = baseName(program);
    return { name, family: familyOf(name), options, stated: true };
  }
  return os === 'windows'
    ? { name: 'cmd', family: 'cmd', options: ['/S', '/C'], stated: false }
    : { name: 'sh', family: 'posix', options: ['-c'], stated: false };
}

const KNOWN = new MemoMap<Instruction, readonly ScriptSite[]>();

/** The scripts of an instruction, in order; none for what PowerShell, cmd or another language reads. */
export function scriptsOf(document: DockerfileDocument, instruction: Instruction): readonly ScriptSite[] {
  const known = KNOWN.get(instruction);
  if (known) return known;
  const sites = readScripts(document, instruction);
  KNOWN.set(instruction, sites);
  return sites;
}

function readScripts(document: DockerfileDocument, instruction: Instruction): ScriptSite[] {
  switch (instruction.kind) {
    case 'Run':
    case 'Cmd':
    case 'Entrypoint':
    case 'Healthcheck':
      return instruction.form ? formScripts(document, instruction, instruction.form) : [];
    default:
      return [];
  }
}

function formScripts(document: DockerfileDocument, instruction: Instruction, form: CommandForm): ScriptSite[] {
  const interpreter = interpreterAt(document, instruction);
  if (form.kind === 'exec') {
    const script = parseScript(execText(form), form.span.start);
    return [{ instruction, script, interpreter, form: 'exec' }];
  }
  const sole = soleHeredoc(instruction, form);
  if (sole) {
    const text = document.source.text.slice(sole.start, sole.end);
    const reader = shebang(text) ?? interpreter;
    return reader.family === 'posix'
      ? [{ instruction, script: parseScript(unixLines(text), sole.start), interpreter: reader, form: 'heredoc' }]
      : [];
  }
  if (interpreter.family !== 'posix') return [];
  const { text } = document.source;
  const head = prepareRun(text.slice(form.span.start, form.span.end), document.escape);
  const bodies = instruction.heredocs.length > 0 ? unixLines(text.slice(form.span.end, instruction.span.end)) : '';
  const script = parseScript(head + bodies, form.span.start);
  return [{ instruction, script, interpreter, form: 'shell' }, ...fedScripts(document, instruction, script)];
}

/** Here-documents that are given to a shell: `bash <<EOF`. */
function fedScripts(document: DockerfileDocument, instruction: Instruction, script: ShellScript): ScriptSite[] {
  if (instruction.heredocs.length === 0) return [];
  return script.commands.flatMap((command) => {
    const { program } = command;
    if (program === undefined || !POSIX.has(program) || command.args.some((word) => word.value === '-c')) return [];
    return command.redirections.flatMap((redirection) => {
      const body = redirection.heredoc?.body;
      if (!body) return [];
      const interpreter: Interpreter = {
        name: program,
        family: 'posix',
        options: command.args.flatMap((word) => word.value ?? []),
        stated: true,
      };
      const text = document.source.text.slice(body.start, body.end);
      return [{ instruction, script: parseScript(unixLines(text), body.start), interpreter, form: 'heredoc' as const }];
    });
  });
}

/** The body of the only here-document of a RUN that holds nothing else. */
function soleHeredoc(instruction: Instruction, form: CommandForm): Span | undefined {
  const [only, another] = instruction.heredocs;
  if (!only || another || instruction.kind !== 'Run') return undefined;
  return only.mark.start === form.span.start && only.mark.end === form.span.end ? only.body : undefined;
}

/** Of the same length; a carriage return would else belong to the last word of each line. */
const unixLines = (text: string): string => text.replace(/\r\n/g, '\n\n');

function shebang(text: string): Interpreter | undefined {
  const match = /^#![ \t]*(\S+)(?:[ \t]+([^\r\n]*))?/.exec(text);
  if (!match?.[1]) return undefined;
  const words = (match[2] ?? '').trim().split(/\s+/).filter(Boolean);
  const viaEnv = baseName(match[1]) === 'env';
  const program = viaEnv ? words.find((word) => !word.startsWith('-')) : match[1];
  const name = baseName(program ?? match[1]);
  return { name, family: familyOf(name), options: viaEnv ? words.slice(1) : words, stated: true };
}

/**
 * The words of an exec form as shell text of the same length, so that a command line is understood the same way in both forms. A word
 * with escapes in its JSON string stands in double quotes, where a `$` makes it unknown instead of wrong.
 */
function execText(form: ExecForm): string {
  const out: string[] = [];
  let at = form.span.start;
  for (const word of form.words) {
    out.push(' '.repeat(Math.max(0, word.span.start - at)));
    out.push(quoted(word));
    at = word.span.end;
  }
  out.push(' '.repeat(Math.max(0, form.span.end - at)));
  return out.join('');
}

function quoted(word: Word): string {
  const width = word.span.end - word.span.start;
  const plain = word.raw.length === width - 2;
  if (plain && !word.raw.includes("'")) return `'${word.raw}'`;
  if (plain && !/[$`\\"]/.test(word.raw)) return `"${word.raw}"`;
  const inner = JSON.stringify(word.raw).slice(1, -1);
  return inner.length === width - 2 ? `"${inner}"` : `"$${'_'.repeat(Math.max(0, width - 3))}"`;
}

/** Every command of an instruction's scripts, nested ones included. */
export function commandsOf(document: DockerfileDocument, instruction: Instruction): readonly CommandNode[] {
  const known = COMMANDS.get(instruction);
  if (known) return known;
  const nodes = scriptsOf(document, instruction).flatMap((site) =>
    allCommands(site.script).map((command) => ({ command, site, instruction })),
  );
  COMMANDS.set(instruction, nodes);
  return nodes;
}

/** Every rule that looks at commands asks, so the answer is kept with the instruction. */
const COMMANDS = new MemoMap<Instruction, readonly CommandNode[]>();

/** The commands of a script; those of the scripts within it (`sh -c '…'`) are among them. */
export const allCommands = (script: ShellScript): readonly ShellCommand[] => script.commands;
