import { defineRule } from '../../core/rule';
import { healthcheckOf } from '../../languages/compose/healthcheck';
import { missingIn } from '../../languages/compose/missing';
import { once } from '../../languages/compose/own';

export default defineRule({
  id: 'compose/healthcheck-timeout-missing',
  summary: 'Give every health check a timeout',
  category: 'reliability',
  severity: 'information',
  recommended: false,
  since: '0.1.0',
  fixable: 'never',
  local: 'facts',
  equivalents: {},
  messages: {
    missing: 'The health check has no `timeout`, Docker waits 30 s; add one',
  },
  notes: ['compose-start-order'],
  docs: {
    why: 'A check that hangs counts as failed only when its time is up: after 30 seconds, when nothing is said.',
    invalid: [
      { code: 'services:\n  web:\n    image: nginx:1.29\n    healthcheck:\n      test: curl -f http://localhost\n' },
    ],
    valid: [
      {
        code: 'services:\n  web:\n    image: nginx:1.29\n    healthcheck:\n      test: curl -f http://localhost\n      timeout: 5s\n',
      },
    ],
    references: ['https://docs.docker.com/reference/compose-file/services/#healthcheck'],
  },
  check: (ctx) => {
    const first = once();
    return {
      Service(service) {
        const merged = missingIn(service, ctx.facts);
        const check = merged && healthcheckOf(merged);
        const entry = service.entryOf('healthcheck');
        if (!check?.test || check.disabled || check.map.has('timeout') || !entry || !first(entry.keySpan)) return;
        ctx.report({ message: 'missing', span: entry.keySpan });
      },
    };
  },
});
