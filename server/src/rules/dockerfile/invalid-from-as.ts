import { defineRule } from '../../core/rule';
import { isStageName } from '../../languages/dockerfile/stage-names';
import { nearest, short } from '../../languages/dockerfile/suggest';
import { hasPlaceholder } from '../../languages/dockerfile/templates';

export default defineRule({
  id: 'dockerfile/invalid-from-as',
  summary: 'Name a stage with AS',
  category: 'correctness',
  severity: 'error',
  recommended: true,
  since: '0.1.0',
  fixable: 'sometimes',
  local: true,
  equivalents: { 'dockerfile-utils': ['INVALID_AS'] },
  messages: {
    noAs: '`{{word}}` stands where AS belongs; write `AS {{word}}` to name the stage',
    notAs: '`{{word}}` stands where AS belongs; write `FROM image AS name`',
  },
  notes: ['stage-names', 'from'],
  docs: {
    why: 'Behind its image `FROM` takes either nothing or `AS` and a name. The builder refuses anything else.',
    invalid: [
      { code: 'FROM golang:1.25 build\n', fixed: 'FROM golang:1.25 AS build\n' },
      { code: 'FROM golang:1.25 IS build\n', fixed: 'FROM golang:1.25 AS build\n' },
    ],
    valid: [{ code: 'FROM golang:1.25 AS build\n' }],
    references: ['https://docs.docker.com/reference/dockerfile/#from'],
  },
  check: (ctx) => ({
    From(from) {
      const [first, second, third] = from.extra;
      if (from.as || !first || first.raw.startsWith('#') || hasPlaceholder(from.bodyText)) return;
      // A flag that was torn apart shifts the words: the first of them is the image.
      if (from.image?.raw.startsWith('-') || from.flags.some(({ value }) => !value)) return;
      const as = ctx.doc.keyword('AS', from);
      const word = short(first.raw);
      const span = first.span;
      if (!second) {
        ctx.report({
          message: 'noAs',
          span,
          data: { word },
          fixes: isStageName(first.raw)
            ? [
                {
                  title: `Write ${as} ${first.raw}`,
                  safety: 'safe',
                  edits: () => [{ span: { start: span.start, end: span.start }, text: `${as} ` }],
                },
              ]
            : [],
        });
        return;
      }
      const meant = !third && isStageName(second.raw) && nearest(first.raw, ['AS']).length > 0;
      ctx.report({
        message: 'notAs',
        span,
        data: { word },
        fixes: meant ? [{ title: `Replace with ${as}`, safety: 'safe', edits: () => [{ span, text: as }] }] : [],
      });
    },
  }),
});
