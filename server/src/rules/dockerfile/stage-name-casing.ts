import { defineRule } from '../../core/rule';
import { isStageName, renameReferences } from '../../languages/dockerfile/stage-names';
import { short } from '../../languages/dockerfile/suggest';

export default defineRule({
  id: 'dockerfile/stage-name-casing',
  summary: 'Write names of stages in small letters',
  category: 'style',
  severity: 'hint',
  recommended: true,
  since: '0.1.0',
  fixable: 'always',
  equivalents: { buildkit: ['StageNameCasing'], tally: ['buildkit/StageNameCasing'] },
  messages: {
    casing: 'The stage is called `{{lower}}`; write `{{name}}` in small letters',
  },
  notes: ['stage-names'],
  docs: {
    why: 'The builder keeps names of stages in small letters. `COPY --from=Build` still finds the stage, `FROM Build` does not: it asks a registry.',
    invalid: [
      {
        code: 'FROM golang:1.25 AS Build\nFROM scratch\nCOPY --from=Build /app /app\n',
        fixed: 'FROM golang:1.25 AS build\nFROM scratch\nCOPY --from=build /app /app\n',
      },
    ],
    valid: [{ code: 'FROM golang:1.25 AS build\nFROM scratch\nCOPY --from=build /app /app\n' }],
    references: ['https://docs.docker.com/reference/build-checks/stage-name-casing/'],
  },
  check: (ctx) => ({
    From(from) {
      const word = from.as?.name;
      const stage = ctx.doc.stageOf(from);
      if (!word || !stage || !isStageName(word.raw)) return;
      const lower = word.raw.toLowerCase();
      if (lower === word.raw) return;
      ctx.report({
        message: 'casing',
        span: word.span,
        data: { name: short(word.raw), lower: short(lower) },
        fixes: [
          {
            title: `Rename to ${short(lower)}`,
            safety: 'safe',
            edits: () => [
              { span: word.span, text: lower },
              ...renameReferences(ctx.doc, stage, lower).filter(
                ({ span }) => ctx.source.text.slice(span.start, span.end) !== lower,
              ),
            ],
          },
        ],
      });
    },
  }),
});
