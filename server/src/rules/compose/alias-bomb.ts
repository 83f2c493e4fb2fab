import { defineRule } from '../../core/rule';

export default defineRule({
  id: 'compose/alias-bomb',
  aka: ['compose/alias-cycle'],
  summary: 'Report aliases that multiply a file, or repeat themselves',
  category: 'security',
  severity: 'error',
  recommended: true,
  since: '0.1.0',
  fixable: 'never',
  equivalents: { dclint: ['invalid-yaml'] },
  messages: {
    bomb: 'Aliases of aliases make this file so large that Compose cannot read it; write fewer',
    cycle: 'This alias stands inside the value that it repeats, and Compose refuses it; remove it',
  },
  notes: [],
  docs: {
    why: 'An alias repeats a value. Aliases of lists of aliases multiply: a few lines become millions of values, and Docker Compose runs out of memory or refuses the file. An alias inside its own value never ends.',
    invalid: [{ code: 'x-a: &a\n  b: *a\nservices:\n  web:\n    image: nginx:1.29\n' }],
    valid: [{ code: 'x-a: &a\n  restart: always\nservices:\n  web:\n    <<: *a\n    image: nginx:1.29\n' }],
    references: ['https://docs.docker.com/reference/compose-file/fragments/'],
  },
  check: (ctx) => ({
    Yaml({ problems }) {
      for (const { code, span } of problems) {
        if (code === 'too-many-aliases') ctx.report({ message: 'bomb', span });
        else if (code === 'alias-cycle') ctx.report({ message: 'cycle', span });
      }
    },
  }),
});
