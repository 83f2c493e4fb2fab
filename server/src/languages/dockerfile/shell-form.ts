import type { Span } from '../../core/span';
import { toExecWords } from '../shell';
import type { DockerfileDocument } from './model';
import type { CmdInstruction, EntrypointInstruction } from './nodes';
import { interpreterAt, scriptsOf } from './scripts';

/** A CMD or ENTRYPOINT in shell form, with the words of the list that would run the same. */
export interface ShellFormUse {
  readonly span: Span;
  readonly words: readonly string[] | undefined;
  /** Why there is no such list, as a clause. */
  readonly blocked: string | undefined;
  /** The text uses `$0`, `$1`, `$@` or `$*`, which hold what stands behind it in the list. */
  readonly usesArguments: boolean;
  /** Its last command replaces the shell with the program. */
  readonly endsInExec: boolean;
}

/** Undefined for a list, a list that is no valid JSON, and what no POSIX shell reads. */
export function shellForm(
  document: DockerfileDocument,
  instruction: CmdInstruction | EntrypointInstruction,
): ShellFormUse | undefined {
  const { form } = instruction;
  // Neither takes flags: what is read as one has its own finding, and belongs to the command.
  if (form?.kind !== 'shell' || form.looksLikeJson || instruction.flags.length > 0) return undefined;
  if (interpreterAt(document, instruction).family !== 'posix') return undefined;
  const script = scriptsOf(document, instruction)[0]?.script;
  if (!script) return undefined;
  const words = toExecWords(script);
  const found = 'blocked' in words ? undefined : words;
  const comment = instruction.comments.length > 0 ? 'it has comments between its lines' : undefined;
  const last = script.statements[script.statements.length - 1];
  return {
    span: form.span,
    words: comment ? undefined : found,
    blocked: 'blocked' in words ? words.blocked : comment,
    usesArguments: script.commands.some((command) =>
      [...command.words, ...command.assignments.flatMap((a) => a.value ?? [])].some((word) =>
        word.variables.some((variable) => /^(?:\d+|[@*])$/.test(variable.name)),
      ),
    ),
    endsInExec: last?.commands.some((command) => command.words[0]?.value === 'exec') ?? false,
  };
}
