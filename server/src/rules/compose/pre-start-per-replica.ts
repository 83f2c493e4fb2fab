import { defineRule } from '../../core/rule';
import { once, removal } from '../../languages/compose/own';
import { asMap, booleanOf } from '../../languages/compose/tree';

export default defineRule({
  id: 'compose/pre-start-per-replica',
  summary: 'Do not run a pre_start hook once for each replica',
  category: 'correctness',
  severity: 'error',
  recommended: true,
  since: '0.1.0',
  fixable: 'sometimes',
  local: true,
  equivalents: {},
  messages: {
    unsupported: '`per_replica: true` is not supported yet; remove it',
  },
  notes: [],
  docs: {
    why: 'A `pre_start` hook runs once before the containers of a service are started. `per_replica` is in the file format, but Docker Compose refuses to start a service that sets it to true.',
    invalid: [
      {
        code: 'services:\n  web:\n    image: nginx:1.29\n    pre_start:\n      - command: ./migrate\n        per_replica: true\n',
      },
    ],
    valid: [{ code: 'services:\n  web:\n    image: nginx:1.29\n    pre_start:\n      - command: ./migrate\n' }],
    fixSafety: 'The hook runs once for all replicas.',
    references: ['https://docs.docker.com/reference/compose-file/services/'],
  },
  check: (ctx) => {
    const first = once();
    return {
      Service(service) {
        const hooks = service.get('pre_start');
        for (const { value } of hooks?.kind === 'list' ? hooks.items : []) {
          const map = asMap(value);
          const entry = map?.entry('per_replica');
          if (!entry || booleanOf(entry.value) !== true || !first(entry.keySpan)) continue;
          const fixes = removal('Remove per_replica', 'unsafe', map, ['per_replica']);
          ctx.report({ message: 'unsupported', span: entry.keySpan, fixes });
        }
      },
    };
  },
});
