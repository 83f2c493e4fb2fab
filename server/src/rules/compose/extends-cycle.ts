import { defineRule } from '../../core/rule';
import { projectProblems } from '../../languages/compose/project-problems';
import { shown } from '../../languages/yaml/fixes';

export default defineRule({
  id: 'compose/extends-cycle',
  summary: 'Report services that extend themselves',
  category: 'correctness',
  severity: 'error',
  recommended: true,
  since: '0.1.0',
  fixable: 'never',
  equivalents: {},
  messages: { cycle: 'Service `{{name}}` extends itself in the end; remove one `extends`' },
  notes: ['compose-overrides'],
  docs: {
    why: 'A service takes over what it extends, and what that one extends. A circle has no beginning, and Docker Compose refuses the project: `Circular reference`.',
    invalid: [
      {
        code: 'services:\n  web:\n    image: nginx:1.29\n    extends: api\n  api:\n    image: node:24\n    extends: web\n',
      },
    ],
    valid: [{ code: 'services:\n  web:\n    image: nginx:1.29\n    extends: api\n  api:\n    image: node:24\n' }],
    references: ['https://docs.docker.com/reference/compose-file/services/#extends'],
  },
  check: (ctx) => ({
    Compose(doc) {
      // One finding a circle: each of its services meets it.
      const [first] = projectProblems(doc, ctx.facts, 'extends-cycle');
      if (first) ctx.report({ message: 'cycle', span: first.span, data: { name: shown(first.name) } });
    },
  }),
});
