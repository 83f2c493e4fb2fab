import { defineRule } from '../../core/rule';
import { lacks, missingIn, snippetIn } from '../../languages/compose/missing';

export default defineRule({
  id: 'compose/require-memory-limit',
  aka: ['compose/memory-limit-missing'],
  summary: 'Limit the memory of every service',
  category: 'reliability',
  severity: 'information',
  recommended: false,
  since: '0.1.0',
  fixable: 'sometimes',
  local: 'facts',
  equivalents: { kics: ['bb9ac4f7-e13b-423d-a010-c74a1bfbe492'] },
  messages: {
    missing: 'Service `{{name}}` has no memory limit; set `mem_limit`',
  },
  notes: ['compose-limits'],
  lessons: ['C18'],
  docs: {
    why: 'A service without a limit may take all memory of the machine. Then the kernel ends processes, not always those of this service.',
    invalid: [{ code: 'services:\n  web:\n    image: nginx:1.29\n' }],
    valid: [{ code: 'services:\n  web:\n    image: nginx:1.29\n    mem_limit: 256m\n' }],
    references: ['https://docs.docker.com/reference/compose-file/services/#mem_limit'],
  },
  check: (ctx) => ({
    Service(service) {
      const merged = missingIn(service, ctx.facts);
      if (!merged || !lacks(merged, [['mem_limit'], ['deploy', 'resources', 'limits', 'memory']])) return;
      const fixes = snippetIn(service, 'Add mem_limit …', 'mem_limit: ${1:256m}');
      ctx.report({ message: 'missing', span: service.nameSpan, data: { name: service.name }, fixes });
    },
  }),
});
