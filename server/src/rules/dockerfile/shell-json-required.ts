import { defineRule } from '../../core/rule';
import { jsonArray } from '../../languages/dockerfile/json';
import { listFix } from '../../languages/dockerfile/list-fix';
import { looseList } from '../../languages/dockerfile/loose-list';
import { jsonList } from '../../languages/dockerfile/quote';

export default defineRule({
  id: 'dockerfile/shell-json-required',
  summary: 'Write SHELL as a JSON list',
  category: 'correctness',
  severity: 'error',
  recommended: true,
  since: '0.1.0',
  fixable: 'sometimes',
  local: true,
  equivalents: { 'dockerfile-utils': ['SHELL_JSON_FORM', 'SHELL_REQUIRES_ONE'] },
  messages: {
    plain: '`SHELL` must be a JSON list; write `["/bin/bash", "-c"]`',
  },
  notes: ['run-shells'],
  docs: {
    why: '`SHELL` has no shell form: there would be no shell to read it. The builder refuses anything but a JSON list.',
    invalid: [
      {
        code: 'FROM debian:13\nSHELL /bin/bash -o pipefail -c\n',
        fixed: 'FROM debian:13\nSHELL ["/bin/bash", "-o", "pipefail", "-c"]\n',
      },
    ],
    valid: [{ code: 'FROM debian:13\nSHELL ["/bin/bash", "-o", "pipefail", "-c"]\n' }],
    fixSafety:
      'The list is taken over as it is; it has no `-c` at its end, without which a shell cannot run a command.',
    references: ['https://docs.docker.com/reference/dockerfile/#shell'],
  },
  check: (ctx) => ({
    Shell(shell) {
      if (shell.form?.kind !== 'shell' || jsonArray(shell.bodyText)) return;
      const span = shell.form.span;
      const list = looseList(shell.bodyText);
      const words = shell.bodyText.split(/\s+/);
      const simple =
        words.every((word) => /^[\w./:\\=+-]+$/.test(word)) &&
        !/[\r\n]/.test(ctx.source.text.slice(span.start, span.end));
      const text = jsonList(words);
      ctx.report({
        message: 'plain',
        span: shell.keyword,
        fixes: list
          ? listFix(ctx.doc, shell, list)
          : simple
            ? [
                {
                  title: `Write SHELL ${text}`,
                  safety: /^[-/](?:\w*c|C|Command)$/.test(words[words.length - 1] ?? '') ? 'safe' : 'unsafe',
                  edits: () => [{ span, text }],
                },
              ]
            : [],
      });
    },
  }),
});
