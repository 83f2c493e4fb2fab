import { closest } from '../../core/nearest';
import { defineRule } from '../../core/rule';
import { projectProblems, renamed } from '../../languages/compose/project-problems';
import { shown } from '../../languages/yaml/fixes';

export default defineRule({
  id: 'compose/extends-not-found',
  summary: 'Extend only services that are there',
  category: 'correctness',
  severity: 'error',
  recommended: true,
  since: '0.1.0',
  fixable: 'sometimes',
  equivalents: {},
  messages: {
    near: 'There is no service `{{name}}` to extend; did you mean `{{near}}`?',
    missing: 'There is no service `{{name}}` to extend in that file; name one of it, or add it',
  },
  notes: ['compose-overrides'],
  docs: {
    why: '`extends` looks for a service in the same file, or in the one that `file` names. Override files and included ones are not searched. Docker Compose refuses the project when it finds none.',
    invalid: [
      {
        code: 'services:\n  web:\n    extends: bsae\n  base:\n    image: nginx:1.29\n',
        fixed: 'services:\n  web:\n    extends: base\n  base:\n    image: nginx:1.29\n',
      },
    ],
    valid: [{ code: 'services:\n  web:\n    extends: base\n  base:\n    image: nginx:1.29\n' }],
    fixSafety: 'The name that is near may not be the one that was meant.',
    references: ['https://docs.docker.com/reference/compose-file/services/#extends'],
  },
  check: (ctx) => ({
    Compose(doc) {
      for (const { name, span, candidates } of projectProblems(doc, ctx.facts, 'extends-no-service')) {
        const near = closest(name, candidates);
        const data = { name: shown(name) };
        if (near === undefined) ctx.report({ message: 'missing', span, data });
        else {
          const fixes = renamed(ctx.source.text, span, name, near);
          ctx.report({ message: 'near', span, data: { ...data, near }, fixes });
        }
      }
    },
  }),
});
