import { defineRule } from '../../core/rule';
import { lineAt, lineSpan } from '../../core/text';
import { nearestOne } from '../../languages/dockerfile/suggest';

export default defineRule({
  id: 'dockerfile/syntax-directive-typo',
  summary: 'Spell parser directives as `# syntax=…`, `# escape=…`, `# check=…`',
  category: 'correctness',
  severity: 'warning',
  recommended: true,
  since: '0.1.0',
  fixable: 'sometimes',
  equivalents: { tally: ['tally/syntax-directive-typo'] },
  messages: {
    name: '`{{name}}` is no directive, so the line is only a comment; did you mean `{{near}}`?',
    equals: 'A directive needs `=`, so the line is only a comment; write `{{near}}={{value}}`',
  },
  notes: ['parser-directives'],
  docs: {
    why: 'A parser directive is a comment of a special form at the top of the file. Misspelt, it is an ordinary comment: the builder says nothing and takes its own frontend, or the ordinary escape character.',
    invalid: [
      {
        code: '# sytax=docker/dockerfile:1\nFROM debian:13\n',
        fixed: '# syntax=docker/dockerfile:1\nFROM debian:13\n',
      },
    ],
    valid: [{ code: '# syntax=docker/dockerfile:1\nFROM debian:13\n' }],
    fixSafety: 'The directive takes effect: another frontend, or another escape character, reads the file.',
    references: ['https://docs.docker.com/reference/dockerfile/#parser-directives'],
  },
  check: (ctx) => ({
    Document() {
      const { text } = ctx.source;
      const first = ctx.doc.instructions[0]?.span.start ?? text.length;
      for (const comment of ctx.doc.comments) {
        if (comment.span.start > first || comment.inside) return;
        const match = /^#([ \t]*)([A-Za-z]{3,9})([ \t]*[=:][ \t]*|[ \t]+)(\S{1,200})[ \t]*$/.exec(
          text.slice(comment.span.start, Math.min(comment.span.end, comment.span.start + 300)),
        );
        const [, blanks = '', name = '', separator = '', value = ''] = match ?? [];
        const near = match ? directiveFor(name, value) : undefined;
        if (near === undefined || (separator.includes('=') && near === name.toLowerCase())) continue;
        const start = comment.span.start + 1 + blanks.length;
        const inZone = onlyDirectivesAbove(text.slice(0, lineSpan(ctx.source, lineAt(ctx.source, start)).start));
        const taken = ctx.doc.directives.some((directive) => directive.name === near);
        const span = { start, end: start + name.length };
        const fixes =
          inZone && !taken
            ? [
                {
                  title: `Write ${near}=${value}`,
                  safety: 'unsafe' as const,
                  edits: () => [
                    {
                      span: { start, end: start + name.length + separator.length },
                      text: `${near}=`,
                    },
                  ],
                },
              ]
            : [];
        if (near === name.toLowerCase()) ctx.report({ message: 'equals', span, data: { near, value }, fixes });
        else ctx.report({ message: 'name', span, data: { name, near }, fixes });
      }
    },
  }),
});

/** The directive that a comment was meant as, by its name and the kind of its value. */
function directiveFor(name: string, value: string): string | undefined {
  const near = nearestOne(name, ['syntax', 'escape', 'check']);
  if (near === 'syntax') return /^[\w./:@-]*dockerfile[\w./:@-]*$/.test(value) ? near : undefined;
  if (near === 'escape') return value === '`' || value === '\\' ? near : undefined;
  return near === 'check' && /^(?:skip|error|experimental)=/.test(value) ? near : undefined;
}

const onlyDirectivesAbove = (text: string): boolean =>
  text
    .replace(/^\ufeff/, '')
    .split(/\r?\n/)
    .slice(0, -1)
    .every((line) => /^#[ \t]*(?:syntax|escape|check)[ \t]*=/i.test(line));
