import { defineRule } from '../../core/rule';
import { slice } from '../../core/text';

export default defineRule({
  id: 'dockerfile/directive-casing',
  summary: 'Write the names of parser directives in small letters',
  category: 'style',
  severity: 'hint',
  recommended: false,
  since: '0.1.0',
  fixable: 'always',
  equivalents: { 'dockerfile-utils': ['CASING_DIRECTIVE'] },
  messages: { casing: 'Write the directive `{{name}}` in small letters' },
  notes: ['parser-directives'],
  docs: {
    why: 'The builder takes `# Escape=` and `# SYNTAX=` as it takes small letters. Documentation and other tools write small letters, and some know no others.',
    invalid: [
      {
        code: '# Syntax=docker/dockerfile:1\nFROM debian:13\n',
        fixed: '# syntax=docker/dockerfile:1\nFROM debian:13\n',
      },
    ],
    valid: [{ code: '# syntax=docker/dockerfile:1\nFROM debian:13\n' }],
    references: ['https://docs.docker.com/reference/dockerfile/#parser-directives'],
  },
  check: (ctx) => ({
    Document() {
      for (const { nameSpan: span, name: text } of ctx.doc.directives) {
        const name = slice(ctx.source, span);
        if (name === text) continue;
        const fix = { title: `Write ${text}`, safety: 'safe' as const, edits: () => [{ span, text }] };
        ctx.report({ message: 'casing', span, data: { name }, fixes: [fix] });
      }
    },
  }),
});
