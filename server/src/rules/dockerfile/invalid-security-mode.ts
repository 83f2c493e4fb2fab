import { defineRule } from '../../core/rule';
import { flag } from '../../languages/dockerfile/nodes';
import { nearestOne, short } from '../../languages/dockerfile/suggest';

const MODES = ['sandbox', 'insecure'];

export default defineRule({
  id: 'dockerfile/invalid-security-mode',
  summary: 'Use a security mode that RUN knows',
  category: 'correctness',
  severity: 'error',
  recommended: true,
  since: '0.1.0',
  fixable: 'sometimes',
  local: true,
  messages: {
    invalid: 'Unknown security mode `{{mode}}`; use sandbox or insecure',
  },
  notes: [],
  docs: {
    why: '`RUN --security` knows two modes: `sandbox`, which is the default, and `insecure`. The builder refuses any other.',
    invalid: [
      {
        code: 'FROM debian:13\nRUN --security=sandboxed make\n',
        fixed: 'FROM debian:13\nRUN --security=sandbox make\n',
      },
    ],
    valid: [{ code: 'FROM debian:13\nRUN --security=sandbox make\n' }],
    references: ['https://docs.docker.com/reference/dockerfile/#run---security'],
  },
  check: (ctx) => ({
    Run(run) {
      const value = flag(run, 'security')?.value;
      // Variables are not replaced here.
      const mode = value?.literal ?? value?.raw;
      if (!value || mode === undefined || MODES.includes(mode)) return;
      const near = nearestOne(mode, MODES);
      const span = value.raw === '' ? (flag(run, 'security')?.span ?? value.span) : value.span;
      ctx.report({
        message: 'invalid',
        span,
        data: { mode: short(mode) },
        // Only towards the safe mode: what else was meant is not to be guessed.
        fixes:
          near === 'sandbox'
            ? [{ title: `Replace with ${near}`, safety: 'safe', edits: () => [{ span: value.span, text: near }] }]
            : [],
      });
    },
  }),
});
