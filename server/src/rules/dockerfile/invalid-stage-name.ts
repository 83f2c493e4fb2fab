import { defineRule } from '../../core/rule';
import { freeStageName, isStageName, renameReferences } from '../../languages/dockerfile/stage-names';
import { short } from '../../languages/dockerfile/suggest';
import { hasPlaceholder } from '../../languages/dockerfile/templates';

export default defineRule({
  id: 'dockerfile/invalid-stage-name',
  summary: 'Name stages with a letter first, then letters, digits, `-`, `_`, `.`',
  category: 'correctness',
  severity: 'error',
  recommended: true,
  since: '0.1.0',
  fixable: 'sometimes',
  local: true,
  equivalents: { 'dockerfile-utils': ['INVALID_BUILD_STAGE_NAME'] },
  messages: {
    invalid: '`{{name}}` is no stage name; use a letter, then letters, digits, `-`, `_` or `.`',
    variable: 'Variables are not replaced in a stage name; write the name itself for `{{name}}`',
  },
  notes: ['stage-names'],
  docs: {
    why: 'The name of a stage begins with a letter; letters, digits, `-`, `_` and `.` may follow. The builder refuses any other. A number would be mistaken for the position of a stage.',
    invalid: [
      {
        code: 'FROM golang:1.25 AS 1-build\nFROM scratch\nCOPY --from=1-build /app /app\n',
        fixed: 'FROM golang:1.25 AS stage-1-build\nFROM scratch\nCOPY --from=stage-1-build /app /app\n',
      },
    ],
    valid: [{ code: 'FROM golang:1.25 AS build-1\n' }],
    fixSafety: 'The stage gets another name here; a `--target` or a Compose file that names it must follow.',
    references: ['https://docs.docker.com/build/building/multi-stage/#name-your-build-stages'],
  },
  check: (ctx) => ({
    From(from) {
      const word = from.as?.name;
      const stage = ctx.doc.stageOf(from);
      if (!word || !stage || isStageName(word.raw) || hasPlaceholder(word.raw)) return;
      const data = { name: short(word.raw) };
      if (word.variables.length > 0) {
        ctx.report({ message: 'variable', span: word.span, data });
        return;
      }
      const bare = word.raw.toLowerCase().replace(/[^a-z0-9\-_.]+/g, '-');
      const trimmed = bare.replace(/^[-_.]+/, '').replace(/-$/, '');
      const name = freeStageName(ctx.doc, /^[a-z]/.test(trimmed) ? trimmed : `stage-${trimmed}`);
      ctx.report({
        message: 'invalid',
        span: word.span,
        data,
        fixes: /[a-z0-9]/.test(trimmed)
          ? [
              {
                title: `Rename to ${name}`,
                safety: 'unsafe',
                edits: () => [{ span: word.span, text: name }, ...renameReferences(ctx.doc, stage, name)],
              },
            ]
          : [],
      });
    },
  }),
});
