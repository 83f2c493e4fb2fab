import type { Edit, Fix } from '../../core/finding';
import type { Span } from '../../core/span';
import { lineAt, lineSpan } from '../../core/text';
import {
  type Download,
  download,
  hasSetOption,
  type ParsedOption,
  type ShellCommand,
  type ShellStatement,
  type ShellWord,
  uncheckedOptions,
} from '../shell';
import { swallowedInstruction } from './continuations';
import { type DockerfileDocument, withLeadingComments } from './model';
import type { Instruction, RunInstruction } from './nodes';
import { type CommandNode, type ScriptSite, scriptsOf } from './scripts';

/** Small changes to RUN instructions that several rules make. */

/** The blanks that the line of `offset` begins with. */
export function indentAt({ source }: DockerfileDocument, offset: number): string {
  const line = lineSpan(source, lineAt(source, offset));
  return /^[ \t]*/.exec(source.text.slice(line.start, line.end))?.[0] ?? '';
}

const isReadable = ({ script }: ScriptSite): boolean => script.errors.length === 0 && !script.approximate;

/** Whether an operator of the script begins a line, as in `\⏎ && make`. */
function operatorsLead(document: DockerfileDocument, statements: readonly ShellStatement[]): boolean {
  const { source } = document;
  const spans = statements.flatMap(({ operatorSpan }) => operatorSpan ?? []);
  const leads = (at: Span): boolean => {
    const line = lineSpan(source, lineAt(source, at.start));
    return source.text.slice(line.start, at.start).trim() === '';
  };
  const trails = (at: Span): boolean =>
    /^[ \t]*[\\`][ \t]*\r?$/m.test(source.text.slice(at.end, at.end + 40).split('\n')[0] ?? '');
  return spans.some(leads) || !spans.some(trails);
}

/** Adds a command as the last of a script; undefined where that cannot be done without a look. */
export function appendCommand(document: DockerfileDocument, site: ScriptSite, command: string): Edit | undefined {
  const last = site.script.statements.at(-1);
  if (!last || !isReadable(site) || site.form === 'exec' || endsScript(last)) return undefined;
  const at = last.span.end;
  const { source } = document;
  if (site.form === 'heredoc') {
    if (last.operator !== undefined && last.operator !== '\n') return undefined;
    // Without errexit the last command alone decides, and what comes behind it would hide its failure.
    const { name, options } = site.interpreter;
    if (!hasSetOption(site.script, at, 'errexit', [name, ...options])) {
      return { span: { start: at, end: at }, text: ` && ${command}` };
    }
    const end = lineSpan(source, lineAt(source, at)).end;
    return { span: { start: end, end }, text: `\n${indentAt(document, last.span.start)}${command}` };
  }
  const { instruction } = site;
  if (last.operator !== undefined || instruction.heredocs.length > 0) return undefined;
  if (endsElsewhere(document, instruction)) return undefined;
  const here = { start: at, end: at };
  const firstLine = lineAt(source, instruction.keyword.start);
  if (lineAt(source, at) === firstLine) return { span: here, text: ` && ${command}` };
  const own = lineAt(source, last.span.start);
  const line = own > firstLine ? own : firstLine + 1;
  const indent = indentAt(document, source.lineStarts[line] ?? at);
  const { name, options } = site.interpreter;
  const { statements } = site.script;
  // Under errexit `;` is as good as `&&` behind a plain command, and what the rest of the list has; `!` and groups are exempt from it.
  const plain = last.kind === 'command' && !last.commands.some(({ negated }) => negated);
  if (plain && statements.at(-2)?.operator === ';' && hasSetOption(site.script, at, 'errexit', [name, ...options]))
    return { span: here, text: `; ${document.escape}\n${indent}${command}` };
  return operatorsLead(document, statements)
    ? { span: here, text: ` ${document.escape}\n${indent}&& ${command}` }
    : { span: here, text: ` && ${document.escape}\n${indent}${command}` };
}

/** Its last words were to be an instruction of their own, or lines behind it were to be part of it. */
const endsElsewhere = (document: DockerfileDocument, instruction: Instruction): boolean =>
  swallowedInstruction(document, instruction) !== undefined ||
  document.instructions[instruction.index + 1]?.kind === 'Unknown';

/** A fix that ends the RUN of `node` with a command, run by sudo when `node` is; none where it cannot be added. */
export function appendFix(
  document: DockerfileDocument,
  { command, site }: CommandNode,
  last: string,
  safety: 'safe' | 'unsafe',
): Fix[] {
  const text = command.wrappers.some(({ name }) => name === 'sudo') ? `sudo ${last}` : last;
  const edit = appendCommand(document, site, text);
  return edit ? [{ title: `End this RUN with ${last}`, safety, edits: () => [edit] }] : [];
}

/** Nothing behind it would run, or not in the same circumstances. */
const endsScript = (statement: ShellStatement): boolean =>
  statement.kind === 'command' &&
  statement.commands.some(({ words }) => /^(?:exec|exit|return)$/.test(words[0]?.value ?? ''));

/** Adds a command as the first of a script. */
export function prependCommand(document: DockerfileDocument, site: ScriptSite, command: string): Edit | undefined {
  const first = site.script.statements[0];
  if (!first || !isReadable(site) || site.form === 'exec') return undefined;
  const at = first.span.start;
  if (site.form === 'shell') return { span: { start: at, end: at }, text: `${command} && ` };
  return { span: { start: at, end: at }, text: `${command}\n${indentAt(document, at)}` };
}

/** Writes an instruction on a line of its own above another one and its comments. */
export function insertAbove(document: DockerfileDocument, instruction: Instruction, text: string): Edit {
  const { source } = document;
  const { start } = withLeadingComments(document, instruction);
  const at = Math.max(lineSpan(source, lineAt(source, start)).start, source.text.charCodeAt(0) === 0xfeff ? 1 : 0);
  const indent = indentAt(document, instruction.keyword.start);
  const lines = text.split('\n').map((line) => `${indent}${line}\n`);
  return { span: { start: at, end: at }, text: lines.join('') };
}

/** Takes a word out of its command, with the blanks and line breaks before it; undefined when a comment stands there. */
export function dropWord({ source }: DockerfileDocument, command: ShellCommand, word: ShellWord): Edit | undefined {
  const before = command.words[command.words.indexOf(word) - 1];
  if (!before || before.span.end > word.span.start) return undefined;
  const span = { start: before.span.end, end: word.span.end };
  const between = source.text.slice(span.start, word.span.start);
  const next = command.words[command.words.indexOf(word) + 1];
  // The first of several words of a line leaves its place to the next one.
  if (next && between.includes('\n') && /^[ \t]+$/.test(source.text.slice(word.span.end, next.span.start)))
    return { span: { start: word.span.start, end: next.span.start }, text: '' };
  return between.replace(/[\s\\`,]/g, '') === '' ? { span, text: '' } : undefined;
}

