import { defineRule } from '../../core/rule';
import { isForSwarm, once } from '../../languages/compose/own';

/** What `docker stack deploy` leaves out, by its own documentation. */
const IGNORED = [
  'build',
  'cgroup_parent',
  'container_name',
  'depends_on',
  'devices',
  'external_links',
  'links',
  'network_mode',
  'restart',
  'security_opt',
  'tmpfs',
  'userns_mode',
];

export default defineRule({
  id: 'compose/stack-ignores',
  summary: 'Know what a Swarm stack ignores',
  category: 'correctness',
  severity: 'information',
  recommended: false,
  since: '0.1.0',
  fixable: 'never',
  local: true,
  equivalents: {},
  messages: {
    ignored: '`{{key}}` has no effect in a Swarm stack; remove it if the file is for one',
  },
  notes: ['compose-deploy'],
  lessons: ['C14'],
  docs: {
    why: '`docker stack deploy` reads the same files and leaves out much of them: images are not built, containers get no fixed names, `restart` and `depends_on` do not count. It is reported where `deploy` holds keys that only a Swarm reads.',
    invalid: [
      {
        code: 'services:\n  web:\n    image: nginx:1.29\n    restart: always\n    deploy:\n      endpoint_mode: vip\n',
      },
    ],
    valid: [
      {
        code: 'services:\n  web:\n    image: nginx:1.29\n    deploy:\n      endpoint_mode: vip\n      restart_policy:\n        condition: any\n',
      },
    ],
    references: [
      'https://docs.docker.com/engine/swarm/stack-deploy/',
      'https://docs.docker.com/reference/cli/docker/stack/deploy/',
    ],
  },
  check: (ctx) => {
    const first = once();
    return {
      Service(service) {
        if (!isForSwarm(service)) return;
        for (const key of IGNORED) {
          const entry = service.entryOf(key);
          if (entry && first(entry.keySpan)) ctx.report({ message: 'ignored', span: entry.keySpan, data: { key } });
        }
      },
    };
  },
});
