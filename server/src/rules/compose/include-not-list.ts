import { defineRule } from '../../core/rule';
import { problemsOf, ruleOf } from '../../languages/compose/schema-problems';
import { repairFixes } from '../../languages/yaml/fixes';

export default defineRule({
  id: 'compose/include-not-list',
  summary: 'Write `include` as a list',
  category: 'correctness',
  severity: 'error',
  recommended: true,
  since: '0.1.0',
  fixable: 'sometimes',
  equivalents: { dclint: ['invalid-schema'] },
  messages: { list: '`include` must be a list, this is {{actual}}; write a list, even of one file' },
  notes: ['compose-overrides'],
  docs: {
    why: 'Docker Compose takes only a list of files, or of mappings with `path`, behind `include`.',
    invalid: [
      {
        code: 'include: infra.yaml\nservices:\n  web:\n    image: nginx:1.29\n',
        files: { 'infra.yaml': 'services:\n  db:\n    image: postgres:18\n' },
        fixed: 'include: [infra.yaml]\nservices:\n  web:\n    image: nginx:1.29\n',
      },
    ],
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
      for (const problem of problemsOf('invalid-type', doc, ctx.facts)) {
        if (ruleOf(problem) !== 'compose/include-not-list') continue;
        const { span, actual, repair } = problem;
        ctx.report({ message: 'list', span, data: { actual }, fixes: repairFixes(repair) });
      }
    },
  }),
});
