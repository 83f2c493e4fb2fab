import { defineRule } from '../../core/rule';
import { looksContinued } from '../../languages/dockerfile/continuations';
import type { DockerfileDocument } from '../../languages/dockerfile/model';
import type { Instruction } from '../../languages/dockerfile/nodes';
import { short } from '../../languages/dockerfile/suggest';
import { isTemplate } from '../../languages/dockerfile/templates';

/** A file that is no Dockerfile at all needs no finding on each of its lines. */
const MAX_FINDINGS = 50;

export default defineRule({
  id: 'dockerfile/missing-continuation',
  summary: 'End a line with the escape character where its command goes on',
  category: 'correctness',
  severity: 'error',
  recommended: true,
  since: '0.1.0',
  fixable: 'sometimes',
  messages: {
    missing: 'No instruction begins with `{{word}}`; end the line above with `{{escape}}`',
  },
  notes: [],
  docs: {
    why: 'A command that goes on in the next line needs the escape character (`\\` unless a directive says otherwise) at the end of its line. Without it the builder takes the next line for an instruction and stops.',
    invalid: [
      {
        code: 'FROM debian:13\nRUN apt-get update\n  && apt-get install -y curl\n',
        fixed: 'FROM debian:13\nRUN apt-get update \\\n  && apt-get install -y curl\n',
      },
    ],
    valid: [{ code: 'FROM debian:13\nRUN apt-get update \\\n  && apt-get install -y curl\n' }],
    fixSafety: 'The line becomes part of the instruction above it.',
    references: ['https://docs.docker.com/reference/dockerfile/#escape'],
  },
  check: (ctx) => {
    let count = 0;
    return {
      Unknown(instruction) {
        if (instruction.onbuild || !looksContinued(instruction.keywordText) || isTemplate(ctx.doc)) return;
        if (++count > MAX_FINDINGS) return;
        const at = placeAbove(ctx.doc, instruction);
        const { escape } = ctx.doc;
        ctx.report({
          message: 'missing',
          span: instruction.keyword,
          data: { word: short(instruction.keywordText, 20), escape },
          fixes:
            at === undefined
              ? []
              : [
                  {
                    title: `End the line above with ${escape}`,
                    safety: 'unsafe',
                    edits: () => [{ span: { start: at, end: at }, text: ` ${escape}` }],
                  },
                ],
        });
      },
    };
  },
});

/** Behind the text of the instruction above, when only comments stand between. */
function placeAbove(doc: DockerfileDocument, instruction: Instruction): number | undefined {
  const above = doc.instructions[instruction.index - 1];
  if (!above || above.raw.heredocs.length > 0 || above.raw.openEnd) return undefined;
  const { text } = doc.source;
  const between = text.slice(above.headEnd, instruction.raw.span.start).split('\n').slice(1, -1);
  if (!between.every((line) => line.trim().startsWith('#'))) return undefined;
  return above.span.start + text.slice(above.span.start, above.headEnd).trimEnd().length;
}
