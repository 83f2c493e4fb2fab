import { MemoMap } from '../../core/memo';
import { type FoundSecret, isTyped, secretsIn } from '../secrets';
import type { DockerfileDocument } from './model';
import type { Instruction } from './nodes';

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
    if (inComment(instruction, start) || isTyped(text)) return [];
    return [{ ...token, start, end: from + token.end }];
  });
  KNOWN.set(instruction, tokens);
  return tokens;
}

/** Whether an offset lies in a comment between the lines of an instruction. */
export const inComment = (instruction: Instruction, offset: number): boolean =>
  instruction.comments.some(({ span }) => span.start <= offset && offset < span.end);
