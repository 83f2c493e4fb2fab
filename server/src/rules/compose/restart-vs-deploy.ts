import { defineRule } from '../../core/rule';
import { entryFor, isGiven, judgedService, once, removal } from '../../languages/compose/own';

const POLICY = ['deploy', 'restart_policy'];

export default defineRule({
  id: 'compose/restart-vs-deploy',
  summary: 'Use either `restart` or `deploy.restart_policy`',
  category: 'maintainability',
  severity: 'warning',
  recommended: false,
  since: '0.1.0',
  fixable: 'sometimes',
  local: 'facts',
  equivalents: {},
  messages: {
    both: '`restart` and `deploy.restart_policy` say the same thing twice; keep one of them',
  },
  notes: ['compose-restart'],
  lessons: ['C21'],
  docs: {
    why: 'Compose takes `restart` when both are there, a Swarm looks at `deploy.restart_policy` only. A file for both needs both; elsewhere one of them misleads.',
    invalid: [
      {
        code: 'services:\n  web:\n    image: nginx:1.29\n    restart: always\n    deploy:\n      restart_policy:\n        condition: on-failure\n',
      },
    ],
    valid: [{ code: 'services:\n  web:\n    image: nginx:1.29\n    restart: always\n' }],
    fixSafety: 'The policies may differ.',
    references: ['https://docs.docker.com/reference/compose-file/deploy/#restart_policy'],
  },
  check: (ctx) => {
    const first = once();
    return {
      Service(service) {
        const merged = judgedService(service, ctx.facts);
        if (!isGiven(merged.get('restart')) || !isGiven(merged.at(...POLICY))) return;
        const entry = entryFor(service.value, [['restart'], POLICY]);
        if (!entry || !first(entry.keySpan)) return;
        const fixes = [
          ...removal('Remove restart', 'unsafe', service.value, ['restart']),
          ...removal('Remove deploy.restart_policy', 'unsafe', service.value, POLICY),
        ];
        ctx.report({ message: 'both', span: entry.keySpan, fixes });
      },
    };
  },
});
