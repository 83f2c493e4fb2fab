import { defineRule } from '../../core/rule';
import { packageCalls } from '../../languages/dockerfile/packages';
import { dropWord } from '../../languages/dockerfile/run-edits';

export default defineRule({
  id: 'dockerfile/duplicate-package',
  summary: 'Name a package once',
  category: 'maintainability',
  severity: 'information',
  recommended: true,
  since: '0.1.0',
  fixable: 'sometimes',
  local: true,
  tags: ['unnecessary'],
  messages: {
    twice: '`{{name}}` is in this list already; remove it',
  },
  notes: ['package-managers'],
  docs: {
    why: 'A name that stands twice in one list is a slip of a merge or of an edit. It does no harm, but whoever removes or pins one of the two misses the other.',
    invalid: [
      {
        code: 'FROM alpine:3.22\nRUN apk add --no-cache curl git curl\n',
        fixed: 'FROM alpine:3.22\nRUN apk add --no-cache curl git\n',
      },
    ],
    valid: [{ code: 'FROM alpine:3.22\nRUN apk add --no-cache curl git\n' }],
    references: ['https://docs.docker.com/build/building/best-practices/#sort-multi-line-arguments'],
  },
  check: (ctx) => ({
    Run(run) {
      for (const call of packageCalls(ctx.doc, run)) {
        if (call.action !== 'install') continue;
        const seen = new Set<string>();
        for (const { word, unresolved } of call.packages) {
          const name = word.value;
          if (name === undefined || unresolved || word.glob || word.braces) continue;
          if (!seen.has(name)) {
            seen.add(name);
            continue;
          }
          const edit = dropWord(ctx.doc, call.command, word);
          ctx.report({
            message: 'twice',
            span: word.span,
            data: { name },
            fixes: edit ? [{ title: `Remove the second ${name}`, safety: 'safe', edits: () => [edit] }] : [],
          });
        }
      }
    },
  }),
});
