import { defineRule } from '../../core/rule';
import { once, removal } from '../../languages/compose/own';

/** The mapping that goes with each type of mount. */
const OPTIONS: readonly string[] = ['bind', 'volume', 'tmpfs', 'image'];

export default defineRule({
  id: 'compose/mount-option-type-mismatch',
  summary: 'Give a mount only the options of its type',
  category: 'correctness',
  severity: 'warning',
  recommended: true,
  since: '0.1.0',
  fixable: 'sometimes',
  local: true,
  equivalents: {},
  messages: {
    mismatch: '`{{key}}` has no effect on a mount of type `{{type}}`; remove it',
  },
  notes: ['compose-data'],
  docs: {
    why: 'Each type of mount has options of its own, in a mapping that is called like the type. Compose warns about those of another type when the project is started, and ignores them.',
    invalid: [
      {
        code: 'services:\n  web:\n    image: nginx:1.29\n    volumes:\n      - type: bind\n        source: ./site\n        target: /site\n        volume:\n          nocopy: true\n',
        fixed:
          'services:\n  web:\n    image: nginx:1.29\n    volumes:\n      - type: bind\n        source: ./site\n        target: /site\n',
      },
    ],
    valid: [
      {
        code: 'services:\n  web:\n    image: nginx:1.29\n    volumes:\n      - type: bind\n        source: ./site\n        target: /site\n        bind:\n          create_host_path: false\n',
      },
    ],
    references: ['https://docs.docker.com/reference/compose-file/services/#long-syntax-6'],
  },
  check: (ctx) => {
    const first = once();
    return {
      Mount({ long, value, type }) {
        if (!long || value.kind !== 'map' || type === undefined || !value.has('type')) return;
        for (const entry of value.entries) {
          const { name, keySpan } = entry;
          if (!OPTIONS.includes(name) || name === type || !first(keySpan)) continue;
          const fixes = removal(`Remove ${name}`, 'safe', value, [name]);
          ctx.report({ message: 'mismatch', span: keySpan, data: { key: name, type }, fixes });
        }
      },
    };
  },
});
