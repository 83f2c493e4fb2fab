import { defineRule } from '../../core/rule';
import { once, removal } from '../../languages/compose/own';
import { configsOf, secretsOf } from '../../languages/compose/references';
import { asMap, booleanOf } from '../../languages/compose/tree';

export default defineRule({
  id: 'compose/secret-uid-gid-mode-ignored',
  summary: 'Give secrets and configs from files no owner or mode',
  category: 'correctness',
  severity: 'information',
  recommended: false,
  since: '0.1.0',
  fixable: 'sometimes',
  equivalents: {},
  messages: {
    ignored: '`{{key}}` has no effect on `{{name}}`, which comes from a file; remove it',
  },
  notes: ['compose-secrets'],
  docs: {
    why: 'Outside a Swarm a file is mounted as it is, with the owner and the mode that it has on the host. Compose warns and ignores `uid`, `gid` and `mode`.',
    invalid: [
      {
        code: 'services:\n  web:\n    image: nginx:1.29\n    secrets:\n      - source: key\n        mode: 0440\nsecrets:\n  key:\n    file: ./key.txt\n',
        fixed:
          'services:\n  web:\n    image: nginx:1.29\n    secrets:\n      - source: key\nsecrets:\n  key:\n    file: ./key.txt\n',
      },
    ],
    valid: [
      { code: 'services:\n  web:\n    image: nginx:1.29\n    secrets: [key]\nsecrets:\n  key:\n    file: ./key.txt\n' },
    ],
    references: ['https://docs.docker.com/reference/compose-file/services/#secrets'],
  },
  check: (ctx) => {
    const first = once();
    return {
      Service(service) {
        for (const { section, name, more } of [...secretsOf(service), ...configsOf(service)]) {
          const map = asMap(more);
          if (!map || name === undefined) continue;
          const declared = asMap(ctx.facts.project.entry(section, name)?.value);
          if (!declared?.has('file') || booleanOf(declared.get('external')) === true) continue;
          for (const key of ['uid', 'gid', 'mode']) {
            const entry = map.entry(key);
            if (!entry || !first(entry.keySpan)) continue;
            const fixes = removal(`Remove ${key}`, 'safe', map, [key]);
            ctx.report({ message: 'ignored', span: entry.keySpan, data: { key, name }, fixes });
          }
        }
      },
    };
  },
});
