import { RecentMap } from '../../core/recent-map';
import type { DockerfileDocument } from './model';
import type { Instruction } from './nodes';
import { interpreterAt } from './scripts';

/** Characters of instructions whose answers are kept, for each question. */
const KEPT = 1_000_000;
/** The answer for a longer instruction is worked out each time. */
const MAX_TEXT = 16_384;

/**
 * Keeps the answers to a question about an instruction by its text, across documents: an edit elsewhere moves an instruction, and its
 * shell text would have to be read anew for its ranges alone. The answer must hold no ranges, and depend on nothing but the
 * instruction's text and the shell that reads it.
 */
export function byText<A extends {}>(
  question: (document: DockerfileDocument, instruction: Instruction) => A,
): (document: DockerfileDocument, instruction: Instruction) => A {
  const answers = new RecentMap<A>(KEPT);
  return (document, instruction) => {
    const { start, end } = instruction.span;
    if (end - start > MAX_TEXT) return question(document, instruction);
    const { name, options } = interpreterAt(document, instruction);
    const key = `${name} ${options.join(' ')} ${document.escape}${document.source.text.slice(start, end)}`;
    const known = answers.get(key);
    if (known !== undefined) return known;
    const answer = question(document, instruction);
    answers.set(key, answer);
    return answer;
  };
}
