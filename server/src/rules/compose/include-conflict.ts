import { defineRule } from '../../core/rule';
import { projectProblems } from '../../languages/compose/project-problems';
import { shown } from '../../languages/yaml/fixes';

export default defineRule({
  id: 'compose/include-conflict',
  summary: 'Declare nothing anew that an included file declares otherwise',
  category: 'correctness',
  severity: 'error',
  recommended: true,
  since: '0.1.0',
  fixable: 'never',
  equivalents: {},
  messages: { conflict: 'An included file declares `{{name}}` otherwise; change it in an override file, or rename it' },
  notes: ['compose-overrides'],
  docs: {
    why: 'What `include` brings is not merged with the file that includes it. If both declare a service, network or volume of the same name and say different things about it, Docker Compose refuses the project: `conflicts with imported resource`. An override file, or several paths in one item of `include`, is merged.',
    invalid: [
      {
        code: 'include: [infra.yaml]\nservices:\n  db:\n    image: postgres:18\n',
        files: { 'infra.yaml': 'services:\n  db:\n    image: postgres:17\n' },
      },
    ],
    valid: [
      {
        code: 'include:\n  - path: [infra.yaml, infra.override.yaml]\nservices:\n  web:\n    image: nginx:1.29\n',
        files: {
          'infra.yaml': 'services:\n  db:\n    image: postgres:17\n',
          'infra.override.yaml': 'services:\n  db:\n    image: postgres:18\n',
        },
      },
    ],
    references: ['https://docs.docker.com/compose/how-tos/multiple-compose-files/include/'],
  },
  check: (ctx) => ({
    Compose(doc) {
      for (const { name, span } of projectProblems(doc, ctx.facts, 'include-conflict')) {
        ctx.report({ message: 'conflict', span, data: { name: shown(name) } });
      }
    },
  }),
});
