import { defineRule } from '../../core/rule';
import { lacks, missingIn, snippetIn } from '../../languages/compose/missing';

export default defineRule({
  id: 'compose/limit-log-size',
  aka: ['compose/logging-unbounded'],
  summary: 'Limit the size of the logs that Docker keeps',
  category: 'reliability',
  severity: 'information',
  recommended: false,
  since: '0.1.0',
  fixable: 'sometimes',
  local: 'facts',
  equivalents: {},
  messages: {
    missing: 'The logs of `{{name}}` grow without bound; set `max-size` under `logging`',
  },
  notes: ['compose-limits'],
  lessons: ['C16'],
  docs: {
    why: 'The default driver of Docker, `json-file`, keeps everything that a container prints, until the disk is full. Give it a size and a number of files, or use the driver `local`, which rotates by itself.',
    invalid: [{ code: 'services:\n  web:\n    image: nginx:1.29\n' }],
    valid: [{ code: 'services:\n  web:\n    image: nginx:1.29\n    logging:\n      driver: local\n' }],
    references: ['https://docs.docker.com/reference/compose-file/services/#logging'],
  },
  check: (ctx) => ({
    Service(service) {
      const merged = missingIn(service, ctx.facts);
      if (!merged || !lacks(merged, [['logging', 'options', 'max-size']])) return;
      const fixes = snippetIn(
        service,
        'Add logging …',
        'logging:\n  driver: json-file\n  options:\n    max-size: ${1:10m}\n    max-file: "${2:3}"',
      );
      ctx.report({ message: 'missing', span: service.nameSpan, data: { name: service.name }, fixes });
    },
  }),
});
