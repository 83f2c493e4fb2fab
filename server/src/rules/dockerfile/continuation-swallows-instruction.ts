import { defineRule } from '../../core/rule';
import { swallowedInstruction } from '../../languages/dockerfile/continuations';

export default defineRule({
  id: 'dockerfile/continuation-swallows-instruction',
  summary: 'End the last line of an instruction without the escape character',
  category: 'correctness',
  severity: 'error',
  recommended: true,
  since: '0.1.0',
  fixable: 'always',
  local: true,
  messages: {
    swallowed: 'This `{{escape}}` makes the next `{{keyword}}` line part of `{{instruction}}`; remove it',
    atEnd: 'Nothing follows this `{{escape}}`; remove it',
  },
  notes: [],
  docs: {
    why: 'An escape character at the end of a line joins the next line to it. Left behind on the last line of an instruction, it turns the next instruction into arguments: the build goes on without it, or fails in an unexpected place.',
    invalid: [
      {
        code: 'FROM debian:13\nRUN apt-get update && \\\nCOPY . /app\n',
        fixed: 'FROM debian:13\nRUN apt-get update\nCOPY . /app\n',
      },
      { code: 'FROM debian:13\nRUN make \\\n', fixed: 'FROM debian:13\nRUN make\n' },
    ],
    valid: [{ code: 'FROM debian:13\nRUN apt-get update\nCOPY . /app\n' }],
    fixSafety: 'The next line becomes an instruction of its own. An operator before the escape character goes too.',
    references: ['https://docs.docker.com/reference/dockerfile/#escape'],
  },
  check: (ctx) => ({
    Instruction(instruction) {
      if (instruction.onbuild || instruction.keywordText === '') return;
      const { escape } = ctx.doc;
      const swallowed = swallowedInstruction(ctx.doc, instruction);
      if (swallowed) {
        ctx.report({
          message: 'swallowed',
          span: swallowed.escape,
          data: { escape, keyword: swallowed.keywordText, instruction: instruction.keywordText },
          related: [{ span: swallowed.keyword, message: 'It was to be an instruction' }],
          fixes: [
            {
              title: `Remove ${escape}, so that ${swallowed.keywordText} is an instruction`,
              safety: 'unsafe',
              edits: () => [{ span: swallowed.tail, text: '' }],
            },
          ],
        });
      }
      const { openEnd } = instruction.raw;
      if (!openEnd) return;
      let { start } = openEnd;
      while (/[ \t]/.test(ctx.source.text[start - 1] ?? '')) start--;
      ctx.report({
        message: 'atEnd',
        severity: 'information',
        span: openEnd,
        data: { escape },
        fixes: [
          {
            title: `Remove ${escape}`,
            safety: 'safe',
            edits: () => [{ span: { start, end: openEnd.end }, text: '' }],
          },
        ],
      });
    },
  }),
});
