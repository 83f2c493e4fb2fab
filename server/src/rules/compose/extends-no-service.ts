import { defineRule } from '../../core/rule';
import { problemsOf, ruleOf } from '../../languages/compose/schema-problems';
import { insertEntry } from '../../languages/yaml/edits';

export default defineRule({
  id: 'compose/extends-no-service',
  summary: 'Say which service `extends` means',
  category: 'correctness',
  severity: 'error',
  recommended: true,
  since: '0.1.0',
  fixable: 'sometimes',
  equivalents: { dclint: ['invalid-schema'] },
  messages: { missing: '`extends` names no service; add `service`' },
  notes: ['compose-overrides'],
  docs: {
    why: 'A file may hold many services: `extends` must say which of them is meant, even if it has the same name.',
    invalid: [
      {
        code: 'services:\n  web:\n    extends:\n      file: base.yaml\n',
        files: { 'base.yaml': 'services:\n  web:\n    image: nginx:1.29\n' },
      },
    ],
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
      for (const problem of problemsOf('missing-key', doc, ctx.facts)) {
        if (ruleOf(problem) !== 'compose/extends-no-service') continue;
        const { node } = problem.holder;
        const edits = () => (node && insertEntry(node, 'service: ${1:name}')) ?? [];
        const fixes =
          edits().length > 0 ? [{ title: 'Add service …', safety: 'manual' as const, snippet: true, edits }] : [];
        ctx.report({ message: 'missing', span: problem.span, fixes });
      }
    },
  }),
});
