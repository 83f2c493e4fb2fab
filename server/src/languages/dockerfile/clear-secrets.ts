import { MemoMap } from '../../core/memo';
import type { DockerfileDocument } from './model';
import type { Instruction } from './nodes';
import { type FoundSecret, secretsIn } from './secrets';

/** Runs that people type into an example: no token of a service holds them. */
const TYPED = /0123456789|1234567890|abcdefghij|[x*]{6}|your[-_]?|changeme|placeholder/i;

const KNOWN = new MemoMap<Instruction, readonly FoundSecret[]>();

/**
 * Tokens and keys of known formats that stand in an instruction, here-documents included, by offset in the file. Comments between its
 * lines are not part of it, and placeholders are none.
 */
export function tokensOf(document: DockerfileDocument, instruction: Instruction): readonly FoundSecret[] {
  const known = KNOWN.get(instruction);
  if (known) return known;
  const { start: from, end } = instruction.span;
  const tokens = secretsIn(document.source.text.slice(from, end)).flatMap((token) => {
    const start = from + token.start;
    const text = document.source.text.slice(start, from + token.end);
    if (inComment(instruction, start) || TYPED.test(text)) return [];
    return [{ ...token, start, end: from + token.end }];
  });
  KNOWN.set(instruction, tokens);
  return tokens;
}

/** Whether an offset lies in a comment between the lines of an instruction. */
export const inComment = (instruction: Instruction, offset: number): boolean =>
  instruction.comments.some(({ span }) => span.start <= offset && offset < span.end);
