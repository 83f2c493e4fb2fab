import type { Edit, Fix } from '../../core/finding';
import { lineAt, lineSpan } from '../../core/text';
import type { LooseList } from './loose-list';
import type { DockerfileDocument } from './model';
import type { Instruction } from './nodes';

/** The text of an instruction's list or command: the body, for HEALTHCHECK what follows CMD. */
export const listText = (instruction: Instruction): string =>
  instruction.kind === 'Healthcheck' ? instruction.bodyText.replace(/^\S+\s*/, '') : instruction.bodyText;

/** The repair of a list that was meant as JSON; a comment behind it goes to a line above. */
export function listFix(document: DockerfileDocument, instruction: Instruction, list: LooseList): Fix[] {
  const { repair, comment } = list;
  if (!repair) return [];
  const { source } = document;
  const { logical } = instruction.raw;
  const from = logical.text.trimEnd().length - listText(instruction).length;
  const line = lineSpan(source, lineAt(source, instruction.raw.span.start));
  // A comment that stands on a later line of the instruction has no place above it that is surely right.
  if (comment && (instruction.onbuild || instruction.headEnd !== line.end)) return [];
  const edits = (): Edit[] => {
    const out: Edit[] = repair.map(({ start, end, text }) => {
      if (start < end) return { span: logical.span(from + start, from + end), text };
      const at = logical.span(from + start - 1, from + start).end;
      return { span: { start: at, end: at }, text };
    });
    if (!comment) return out;
    const start = instruction.span.start;
    const indent = source.text.slice(line.start, start).replace('\ufeff', '');
    return [{ span: { start, end: start }, text: `${comment.text}\n${indent}` }, ...out];
  };
  const safety = list.mistake === 'words' ? 'unsafe' : 'safe';
  return [{ title: 'Write a valid JSON list', safety, edits }];
}
