import { defineRule } from '../../core/rule';
import { short } from '../../languages/dockerfile/suggest';

export default defineRule({
  id: 'dockerfile/invalid-escape-directive',
  summary: 'Set the escape character to a backslash or a backtick',
  category: 'correctness',
  severity: 'error',
  recommended: true,
  since: '0.1.0',
  fixable: 'always',
  equivalents: { 'dockerfile-utils': ['INVALID_ESCAPE_DIRECTIVE'] },
  messages: {
    invalid: '`{{value}}` cannot be the escape character; use a backslash or a backtick',
  },
  notes: ['parser-directives'],
  docs: {
    why: 'The `escape` directive knows two characters: `\\`, which holds without it, and the backtick, which suits Windows paths. The builder refuses any other.',
    invalid: [{ code: '# escape=^\nFROM debian:13\n', fixed: '# escape=`\nFROM debian:13\n' }],
    valid: [{ code: '# escape=`\nFROM mcr.microsoft.com/windows/nanoserver:ltsc2025\n' }],
    fixSafety: 'Lines that end in the other character go on in the next line, or no longer do.',
    references: ['https://docs.docker.com/reference/dockerfile/#escape'],
  },
  check: (ctx) => ({
    Document() {
      const directive = ctx.doc.invalidEscape;
      if (!directive) return;
      const span = directive.valueSpan;
      ctx.report({
        message: 'invalid',
        span,
        data: { value: short(directive.value) },
        fixes: ['`', '\\'].map((text) => ({
          title: `Replace with ${text}`,
          safety: 'unsafe' as const,
          edits: () => [{ span, text }],
        })),
      });
    },
  }),
});
