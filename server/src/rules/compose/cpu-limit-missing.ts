import { defineRule } from '../../core/rule';
import { lacks, missingIn, snippetIn } from '../../languages/compose/missing';

export default defineRule({
  id: 'compose/cpu-limit-missing',
  summary: 'Limit the CPU time of every service',
  category: 'reliability',
  severity: 'information',
  recommended: false,
  since: '0.1.0',
  fixable: 'sometimes',
  local: 'facts',
  equivalents: { kics: ['6b610c50-99fb-4ef0-a5f3-e312fd945bc3'] },
  messages: {
    missing: 'Service `{{name}}` has no CPU limit; set `cpus`',
  },
  notes: ['compose-limits'],
  lessons: ['C18'],
  docs: {
    why: 'A service without a limit may use all processors of the machine, and the others wait. On a machine of one service that is what one wants.',
    invalid: [{ code: 'services:\n  web:\n    image: nginx:1.29\n' }],
    valid: [{ code: 'services:\n  web:\n    image: nginx:1.29\n    cpus: 1\n' }],
    references: ['https://docs.docker.com/reference/compose-file/services/#cpus'],
  },
  check: (ctx) => ({
    Service(service) {
      const merged = missingIn(service, ctx.facts);
      if (!merged || !lacks(merged, [['cpus'], ['cpu_quota'], ['deploy', 'resources', 'limits', 'cpus']])) return;
      const fixes = snippetIn(service, 'Add cpus …', 'cpus: ${1:1}');
      ctx.report({ message: 'missing', span: service.nameSpan, data: { name: service.name }, fixes });
    },
  }),
});
