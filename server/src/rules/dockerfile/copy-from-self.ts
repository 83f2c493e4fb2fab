import { defineRule } from '../../core/rule';
import { isMountNumber } from '../../languages/dockerfile/stage-graph';
import { short } from '../../languages/dockerfile/suggest';

export default defineRule({
  id: 'dockerfile/copy-from-self',
  summary: 'Copy and mount from other stages only',
  category: 'correctness',
  severity: 'error',
  recommended: true,
  since: '0.1.0',
  fixable: 'never',
  equivalents: { hadolint: ['DL3023'], trivy: ['DS-0006'], droast: ['DF050'] },
  messages: {
    copy: '`{{name}}` is this very stage; copy from another one, or use `RUN cp` within it',
    mount: '`{{name}}` is this very stage; mount another one, its own files are there',
  },
  notes: ['multi-stage', 'stage-names'],
  docs: {
    why: 'A stage cannot be finished before a line of its own that needs the finished stage: the builder refuses it as a circle. What the stage has made so far is there without copying.',
    invalid: [{ code: 'FROM golang:1.25 AS build\nRUN go build -o /out/app .\nCOPY --from=build /out/app /app\n' }],
    valid: [
      {
        code: 'FROM golang:1.25 AS build\nRUN go build -o /out/app .\nFROM scratch\nCOPY --from=build /out/app /app\n',
      },
    ],
    references: ['https://docs.docker.com/reference/dockerfile/#copy---from'],
  },
  check: (ctx) => ({
    End() {
      for (const stage of ctx.doc.stages) {
        for (const reference of stage.dependencies) {
          const { target, word, via, instruction } = reference;
          if (target.kind !== 'self' || instruction.onbuild || isMountNumber(reference)) continue;
          const message = via === 'mount' ? 'mount' : 'copy';
          ctx.report({ message, span: word.span, data: { name: short(word.literal ?? word.raw) } });
        }
      }
    },
  }),
});