/** The options by which a command of a tool takes any certificate, each with its removal. */
export function insecureOptions(
  document: DockerfileDocument,
  command: ShellCommand,
  tool: Download['tool'],
): readonly { readonly option: ParsedOption; readonly fixes: readonly Fix[] }[] {
  const loading = download(command);
  if (loading?.tool !== tool) return [];
  return uncheckedOptions(loading).map((option) => {
    const edit = dropOption(document, command, option);
    return { option, fixes: edit ? [{ title: `Remove ${option.name}`, safety: 'unsafe', edits: () => [edit] }] : [] };
  });
}

/** Takes an option without a value out of its command: the word, or its letter out of a cluster. */
export function dropOption(
  document: DockerfileDocument,
  command: ShellCommand,
  option: ParsedOption,
): Edit | undefined {
  const { word, span } = option;
  if (span.start === word.span.start && span.end === word.span.end) {
    // A cluster in a JSON list or with a quote has no letters of its own.
    return word.value === option.name ? dropWord(document, command, word) : undefined;
  }
  return word.value !== undefined && word.value.length > 2 ? { span, text: '' } : undefined;
}

/** Takes a statement and the `&&`, `;` or line end behind it out of its list; undefined when none follows or a comment stands there. */
export function dropStatement({ source }: DockerfileDocument, statement: ShellStatement): Edit | undefined {
  const next = statement.siblings[statement.index + 1];
  const { operator } = statement;
  if (!next || (operator !== '&&' && operator !== ';' && operator !== '\n')) return undefined;
  const between = source.text.slice(statement.span.end, next.span.start);
  if (between.replace(/[\s\\`]/g, '') !== operator.trim()) return undefined;
  return { span: { start: statement.span.start, end: next.span.start }, text: '' };
}

/** The next instruction when it is a RUN in shell form and nothing but blanks and comments stands between the two. */
export function followingRun(document: DockerfileDocument, run: RunInstruction): RunInstruction | undefined {
  const next = run.onbuild ? undefined : document.instructions[run.index + 1];
  return next?.kind === 'Run' && next.form?.kind === 'shell' ? next : undefined;
}

const flagsText = (run: RunInstruction): string =>
  run.flags.map(({ name, value }) => `${name}=${value?.raw ?? ''}`).join(' ');

/**
 * Joins two adjacent RUNs in shell form with `&&`; undefined when flags, here-documents, comments between them or the way that the
 * first one ends forbid it.
 */
export function joinRuns(
  document: DockerfileDocument,
  first: RunInstruction,
  second: RunInstruction,
): Edit | undefined {
  const [a, b] = [shellSite(document, first), shellSite(document, second)];
  const [last, next] = [a?.script.statements.at(-1), b?.script.statements[0]];
  if (!a || !b || !last || !next || !isReadable(a) || !isReadable(b)) return undefined;
  if (flagsText(first) !== flagsText(second) || last.operator !== undefined || endsScript(last)) return undefined;
  if (document.source.text.slice(last.span.end, second.keyword.start).trim() !== '') return undefined;
  if (second.comments.some(({ span }) => span.start < next.span.start)) return undefined;
  if (goesOnAfterFailure(b.script.statements)) return undefined;
  const { source } = document;
  const indent = indentAt(document, first.keyword.start);
  const one = lineAt(source, first.keyword.start);
  const own =
    lineAt(source, last.span.end) > one ? indentAt(document, source.lineStarts[one + 1] ?? 0) : `${indent}    `;
  return { span: { start: last.span.end, end: next.span.start }, text: ` ${document.escape}\n${own}&& ` };
}

/** `x || y`, `x; y`: with `&&` before it, `y` would run also when what stands before fails, and hide that. */
const goesOnAfterFailure = (statements: readonly ShellStatement[]): boolean =>
  statements.slice(0, -1).some(({ operator }) => operator !== '&&');

function shellSite(document: DockerfileDocument, run: RunInstruction): ScriptSite | undefined {
  if (run.form?.kind !== 'shell' || run.heredocs.length > 0) return undefined;
  return scriptsOf(document, run).find(({ form }) => form === 'shell');
}

/**
 * The repair that takes an option out of a command; none in a JSON list, or where the option's words cannot be cut out cleanly.
 * `title` and safety are those of a finding about the option itself.
 */
export function withoutOption(document: DockerfileDocument, node: CommandNode, option: ParsedOption): Fix[] {
  if (node.site.form === 'exec' || !dropOption(document, node.command, option)) return [];
  const edits = (): Edit[] => {
    const edit = dropOption(document, node.command, option);
    return edit ? [edit] : [];
  };
  return [{ title: `Remove ${option.name}`, safety: 'unsafe', edits }];
}
