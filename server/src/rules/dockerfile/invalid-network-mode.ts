import { defineRule } from '../../core/rule';
import { flag } from '../../languages/dockerfile/nodes';
import { nearestOne, short } from '../../languages/dockerfile/suggest';

const MODES = ['default', 'none', 'host'];

export default defineRule({
  id: 'dockerfile/invalid-network-mode',
  summary: 'Use a network mode that RUN knows',
  category: 'correctness',
  severity: 'error',
  recommended: true,
  since: '0.1.0',
  fixable: 'sometimes',
  local: true,
  messages: {
    invalid: 'Unknown network mode `{{mode}}`; use default, none or host',
  },
  notes: [],
  docs: {
    why: '`RUN --network` knows three modes: `default`, `none` and `host`. The builder refuses any other, names of Docker networks among them.',
    invalid: [
      {
        code: 'FROM debian:13\nRUN --network=non make\n',
        fixed: 'FROM debian:13\nRUN --network=none make\n',
      },
    ],
    valid: [{ code: 'FROM debian:13\nRUN --network=none make\n' }],
    references: ['https://docs.docker.com/reference/dockerfile/#run---network'],
  },
  check: (ctx) => ({
    Run(run) {
      const value = flag(run, 'network')?.value;
      // Variables are not replaced here.
      const mode = value?.literal ?? value?.raw;
      if (!value || mode === undefined || MODES.includes(mode)) return;
      const near = nearestOne(mode, MODES);
      const span = value.raw === '' ? (flag(run, 'network')?.span ?? value.span) : value.span;
      ctx.report({
        message: 'invalid',
        span,
        data: { mode: short(mode) },
        fixes: near
          ? [{ title: `Replace with ${near}`, safety: 'safe', edits: () => [{ span: value.span, text: near }] }]
          : [],
      });
    },
  }),
});
