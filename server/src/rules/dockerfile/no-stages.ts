import { defineRule } from '../../core/rule';
import { meansFrom } from '../../languages/dockerfile/stage-names';
import { isTemplate } from '../../languages/dockerfile/templates';

export default defineRule({
  id: 'dockerfile/no-stages',
  summary: 'Begin the build with FROM',
  category: 'correctness',
  severity: 'error',
  recommended: true,
  since: '0.1.0',
  fixable: 'never',
  equivalents: { tally: ['tally/require-stages'], 'dockerfile-utils': ['NO_SOURCE_IMAGE'] },
  messages: {
    none: 'The file has no `FROM`; begin with one, such as `FROM debian:13-slim`',
  },
  notes: ['from'],
  docs: {
    why: 'Every image stands on another one, or on the empty `scratch`. Without `FROM` there is nothing to build, and the builder refuses the file.',
    invalid: [{ code: 'RUN echo hello\n' }, { code: 'ARG VERSION=1\n' }],
    valid: [{ code: 'FROM scratch\nCOPY app /\n' }],
    references: ['https://docs.docker.com/reference/dockerfile/#from'],
  },
  check: (ctx) => ({
    End() {
      const { instructions, stages } = ctx.doc;
      if (stages.length > 0 || instructions.some(meansFrom) || isTemplate(ctx.doc)) return;
      const first = instructions.find((i) => i.kind !== 'Arg') ?? instructions[instructions.length - 1];
      const end = ctx.source.text.length;
      const span = first && first.keyword.start < first.keyword.end ? first.keyword : { start: end, end };
      ctx.report({ message: 'none', span });
    },
  }),
});
