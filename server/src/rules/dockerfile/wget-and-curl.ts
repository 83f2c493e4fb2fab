import { defineRule } from '../../core/rule';
import { commandsOf } from '../../languages/dockerfile/scripts';

export default defineRule({
  id: 'dockerfile/wget-and-curl',
  summary: 'Download with one of wget and curl',
  category: 'maintainability',
  severity: 'information',
  recommended: false,
  since: '0.1.0',
  fixable: 'never',
  equivalents: {
    hadolint: ['DL4001'],
    tally: ['hadolint/DL4001'],
    trivy: ['DS-0014'],
    droast: ['DF058'],
  },
  messages: {
    both: '`{{second}}` does what `{{first}}` does in line {{line}}; use one of them in a stage',
  },
  notes: ['image-layers', 'grouping-commands'],
  lessons: ['D20'],
  docs: {
    why: 'Both programs download. Each has to be installed, kept up to date and known to whoever reads the file.',
    invalid: [
      {
        code: 'FROM debian:13\nRUN wget -q https://example.com/a\nRUN curl -fsSLO https://example.com/b\n',
      },
    ],
    valid: [{ code: 'FROM debian:13\nRUN curl -fsSLO https://example.com/a && curl -fsSLO https://example.com/b\n' }],
    references: ['https://docs.docker.com/build/building/best-practices/'],
  },
  check: (ctx) => ({
    Document() {
      for (const stage of ctx.doc.stages) {
        const used = stage.instructions
          .filter((instruction) => instruction.kind === 'Run')
          .flatMap((instruction) => commandsOf(ctx.doc, instruction).map(({ command }) => ({ instruction, command })))
          .filter(({ command }) => command.program === 'wget' || command.program === 'curl');
        const [first] = used;
        const other = used.find(({ command }) => command.program !== first?.command.program);
        const word = other?.command.programWord;
        if (!first || !word) continue;
        const data = {
          first: first.command.program ?? '',
          second: other.command.program ?? '',
          line: first.instruction.raw.firstLine + 1,
        };
        ctx.report({ message: 'both', span: word.span, data });
      }
    },
  }),
});
