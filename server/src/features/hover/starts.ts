import type { DockerfileDocument, Stage } from '../../languages/dockerfile/model';
import type { CmdInstruction, CommandForm, EntrypointInstruction, Instruction } from '../../languages/dockerfile/nodes';
import { interpreterAt } from '../../languages/dockerfile/scripts';
import { code } from './markdown';

/** The command that a container of a stage really runs, in words: what, from which lines, where, as whom. */
export function startsLine(document: DockerfileDocument, stage: Stage): string | undefined {
  const { entrypoint, cmd, directory, user } = document.finalState(stage);
  const command = commandText(document, entrypoint, cmd);
  if (command === undefined) return undefined;
  const where = directory === undefined ? '' : ` in ${code(directory)}`;
  const name = user?.value && document.valueOf(user.value, user);
  const who = name === undefined ? '' : ` as user ${code(name)}`;
  return `**Starts** ${code(command)} (${origin(entrypoint, cmd)})${where}${who}`;
}

const line = (instruction: Instruction): number => instruction.raw.firstLine + 1;

function origin(entrypoint: EntrypointInstruction | undefined, cmd: CmdInstruction | undefined): string {
  if (!entrypoint) return cmd ? `\`CMD\` line ${line(cmd)}; the base image may have an \`ENTRYPOINT\`` : '';
  if (!cmd || isShellForm(entrypoint)) return `\`ENTRYPOINT\` line ${line(entrypoint)}`;
  return `\`ENTRYPOINT\` line ${line(entrypoint)} + \`CMD\` line ${line(cmd)}`;
}

/** A shell between: CMD and the arguments of `docker run` go nowhere. */
export const isShellForm = (instruction: { readonly form: CommandForm | undefined }): boolean =>
  instruction.form?.kind === 'shell';

function commandText(
  document: DockerfileDocument,
  entrypoint: EntrypointInstruction | undefined,
  cmd: CmdInstruction | undefined,
): string | undefined {
  const first = entrypoint && formText(document, entrypoint);
  const second = cmd && formText(document, cmd);
  if (entrypoint && isShellForm(entrypoint)) return first;
  const words = [first, second].filter((text) => text !== undefined && text !== '');
  return words.length === 0 ? undefined : words.join(' ');
}

function formText(
  document: DockerfileDocument,
  instruction: CmdInstruction | EntrypointInstruction,
): string | undefined {
  const { form } = instruction;
  if (!form) return undefined;
  if (form.kind === 'exec') return form.words.map((word) => quoteWord(word.raw)).join(' ');
  const interpreter = interpreterAt(document, instruction);
  const text = instruction.bodyText.trim();
  return interpreter.family === 'posix' ? `/bin/${interpreter.name} -c ${quoteWord(text)}` : text;
}

const quoteWord = (word: string): string => (/^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replace(/'/g, `'\\''`)}'`);
