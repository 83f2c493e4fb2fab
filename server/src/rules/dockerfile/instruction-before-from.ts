import { defineRule } from '../../core/rule';
import { meansFrom } from '../../languages/dockerfile/stage-names';

export default defineRule({
  id: 'dockerfile/instruction-before-from',
  summary: 'Put nothing but ARG before the first FROM',
  category: 'correctness',
  severity: 'error',
  recommended: true,
  since: '0.1.0',
  fixable: 'never',
  equivalents: { hadolint: ['DL3061'], droast: ['DF037'] },
  messages: {
    before: '`{{instruction}}` stands before the first FROM, where only ARG may; move it below',
  },
  notes: ['from'],
  docs: {
    why: 'Instructions change a stage, and a stage begins with `FROM`. Before the first one only `ARG` is allowed, whose values the `FROM` lines can use. The builder refuses everything else there.',
    invalid: [{ code: 'ENV A=b\nFROM debian:13\n' }],
    valid: [{ code: 'ARG VERSION=13\nFROM debian:${VERSION}\n' }],
    references: ['https://docs.docker.com/reference/dockerfile/#understand-how-arg-and-from-interact'],
  },
  check: (ctx) => ({
    Document() {
      if (ctx.doc.stages.length === 0) return;
      for (const instruction of ctx.doc.instructions) {
        if (instruction.kind === 'From' || meansFrom(instruction)) return;
        if (instruction.kind === 'Arg' || instruction.kind === 'Unknown') continue;
        const { keyword: span, keywordText } = instruction;
        ctx.report({ message: 'before', span, data: { instruction: keywordText } });
      }
    },
  }),
});
