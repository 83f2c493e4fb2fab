import { defineRule } from '../../core/rule';
import { isMountNumber } from '../../languages/dockerfile/stage-graph';
import { short } from '../../languages/dockerfile/suggest';

export default defineRule({
  id: 'dockerfile/invalid-stage-index',
  summary: 'Refer to no stage number that does not exist',
  category: 'correctness',
  severity: 'error',
  recommended: true,
  since: '0.1.0',
  fixable: 'never',
  messages: {
    index: 'There is no stage `{{index}}`: the last one is {{last}}, counted from 0; write a name',
    mount: 'A mount takes no numbers, so `{{index}}` is sought as an image; write the name of a stage',
  },
  notes: ['stage-names', 'multi-stage'],
  docs: {
    why: 'A number in `--from` is the position of a stage in the file, counted from 0. The builder refuses one that no stage has. `RUN --mount` knows names only and takes a number for the name of an image.',
    invalid: [{ code: 'FROM golang:1.25\nRUN go build -o /app .\nFROM scratch\nCOPY --from=2 /app /app\n' }],
    valid: [{ code: 'FROM golang:1.25 AS build\nRUN go build -o /app .\nFROM scratch\nCOPY --from=build /app /app\n' }],
    references: ['https://docs.docker.com/reference/dockerfile/#copy---from'],
  },
  check: (ctx) => ({
    End() {
      const last = ctx.doc.stages.length - 1;
      for (const stage of ctx.doc.stages) {
        for (const reference of stage.dependencies) {
          const { target, word, instruction } = reference;
          if (instruction.onbuild || target.kind === 'stage') continue;
          const index = short(word.literal ?? word.raw);
          if (isMountNumber(reference)) ctx.report({ message: 'mount', span: word.span, data: { index } });
          else if (target.kind === 'bad-index') {
            ctx.report({ message: 'index', span: word.span, data: { index, last } });
          }
        }
      }
    },
  }),
});
