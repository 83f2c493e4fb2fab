import { defineRule } from '../../core/rule';
import { problemsOf, ruleOf } from '../../languages/compose/schema-problems';
import { fix, shown } from '../../languages/yaml/fixes';

export default defineRule({
  id: 'compose/unquoted-date',
  summary: 'Quote dates',
  category: 'correctness',
  severity: 'error',
  recommended: true,
  since: '0.1.0',
  fixable: 'sometimes',
  equivalents: { dclint: ['invalid-schema'] },
  messages: { date: 'Compose reads `{{value}}` as a date and refuses it; write it in quotes' },
  notes: [],
  docs: {
    why: 'A text like `2026-01-31` is a date in YAML. Docker Compose takes dates nowhere, and says only `invalid jsonType time.Time`. In quotes it is text.',
    invalid: [
      {
        code: 'services:\n  web:\n    image: nginx:1.29\n    environment:\n      SINCE: 2026-01-31\n',
        fixed: 'services:\n  web:\n    image: nginx:1.29\n    environment:\n      SINCE: "2026-01-31"\n',
      },
    ],
    valid: [{ code: 'services:\n  web:\n    image: nginx:1.29\n    environment:\n      SINCE: "2026-01-31"\n' }],
    references: [
      'https://docs.docker.com/reference/compose-file/services/#environment',
      'https://yaml.org/type/timestamp.html',
    ],
  },
  check: (ctx) => ({
    Compose(doc) {
      for (const problem of problemsOf('invalid-type', doc, ctx.facts)) {
        if (ruleOf(problem) !== 'compose/unquoted-date' || problem.value.kind !== 'scalar') continue;
        const { node, raw } = problem.value;
        const text = `"${raw}"`;
        const fixes =
          node?.style === 'plain' && !node.tag ? [fix(`Write ${text}`, 'safe', () => [{ span: node.span, text }])] : [];
        ctx.report({ message: 'date', span: problem.span, data: { value: shown(raw) }, fixes });
      }
    },
  }),
});
