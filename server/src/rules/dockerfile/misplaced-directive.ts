import { defineRule } from '../../core/rule';
import { wholeLines } from '../../core/text';
import { directivesEnd } from '../../languages/dockerfile/adapter';
import { matchDirective } from '../../languages/dockerfile/directives';

export default defineRule({
  id: 'dockerfile/misplaced-directive',
  summary: 'Put parser directives on the first lines of the file',
  category: 'correctness',
  severity: 'warning',
  recommended: true,
  since: '0.1.0',
  fixable: 'sometimes',
  messages: {
    misplaced: '`{{name}}` has no effect here: directives stand above all else; move it to the top',
    again: '`{{name}}` has no effect here, and the file has one at the top; remove it',
  },
  notes: ['parser-directives'],
  docs: {
    why: 'The builder reads parser directives only on the first lines. The first blank line, other comment or instruction ends them, and from there on a directive is an ordinary comment.',
    invalid: [
      {
        code: '# The shop\n# syntax=docker/dockerfile:1\nFROM debian:13\n',
        fixed: '# syntax=docker/dockerfile:1\n# The shop\nFROM debian:13\n',
      },
    ],
    valid: [{ code: '# syntax=docker/dockerfile:1\n# The shop\nFROM debian:13\n' }],
    fixSafety: 'The directive takes effect: another frontend, or another escape character, reads the file.',
    references: ['https://docs.docker.com/reference/dockerfile/#parser-directives'],
  },
  check: (ctx) => ({
    Document() {
      const { text } = ctx.source;
      const taken = new Set<string>(ctx.doc.directives.map((directive) => directive.name));
      for (const comment of ctx.doc.comments) {
        if (comment.inside || comment.span.end - comment.span.start > 300) continue;
        const match = matchDirective(text.slice(comment.span.start, comment.span.end));
        // `# check=skip=…` above an instruction holds for that instruction.
        if (!match || match.name === 'check' || !fits(match.name, match.value)) continue;
        const start = comment.span.start + match.nameStart;
        const span = { start, end: start + match.name.length };
        if (taken.has(match.name)) {
          ctx.report({ message: 'again', span, data: { name: match.name } });
          continue;
        }
        taken.add(match.name);
        const line = wholeLines(ctx.source, comment.span);
        const top = directivesEnd(ctx.doc);
        const whole = text.slice(comment.span.start, comment.span.end);
        ctx.report({
          message: 'misplaced',
          span,
          data: { name: match.name },
          fixes: [
            {
              title: 'Move to the top',
              safety: 'unsafe',
              edits: () => [
                { span: { start: top, end: top }, text: `${whole}\n` },
                { span: line, text: '' },
              ],
            },
          ],
        });
      }
    },
  }),
});

function fits(name: string, value: string): boolean {
  return name === 'escape' ? value === '`' || value === '\\' : /^[\w./:@-]*dockerfile[\w./:@-]*$/.test(value);
}
