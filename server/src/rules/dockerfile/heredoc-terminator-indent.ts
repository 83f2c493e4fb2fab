import { defineRule } from '../../core/rule';
import { nearTerminators } from '../../languages/dockerfile/terminators';

export default defineRule({
  id: 'dockerfile/heredoc-terminator-indent',
  summary: 'Write the end of a here-document without blanks around it',
  category: 'correctness',
  severity: 'error',
  recommended: true,
  since: '0.1.0',
  fixable: 'sometimes',
  local: true,
  equivalents: { shellcheck: ['SC1040'], tally: ['shellcheck/SC1040'] },
  messages: {
    blanks: 'Blanks around `{{name}}` keep the here-document open; remove them',
  },
  notes: ['heredocs'],
  docs: {
    why: 'The line that ends a here-document holds the delimiter alone. Blanks before or behind it make it an ordinary line; only `<<-` allows tabs (not spaces) before it.',
    invalid: [
      {
        code: 'FROM alpine:3.22\nRUN <<EOF\n  apk add curl\n  EOF\nCOPY . .\n',
        fixed: 'FROM alpine:3.22\nRUN <<EOF\n  apk add curl\nEOF\nCOPY . .\n',
      },
    ],
    valid: [{ code: 'FROM alpine:3.22\nRUN <<EOF\n  apk add curl\nEOF\n' }],
    references: ['https://docs.docker.com/reference/dockerfile/#here-documents'],
  },
  check: (ctx) => ({
    Instruction(instruction) {
      if (instruction.onbuild) return;
      const open = instruction.heredocs.find((heredoc) => !heredoc.terminator);
      if (!open) return;
      const [line, another] = nearTerminators(ctx.source, open);
      if (!line) return;
      const start = line.start + ctx.source.text.slice(line.start, line.end).indexOf(open.name);
      ctx.report({
        message: 'blanks',
        span: { start, end: start + open.name.length },
        data: { name: open.name },
        related: [{ span: open.mark, message: 'The here-document begins here' }],
        fixes: another
          ? []
          : [
              {
                title: `Remove the blanks around ${open.name}`,
                safety: 'safe',
                edits: () => [{ span: line, text: open.name }],
              },
            ],
      });
    },
  }),
});
