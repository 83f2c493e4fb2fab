import { defineRule } from '../../core/rule';
import { projectProblems } from '../../languages/compose/project-problems';
import { shown } from '../../languages/yaml/fixes';

export default defineRule({
  id: 'compose/extends-file-missing',
  summary: 'Extend only services of files that are there',
  category: 'correctness',
  severity: 'error',
  recommended: true,
  since: '0.1.0',
  fixable: 'never',
  equivalents: {},
  messages: { missing: 'There is no file `{{name}}` to extend; correct the path or remove `extends`' },
  notes: ['compose-overrides'],
  docs: {
    why: 'The path behind `file` starts at the folder of the Compose file. Docker Compose refuses the project when there is no such file.',
    invalid: [{ code: 'services:\n  web:\n    extends:\n      file: base.yaml\n      service: web\n' }],
    valid: [
      {
        code: 'services:\n  web:\n    extends:\n      file: base.yaml\n      service: web\n',
        files: { 'base.yaml': 'services:\n  web:\n    image: nginx:1.29\n' },
      },
    ],
    references: ['https://docs.docker.com/reference/compose-file/services/#extends'],
  },
  check: (ctx) => ({
    Compose(doc) {
      for (const { name, span } of projectProblems(doc, ctx.facts, 'extends-file-missing')) {
        ctx.report({ message: 'missing', span, data: { name: shown(name) } });
      }
    },
  }),
});
