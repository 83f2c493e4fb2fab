import { defineRule } from '../../core/rule';
import { nearTerminators } from '../../languages/dockerfile/terminators';

export default defineRule({
  id: 'dockerfile/unterminated-heredoc',
  summary: 'End a here-document with its delimiter on a line of its own',
  category: 'correctness',
  severity: 'error',
  recommended: true,
  since: '0.1.0',
  fixable: 'sometimes',
  local: true,
  messages: {
    open: 'Here-document `{{name}}` never ends; write `{{name}}` on a line of its own behind it',
  },
  notes: ['heredocs'],
  docs: {
    why: 'A here-document goes on until a line that holds its delimiter and nothing else. Without that line it takes in the rest of the file, and the builder refuses the file.',
    invalid: [
      {
        code: 'FROM alpine:3.22\nRUN <<EOF\napk add curl\n',
        fixed: 'FROM alpine:3.22\nRUN <<EOF\napk add curl\nEOF\n',
      },
    ],
    valid: [{ code: 'FROM alpine:3.22\nRUN <<EOF\napk add curl\nEOF\n' }],
    fixSafety: 'The delimiter goes to the end of the file; instructions above it stay part of the here-document.',
    references: ['https://docs.docker.com/reference/dockerfile/#here-documents'],
  },
  check: (ctx) => ({
    Instruction(instruction) {
      if (instruction.onbuild) return;
      const open = instruction.heredocs.find((heredoc) => !heredoc.terminator);
      if (!open || nearTerminators(ctx.source, open).length > 0) return;
      const end = ctx.source.text.length;
      const newline = ctx.source.text.endsWith('\n');
      const last = instruction.heredocs[instruction.heredocs.length - 1] === open;
      ctx.report({
        message: 'open',
        span: open.mark,
        data: { name: open.name },
        fixes: last
          ? [
              {
                title: `Add ${open.name} at the end of the file`,
                safety: 'unsafe',
                edits: () => [{ span: { start: end, end }, text: newline ? `${open.name}\n` : `\n${open.name}` }],
              },
            ]
          : [],
      });
    },
  }),
});
