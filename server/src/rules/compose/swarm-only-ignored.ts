import { defineRule } from '../../core/rule';
import { once } from '../../languages/compose/own';
import { asMap } from '../../languages/compose/tree';

const KEYS = ['placement', 'update_config', 'rollback_config', 'endpoint_mode'];

export default defineRule({
  id: 'compose/swarm-only-ignored',
  summary: 'Know what Docker Compose ignores under `deploy`',
  category: 'correctness',
  severity: 'information',
  recommended: false,
  since: '0.1.0',
  fixable: 'never',
  equivalents: {},
  messages: {
    ignored: '`{{key}}` counts in a Swarm only, Docker Compose ignores it; remove it',
  },
  notes: ['compose-deploy'],
  lessons: ['C21'],
  docs: {
    why: '`deploy` was made for Swarm. Of it, Compose follows `replicas`, `resources`, `restart_policy` and `labels`; placement, updates and the like have no effect with `docker compose up`.',
    invalid: [{ code: 'services:\n  web:\n    image: nginx:1.29\n    deploy:\n      endpoint_mode: dnsrr\n' }],
    valid: [{ code: 'services:\n  web:\n    image: nginx:1.29\n    deploy:\n      replicas: 2\n' }],
    references: ['https://docs.docker.com/reference/compose-file/deploy/'],
  },
  check: (ctx) => {
    const first = once();
    return {
      Service(service) {
        const deploy = asMap(service.get('deploy'));
        for (const key of KEYS) {
          const entry = deploy?.entry(key);
          if (entry && first(entry.keySpan)) ctx.report({ message: 'ignored', span: entry.keySpan, data: { key } });
        }
      },
      Config({ value }) {
        const entry = value?.entry('template_driver');
        if (entry && first(entry.keySpan))
          ctx.report({ message: 'ignored', span: entry.keySpan, data: { key: entry.name } });
      },
    };
  },
});
