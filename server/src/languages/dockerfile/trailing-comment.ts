import type { Fix } from '../../core/finding';
import { lineAt, lineSpan } from '../../core/text';
import type { DockerfileDocument } from './model';
import type { Instruction } from './nodes';
import type { Word } from './word';

/** Moves what was meant as a comment, from `comment` to the end of the line, to a line above. `before` is the last word that stays. */
export function trailingCommentFix(
  document: DockerfileDocument,
  instruction: Instruction,
  before: Word | undefined,
  comment: Word,
): Fix[] {
  const { source } = document;
  const { start } = instruction.raw.span;
  const line = lineSpan(source, lineAt(source, start));
  if (!before || instruction.headEnd !== line.end) return [];
  const text = source.text.slice(comment.span.start, line.end).trimEnd();
  const indent = source.text.slice(line.start, start).replace('\ufeff', '');
  return [
    {
      title: 'Move the comment above',
      safety: 'safe',
      edits: () => [
        { span: { start, end: start }, text: `${text}\n${indent}` },
        { span: { start: before.span.end, end: line.end }, text: '' },
      ],
    },
  ];
}
