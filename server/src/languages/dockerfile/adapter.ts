import type { LanguageAdapter, NodeVisitor } from '../../core/language';
import { lineAt, lineSpan } from '../../core/text';
import { type DockerfileDocument, parseDockerfile, withLeadingComments } from './model';
import type { Instruction } from './nodes';
import { commandsOf, scriptsOf } from './scripts';
import { makeSurroundings } from './surroundings';

/** Longer instructions are asked about anew each time. */
const MAX_KEY = 16_384;

/**
 * Instructions in the order of the text, each followed by its scripts (`Script`) and their commands (`Command`); the trigger of an
 * ONBUILD follows it and belongs to the same unit.
 */
function walk(document: DockerfileDocument, visitor: NodeVisitor): void {
  const surroundings = makeSurroundings(document);
  const { text } = document.source;
  const visitOne = (instruction: Instruction): void => {
    visitor.visit(instruction.kind, instruction);
    visitor.visit('Instruction', instruction);
    if (visitor.wants('Script')) for (const site of scriptsOf(document, instruction)) visitor.visit('Script', site);
    if (visitor.wants('Command')) for (const node of commandsOf(document, instruction)) visitor.visit('Command', node);
  };
  for (const instruction of document.instructions) {
    const own = text.slice(instruction.span.start, instruction.span.end);
    const around = surroundings(instruction, own);
    visitor.unit(own.length > MAX_KEY ? undefined : `${around} ${own}`);
    visitOne(instruction);
    if (instruction.kind === 'Onbuild' && instruction.trigger) visitOne(instruction.trigger);
  }
}

/** The instruction that holds `offset`, or the next one below it. */
export function instructionAt(document: DockerfileDocument, offset: number): Instruction | undefined {
  const { instructions } = document;
  let low = 0;
  let high = instructions.length;
  while (low < high) {
    const mid = (low + high) >> 1;
    if ((instructions[mid]?.span.end ?? 0) < offset) low = mid + 1;
    else high = mid;
  }
  return instructions[low];
}

/** How the engine reads Dockerfiles. */
export const dockerfileAdapter: LanguageAdapter<DockerfileDocument> = {
  id: 'dockerfile',
  parse: parseDockerfile,
  walk,
  comments: (document) => document.comments,
  nodeBelow(document, comment) {
    const instruction = instructionAt(document, comment.span.end);
    const end = instruction?.span.end ?? document.source.text.length;
    if (instruction && instruction.span.start < comment.span.start) return instruction.span;
    // Comments between belong to it; above parser directives none may stand, so the first one below them stands for them too.
    const start = comment.span.start <= directivesEnd(document) ? 0 : comment.span.end;
    return { start, end };
  },
  commentPlace(document, offset) {
    const instruction = instructionAt(document, offset);
    const { source } = document;
    // Above the instruction's own comment block, so that the block stays with its instruction; directives stay at the top.
    const top = directivesEnd(document);
    const start =
      offset < top || !instruction ? Math.max(offset, top) : withLeadingComments(document, instruction).start;
    const line = lineSpan(source, lineAt(source, Math.max(start, top)));
    // A byte order mark stays the first character.
    const lineStart = line.start === 0 && source.text.charCodeAt(0) === 0xfeff ? 1 : line.start;
    return { offset: lineStart, indent: /^[ \t]*/.exec(source.text.slice(lineStart, line.end))?.[0] ?? '' };
  },
  fileCommentPlace: (document) => directivesEnd(document),
};

/** The start of the first line behind the parser directives (behind a byte order mark when there are none). */
export function directivesEnd(document: DockerfileDocument): number {
  const { source, directives } = document;
  const last = directives[directives.length - 1];
  if (!last) return source.text.charCodeAt(0) === 0xfeff ? 1 : 0;
  return source.lineStarts[lineAt(source, last.span.end) + 1] ?? source.text.length;
}
