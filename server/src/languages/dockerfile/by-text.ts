import { MemoMap } from '../../core/memo';
import { RecentMap } from '../../core/recent-map';
import type { DockerfileDocument } from './model';
import type { Instruction } from './nodes';
import { interpreterAt } from './scripts';

/** Characters of instructions whose answers are kept. */
const KEPT = 2_000_000;
/** The answers for a longer instruction are worked out for each document. */
const MAX_TEXT = 16_384;

/** Answers by question; all instructions of one text share them. */
type Answers = Map<unknown, unknown>;

const BY_TEXT = new RecentMap<Answers>(KEPT, 'repeated');
const BY_INSTRUCTION = new MemoMap<Instruction, Answers>();

/**
 * Keeps the answers to a question about an instruction by its text, across documents: an edit elsewhere moves an instruction, and its
 * shell text would have to be read anew for its ranges alone. The answer must hold no ranges, and depend on nothing but the
 * instruction's text and the shell that reads it.
 */
export function byText<A extends {}>(
  question: (document: DockerfileDocument, instruction: Instruction) => A,
): (document: DockerfileDocument, instruction: Instruction) => A {
  const isAnswer = (known: unknown): known is A => known !== undefined;
  return (document, instruction) => {
    const answers = answersOf(document, instruction);
    const known = answers.get(question);
    if (isAnswer(known)) return known;
    const answer = question(document, instruction);
    answers.set(question, answer);
    return answer;
  };
}

function answersOf(document: DockerfileDocument, instruction: Instruction): Answers {
  const own = BY_INSTRUCTION.get(instruction);
  if (own) return own;
  const answers = sharedAnswers(document, instruction);
  BY_INSTRUCTION.set(instruction, answers);
  return answers;
}

function sharedAnswers(document: DockerfileDocument, instruction: Instruction): Answers {
  const { start, end } = instruction.span;
  if (end - start > MAX_TEXT) return new Map();
  const { name, options } = interpreterAt(document, instruction);
  const key = `${name} ${options.join(' ')} ${document.escape}${document.source.text.slice(start, end)}`;
  const known = BY_TEXT.get(key);
  if (known) return known;
  const answers: Answers = new Map();
  BY_TEXT.set(key, answers);
  return answers;
}
