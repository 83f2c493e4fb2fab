import type { Fix } from '../../core/finding';
import { defineRule } from '../../core/rule';
import { isTooLong } from '../../languages/compose/durations';
import { once } from '../../languages/compose/own';
import { problemsOf, ruleOf } from '../../languages/compose/schema-problems';
import type { ScalarValue } from '../../languages/compose/tree';
import { replaceValue } from '../../languages/yaml/edits';
import { fix, shown } from '../../languages/yaml/fixes';

export default defineRule({
  id: 'compose/invalid-duration',
  summary: 'Write durations that Docker Compose can read',
  category: 'correctness',
  severity: 'error',
  recommended: true,
  since: '0.1.0',
  fixable: 'sometimes',
  equivalents: {},
  messages: {
    invalid: '`{{text}}` is no duration; write a number with its unit, as `30s` or `1m30s`',
    large: '`{{text}}` is more than 292 years, which Compose cannot read; write less',
  },
  notes: [],
  docs: {
    why: 'A duration is one or more numbers, each with its unit: `ns`, `us`, `ms`, `s`, `m`, `h`, `d` or `w`. Compose refuses a text without a unit or with another one, and more than it can count.',
    invalid: [
      {
        code: 'services:\n  web:\n    image: nginx:1.29\n    healthcheck:\n      test: curl -f http://localhost\n      interval: 10000000h\n',
      },
    ],
    valid: [
      {
        code: 'services:\n  web:\n    image: nginx:1.29\n    healthcheck:\n      test: curl -f http://localhost\n      interval: 1m30s\n',
      },
    ],
    fixSafety: 'A number without a unit may have been meant as another than seconds.',
    references: ['https://docs.docker.com/reference/compose-file/extension/#specifying-durations'],
  },
  check: (ctx) => {
    const first = once();
    return {
      Compose() {
        for (const problem of problemsOf('invalid-format', ctx.doc, ctx.facts)) {
          if (problem.format !== 'duration' || ruleOf(problem) !== 'compose/invalid-duration') continue;
          const { span, text, value } = problem;
          if (!first(span)) continue;
          if (isTooLong(text)) ctx.report({ message: 'large', span, data: { text: shown(text) } });
          else ctx.report({ message: 'invalid', span, data: { text: shown(text) }, fixes: withUnit(value, text) });
        }
      },
    };
  },
});

/** `30` was meant as seconds, `30sec` too. */
function withUnit({ node, hasVariable }: ScalarValue, text: string): readonly Fix[] {
  const match = /^(\d{1,9}) ?(?:s|secs?|seconds?)?$/i.exec(text);
  if (!node || hasVariable || !match) return [];
  const result = `${match[1]}s`;
  return [fix(`Write ${result}`, 'unsafe', () => replaceValue(node, result, 'go-yaml-3'))];
}
