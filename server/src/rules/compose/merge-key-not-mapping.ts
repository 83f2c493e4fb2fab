import { defineRule } from '../../core/rule';
import type { Span } from '../../core/span';
import type { YamlEntry } from '../../languages/yaml/nodes';
import { deref, isMerge, walk } from '../../languages/yaml/query';

export default defineRule({
  id: 'compose/merge-key-not-mapping',
  summary: 'Merge only mappings with `<<`',
  category: 'correctness',
  severity: 'error',
  recommended: true,
  since: '0.1.0',
  fixable: 'never',
  equivalents: {},
  messages: {
    value: '`<<` can merge a mapping or a list of mappings, this is {{actual}}',
    anchor: '`<<` can merge only mappings, and `{{name}}` is {{actual}}; anchor a mapping',
  },
  notes: [],
  docs: {
    why: 'The merge key `<<` puts the entries of another mapping into this one. A list (`- A=b`) or a text has no entries, and Docker Compose refuses the file. To share variables, anchor them as a mapping (`A: b`).',
    invalid: [
      {
        code: 'x-common: &common\n  - LOG=info\nservices:\n  web:\n    image: nginx:1.29\n    environment:\n      <<: *common\n      PORT: "80"\n',
      },
    ],
    valid: [
      {
        code: 'x-common: &common\n  LOG: info\nservices:\n  web:\n    image: nginx:1.29\n    environment:\n      <<: *common\n      PORT: "80"\n',
      },
    ],
    references: ['https://docs.docker.com/reference/compose-file/fragments/', 'https://yaml.org/type/merge.html'],
  },
  check: (ctx) => ({
    Yaml({ root }) {
      walk(root, (node) => {
        if (node.kind !== 'mapping') return;
        for (const entry of node.entries) {
          const fault = isMerge(entry) ? faultOf(entry) : undefined;
          if (!fault) continue;
          const { span, actual, name } = fault;
          if (name === undefined) ctx.report({ message: 'value', span, data: { actual } });
          else ctx.report({ message: 'anchor', span, data: { actual, name: `*${name}` } });
        }
      });
    },
  }),
});

interface Fault {
  readonly span: Span;
  readonly actual: string;
  readonly name: string | undefined;
}

function faultOf({ key, value, colon }: YamlEntry): Fault | undefined {
  if (!value) return colon === undefined ? undefined : { span: key.span, actual: 'nothing', name: undefined };
  const target = deref(value);
  // An alias without an anchor is another mistake.
  if (!target || target.kind === 'mapping') return undefined;
  const name = value.kind === 'alias' ? value.name : undefined;
  if (target.kind === 'scalar') {
    const span = value.span.start === value.span.end ? key.span : value.span;
    return { span, actual: target.text === '' ? 'nothing' : 'a text', name };
  }
  const wrong = target.items.find((item) => !isMergeable(item.value));
  if (!wrong) return undefined;
  if (name !== undefined) return { span: value.span, actual: 'a list', name };
  const of = wrong.value?.kind === 'alias' ? wrong.value.name : undefined;
  const actual = deref(wrong.value)?.kind === 'sequence' ? 'a list' : 'a text';
  return { span: wrong.value?.span ?? value.span, actual, name: of };
}

/** A mapping, or an alias of which nothing is known. */
function isMergeable(value: YamlEntry['value']): boolean {
  if (!value) return false;
  const target = deref(value);
  return !target || target.kind === 'mapping';
}
