import { defineRule } from '../../core/rule';
import { lacks, missingIn, snippetIn } from '../../languages/compose/missing';

export default defineRule({
  id: 'compose/require-pids-limit',
  aka: ['compose/pids-limit-missing'],
  summary: 'Limit the number of processes of every service',
  category: 'reliability',
  severity: 'information',
  recommended: false,
  since: '0.1.0',
  fixable: 'sometimes',
  local: 'facts',
  equivalents: {},
  messages: {
    missing: 'Service `{{name}}` has no limit of processes; set `pids_limit`',
  },
  notes: ['compose-limits'],
  lessons: ['C04'],
  docs: {
    why: 'A program that starts itself again and again (a fork bomb, or a mistake) can fill the process table of the machine. A limit keeps it inside its container. `-1` and `0` mean no limit.',
    invalid: [{ code: 'services:\n  web:\n    image: nginx:1.29\n' }],
    valid: [{ code: 'services:\n  web:\n    image: nginx:1.29\n    pids_limit: 100\n' }],
    references: ['https://docs.docker.com/reference/compose-file/services/#pids_limit'],
  },
  check: (ctx) => ({
    Service(service) {
      const merged = missingIn(service, ctx.facts);
      if (!merged || !lacks(merged, [['pids_limit'], ['deploy', 'resources', 'limits', 'pids']], ['-1', '0'])) return;
      const fixes = snippetIn(service, 'Add pids_limit …', 'pids_limit: ${1:100}');
      ctx.report({ message: 'missing', span: service.nameSpan, data: { name: service.name }, fixes });
    },
  }),
});
