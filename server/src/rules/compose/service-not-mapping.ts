import { defineRule } from '../../core/rule';
import { problemsOf, ruleOf } from '../../languages/compose/schema-problems';
import { setPath } from '../../languages/yaml/edits';
import { shown } from '../../languages/yaml/fixes';

export default defineRule({
  id: 'compose/service-not-mapping',
  summary: 'Report services that are no mapping',
  category: 'correctness',
  severity: 'error',
  recommended: true,
  since: '0.1.0',
  fixable: 'sometimes',
  equivalents: { dclint: ['invalid-schema'] },
  messages: {
    empty: 'Nothing stands behind service `{{name}}`; give it an `image` or a `build`',
    other: 'Service `{{name}}` must be a mapping, this is {{actual}}; put keys below it',
  },
  notes: ['compose-files'],
  docs: {
    why: 'Below the name of a service stand its keys: `image`, `build`, `ports` … Compose refuses a name with nothing, a text or a list behind it. Often the keys are only not indented far enough, or a space is missing behind a colon (`image:nginx`).',
    invalid: [{ code: 'services:\n  web:\n  db:\n    image: postgres:18\n' }],
    valid: [{ code: 'services:\n  web:\n    image: nginx:1.29\n' }],
    references: ['https://docs.docker.com/reference/compose-file/services/'],
  },
  check: (ctx) => ({
    Compose(doc) {
      for (const problem of problemsOf('invalid-type', doc, ctx.facts)) {
        if (ruleOf(problem) !== 'compose/service-not-mapping') continue;
        const { span, actual, path } = problem;
        const name = String(path[1] ?? '');
        if (actual !== 'empty') {
          ctx.report({ message: 'other', span, data: { name: shown(name), actual } });
          continue;
        }
        const root = doc.roots.find((one) => holds(one.span, span))?.node;
        const edits = () => (root && setPath(root, ['services', name], 'image: ${1:name}')) ?? [];
        const fixes =
          edits().length > 0 ? [{ title: 'Add an image …', safety: 'manual' as const, snippet: true, edits }] : [];
        ctx.report({ message: 'empty', span, data: { name: shown(name) }, fixes });
      }
    },
  }),
});

interface Range {
  readonly start: number;
  readonly end: number;
}

const holds = (outer: Range, inner: Range): boolean => outer.start <= inner.start && inner.start <= outer.end;
