import { defineRule } from '../../core/rule';
import { rawSpan } from '../../languages/compose/pairs';
import type { ScalarValue, Value } from '../../languages/compose/tree';
import { fix, shown } from '../../languages/yaml/fixes';

export default defineRule({
  id: 'compose/invalid-interpolation',
  summary: 'Report `${…}` that Docker Compose cannot read',
  category: 'correctness',
  severity: 'error',
  recommended: true,
  since: '0.1.0',
  fixable: 'sometimes',
  equivalents: {},
  messages: {
    invalid: '`{{text}}` is no variable that Compose knows; write `${NAME:-default}`, or `$$` for a dollar sign',
  },
  notes: [],
  docs: {
    why: 'Compose puts variables into values before it looks at them: `$NAME`, `${NAME}`, and with `:-`, `-`, `:?`, `?`, `:+` or `+` a default, an error or a replacement. What else a shell knows (`${NAME%.*}`, `${NAME/a/b}`) is refused, and the whole file with it. A dollar sign that is meant for the container is written twice.',
    invalid: [
      {
        code: 'services:\n  web:\n    image: nginx:1.29\n    command: sh -c "echo ${FILE%.txt}"\n',
        fixed: 'services:\n  web:\n    image: nginx:1.29\n    command: sh -c "echo $${FILE%.txt}"\n',
      },
    ],
    valid: [{ code: 'services:\n  web:\n    image: nginx:${TAG:-1.29}\n    command: sh -c "echo $${FILE%.txt}"\n' }],
    fixSafety: 'The text reaches the container as it is; the variable is no longer one of Compose.',
    references: ['https://docs.docker.com/reference/compose-file/interpolation/'],
  },
  check: (ctx) => ({
    Compose({ file }) {
      for (const scalar of scalarsIn(file.roots)) {
        for (const { start, end, text } of scalar.interpolation.invalid) {
          const span = rawSpan(scalar, start, end);
          const exact = ctx.source.text.slice(span.start, span.end) === text;
          const at = span.start;
          const fixes = exact ? [fix('Write $$', 'unsafe', () => [{ span: { start: at, end: at }, text: '$' }])] : [];
          ctx.report({ message: 'invalid', span, data: { text: shown(text) }, fixes });
        }
      }
    },
  }),
});

/** As many values are looked at; aliases are followed once. */
const BUDGET = 100_000;

/** The strings of a file that hold a dollar sign. */
function scalarsIn(roots: readonly (Value | undefined)[]): readonly ScalarValue[] {
  const found: ScalarValue[] = [];
  const seen = new Set<Value>();
  const waiting = roots.flatMap((root) => root ?? []);
  for (let value = waiting.pop(); value && seen.size < BUDGET; value = waiting.pop()) {
    if (seen.has(value)) continue;
    seen.add(value);
    if (value.kind === 'scalar') {
      if (value.isString && value.raw.includes('${')) found.push(value);
    } else if (value.kind === 'map') for (const entry of value.entries) waiting.push(entry.value);
    else if (value.kind === 'list') for (const item of value.items) waiting.push(item.value);
  }
  return found;
}
