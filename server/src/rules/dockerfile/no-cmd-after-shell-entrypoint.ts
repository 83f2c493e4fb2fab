import { defineRule } from '../../core/rule';
import { jsonList } from '../../languages/dockerfile/quote';
import { shellForm } from '../../languages/dockerfile/shell-form';

export default defineRule({
  id: 'dockerfile/no-cmd-after-shell-entrypoint',
  summary: 'Write ENTRYPOINT as a JSON list when there is a CMD',
  category: 'correctness',
  severity: 'warning',
  recommended: true,
  since: '0.1.0',
  fixable: 'sometimes',
  messages: {
    ignored: 'Shell-form ENTRYPOINT ignores this `CMD`; write ENTRYPOINT as a JSON list',
  },
  notes: ['entrypoint-and-cmd', 'exec-form-and-signals'],
  lessons: ['D12'],
  docs: {
    why: '`ENTRYPOINT` and `CMD` are joined to one list. In shell form `ENTRYPOINT` is `/bin/sh -c "…"`, and what follows in the list never reaches the program: neither `CMD` nor the arguments of `docker run`.',
    invalid: [
      {
        code: 'FROM python:3.13-slim\nENTRYPOINT gunicorn shop.wsgi\nCMD ["--workers", "4"]\n',
        fixed: 'FROM python:3.13-slim\nENTRYPOINT ["gunicorn", "shop.wsgi"]\nCMD ["--workers", "4"]\n',
      },
    ],
    valid: [{ code: 'FROM python:3.13-slim\nENTRYPOINT ["gunicorn", "shop.wsgi"]\nCMD ["--workers", "4"]\n' }],
    fixSafety: 'The program runs without a shell, gets signals itself, and gets CMD and the arguments of `docker run`.',
    exceptions: 'An entry point whose text uses `$0` or `"$@"` does get the words of CMD; the rule is silent there.',
    references: ['https://docs.docker.com/reference/dockerfile/#understand-how-cmd-and-entrypoint-interact'],
  },
  check: (ctx) => ({
    End() {
      if (ctx.doc.os === 'windows') return;
      const seen = new Set<number>();
      for (const stage of ctx.doc.stages) {
        const { entrypoint, cmd } = ctx.doc.finalState(stage);
        if (!entrypoint || !cmd?.form || seen.has(cmd.index)) continue;
        if (cmd.form.kind === 'exec' && cmd.form.words.length === 0) continue;
        const form = shellForm(ctx.doc, entrypoint);
        if (!form || form.usesArguments) continue;
        seen.add(cmd.index);
        const related = [{ span: entrypoint.keyword, message: 'ENTRYPOINT in shell form' }];
        const base = { message: 'ignored', span: cmd.keyword, related } as const;
        if (!form.words) {
          ctx.report({ ...base, noFix: `ENTRYPOINT needs a shell: ${form.blocked}` });
          continue;
        }
        const text = jsonList(form.words);
        const title = `Write ENTRYPOINT ${text} (changes behaviour)`;
        ctx.report({
          ...base,
          fixes: [
            {
              title: title.length <= 120 ? title : 'Write ENTRYPOINT as a JSON list (changes behaviour)',
              safety: 'unsafe',
              edits: () => [{ span: form.span, text }],
            },
          ],
        });
      }
    },
  }),
});
