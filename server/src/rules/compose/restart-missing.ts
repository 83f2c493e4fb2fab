import { defineRule } from '../../core/rule';
import { lacks, missingIn, snippetIn } from '../../languages/compose/missing';

export default defineRule({
  id: 'compose/restart-missing',
  summary: 'Say what happens when a service ends',
  category: 'reliability',
  severity: 'information',
  recommended: false,
  since: '0.1.0',
  fixable: 'sometimes',
  local: 'facts',
  equivalents: {},
  messages: {
    missing: 'Service `{{name}}` has no `restart`; say whether it is started again',
  },
  notes: ['compose-restart'],
  docs: {
    why: 'Without a policy a service that ends stays down, also after the machine was restarted. For a job that is right, for a server it is not; `restart: "no"` says that it is meant.',
    invalid: [{ code: 'services:\n  web:\n    image: nginx:1.29\n' }],
    valid: [{ code: 'services:\n  web:\n    image: nginx:1.29\n    restart: unless-stopped\n' }],
    references: ['https://docs.docker.com/reference/compose-file/services/#restart'],
  },
  check: (ctx) => ({
    Service(service) {
      const merged = missingIn(service, ctx.facts);
      if (!merged || !lacks(merged, [['restart'], ['deploy', 'restart_policy']])) return;
      const fixes = snippetIn(service, 'Add restart …', 'restart: ${1:unless-stopped}');
      ctx.report({ message: 'missing', span: service.nameSpan, data: { name: service.name }, fixes });
    },
  }),
});
