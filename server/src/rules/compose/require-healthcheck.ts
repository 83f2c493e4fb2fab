import { defineRule } from '../../core/rule';
import { lacks, missingIn, snippetIn } from '../../languages/compose/missing';

export default defineRule({
  id: 'compose/require-healthcheck',
  aka: ['compose/healthcheck-missing'],
  summary: 'Give every service a health check',
  category: 'reliability',
  severity: 'information',
  recommended: false,
  since: '0.1.0',
  fixable: 'sometimes',
  local: 'facts',
  equivalents: {},
  messages: {
    missing: 'Service `{{name}}` has no `healthcheck`; add one',
  },
  notes: ['compose-start-order'],
  lessons: ['C10'],
  docs: {
    why: 'A process can run and answer nobody. A health check tells, and `depends_on` can wait for it. The image may bring one, which is not known here; so this is off by default.',
    invalid: [{ code: 'services:\n  web:\n    image: nginx:1.29\n' }],
    valid: [
      { code: 'services:\n  web:\n    image: nginx:1.29\n    healthcheck:\n      test: curl -f http://localhost\n' },
    ],
    references: ['https://docs.docker.com/reference/compose-file/services/#healthcheck'],
  },
  check: (ctx) => ({
    Service(service) {
      const merged = missingIn(service, ctx.facts);
      if (!merged || !lacks(merged, [['healthcheck']])) return;
      const fixes = snippetIn(
        service,
        'Add a healthcheck …',
        'healthcheck:\n  test: ["CMD", "${1:true}"]\n  interval: ${2:30s}\n  timeout: ${3:5s}',
      );
      ctx.report({ message: 'missing', span: service.nameSpan, data: { name: service.name }, fixes });
    },
  }),
});
