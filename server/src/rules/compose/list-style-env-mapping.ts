import type { Fix } from '../../core/finding';
import { defineRule } from '../../core/rule';
import { problemsOf, ruleOf } from '../../languages/compose/schema-problems';
import type { Value } from '../../languages/compose/tree';
import { fix, shown } from '../../languages/yaml/fixes';
import { quoteIfNeeded } from '../../languages/yaml/quote';

export default defineRule({
  id: 'compose/list-style-env-mapping',
  summary: 'Write `A=b` in lists of variables, labels and arguments',
  category: 'correctness',
  severity: 'error',
  recommended: true,
  since: '0.1.0',
  fixable: 'sometimes',
  equivalents: { dclint: ['invalid-schema'] },
  messages: {
    one: '`- {{name}}: …` is a mapping in a list, and Compose refuses it; write `- {{name}}=…`',
    other: 'Items of `{{key}}` are texts, this is a mapping; write `name=value`',
  },
  notes: [],
  docs: {
    why: 'Variables, labels, arguments and hosts have two syntaxes: a mapping with `A: b`, or a list with `- A=b`. The two mixed, `- A: b`, is a list of mappings, which Docker Compose refuses.',
    invalid: [
      {
        code: 'services:\n  web:\n    image: nginx:1.29\n    environment:\n      - LOG: info\n',
        fixed: 'services:\n  web:\n    image: nginx:1.29\n    environment:\n      - LOG=info\n',
      },
    ],
    valid: [
      {
        code: 'services:\n  web:\n    image: nginx:1.29\n    environment:\n      - LOG=info\n    labels:\n      tier: front\n',
      },
    ],
    references: ['https://docs.docker.com/reference/compose-file/services/#environment'],
  },
  check: (ctx) => ({
    Compose(doc) {
      for (const problem of problemsOf('invalid-type', doc, ctx.facts)) {
        if (ruleOf(problem) !== 'compose/list-style-env-mapping' || problem.value.kind !== 'map') continue;
        const { value, path } = problem;
        const [entry, ...more] = value.entries;
        const span = entry?.keySpan ?? problem.span;
        if (entry && more.length === 0) {
          ctx.report({ message: 'one', span, data: { name: shown(entry.name) }, fixes: joined(value) });
        } else ctx.report({ message: 'other', span, data: { key: String(path.at(-2) ?? '') } });
      }
    },
  }),
});

/** Only where key and value stand on one line, and the value is plainly known. */
function joined(map: Value): readonly Fix[] {
  const [entry] = map.kind === 'map' ? map.entries : [];
  const value = entry?.value;
  const node = value?.kind === 'scalar' ? value.node : undefined;
  const item = map.kind === 'map' ? map.node : undefined;
  if (!entry || !node || !item || item.tag || item.anchor || node.anchor || node.document !== item.document) return [];
  if (entry.written?.value !== node || entry.written.mapping !== item || item.holder?.kind !== 'item') return [];
  const source = item.document.source.text.slice(item.span.start, item.span.end);
  const text = `${entry.name}=${node.text}`;
  if (/[\r\n]/.test(source) || source.includes('#') || /\n/.test(text)) return [];
  const written = quoteIfNeeded(text, { reader: 'go-yaml-3', flow: item.holder.sequence.flow });
  return [fix(`Write ${shown(text)}`, 'safe', () => [{ span: item.span, text: written }])];
}
