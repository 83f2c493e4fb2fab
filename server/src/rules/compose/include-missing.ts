import { defineRule } from '../../core/rule';
import { projectProblems } from '../../languages/compose/project-problems';
import { shown } from '../../languages/yaml/fixes';

export default defineRule({
  id: 'compose/include-missing',
  summary: 'Include only files that are there',
  category: 'correctness',
  severity: 'error',
  recommended: true,
  since: '0.1.0',
  fixable: 'never',
  equivalents: {},
  messages: { missing: 'There is no file `{{name}}` to include; correct the path or remove it' },
  notes: ['compose-overrides'],
  docs: {
    why: 'The paths of `include` start at the folder of the Compose file, and name files, not folders. Docker Compose refuses the project when one of them is not there.',
    invalid: [{ code: 'include: [infra.yaml]\nservices:\n  web:\n    image: nginx:1.29\n' }],
    valid: [
      {
        code: 'include: [infra.yaml]\nservices:\n  web:\n    image: nginx:1.29\n',
        files: { 'infra.yaml': 'services:\n  db:\n    image: postgres:18\n' },
      },
    ],
    references: ['https://docs.docker.com/reference/compose-file/include/'],
  },
  check: (ctx) => ({
    Compose(doc) {
      for (const { name, span } of projectProblems(doc, ctx.facts, 'include-missing')) {
        ctx.report({ message: 'missing', span, data: { name: shown(name) } });
      }
    },
  }),
});
