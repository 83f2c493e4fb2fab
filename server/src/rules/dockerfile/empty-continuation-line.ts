import { defineRule } from '../../core/rule';
import type { Span } from '../../core/span';
import { swallowedInstruction } from '../../languages/dockerfile/continuations';

export default defineRule({
  id: 'dockerfile/empty-continuation-line',
  summary: 'Leave no blank lines inside an instruction',
  category: 'maintainability',
  severity: 'warning',
  recommended: true,
  since: '0.1.0',
  fixable: 'always',
  local: true,
  tags: ['deprecated'],
  equivalents: {
    buildkit: ['NoEmptyContinuation'],
    tally: ['buildkit/NoEmptyContinuation'],
    'dockerfile-utils': ['EMPTY_CONTINUATION_LINE'],
  },
  messages: {
    blank: 'Blank line inside `{{instruction}}` will become an error; remove it',
  },
  notes: [],
  docs: {
    why: 'A blank line between the continued lines of an instruction is still skipped, but the builder warns that this will become an error. To set lines apart, use a comment line.',
    invalid: [
      {
        code: 'FROM debian:13\nRUN apt-get update && \\\n\n    apt-get install -y curl\n',
        fixed: 'FROM debian:13\nRUN apt-get update && \\\n    apt-get install -y curl\n',
      },
    ],
    valid: [{ code: 'FROM debian:13\nRUN apt-get update && \\\n    # tools\n    apt-get install -y curl\n' }],
    references: ['https://docs.docker.com/reference/build-checks/no-empty-continuation/'],
  },
  check: (ctx) => ({
    Instruction(instruction) {
      const { emptyLines } = instruction.raw;
      if (instruction.onbuild || emptyLines.length === 0) return;
      const swallowed = swallowedInstruction(ctx.doc, instruction);
      for (const span of blocks(emptyLines)) {
        // What stands there by mistake has its own finding: an escape character with nothing, or another instruction, behind it.
        if (span.start >= instruction.headEnd) continue;
        if (swallowed && span.start > swallowed.escape.start && span.start < swallowed.keyword.start) continue;
        ctx.report({
          message: 'blank',
          span,
          data: { instruction: instruction.keywordText },
          fixes: [
            {
              title: 'Remove the blank line',
              safety: 'safe',
              edits: () => [{ span, text: '' }],
            },
          ],
        });
      }
    },
  }),
});

/** Neighbouring lines as one range. */
function blocks(lines: readonly Span[]): Span[] {
  const out: Span[] = [];
  for (const line of lines) {
    const last = out[out.length - 1];
    if (last && last.end === line.start) out[out.length - 1] = { start: last.start, end: line.end };
    else out.push(line);
  }
  return out;
}
