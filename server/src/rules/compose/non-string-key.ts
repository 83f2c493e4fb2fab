import type { Fix } from '../../core/finding';
import { defineRule } from '../../core/rule';
import { fix, shown } from '../../languages/yaml/fixes';
import type { YamlEntry, YamlNode } from '../../languages/yaml/nodes';
import { deref, isMerge, walk } from '../../languages/yaml/query';
import { goYaml3 } from '../../languages/yaml/values';

export default defineRule({
  id: 'compose/non-string-key',
  summary: 'Report keys that Docker Compose does not read as text',
  category: 'correctness',
  severity: 'error',
  recommended: true,
  since: '0.1.0',
  fixable: 'sometimes',
  equivalents: {},
  messages: {
    kind: 'The key `{{name}}` is {{kind}} for Compose, which wants text; write it in quotes',
    collection: 'A key must be text, this is {{kind}}; write a name',
  },
  notes: [],
  docs: {
    why: 'Keys of a Compose file are names. A key that looks like a number, a date, `true` or `null` is read as one, and Docker Compose refuses the file: `non-string key`. In quotes it is text.',
    invalid: [
      {
        code: 'services:\n  web:\n    image: nginx:1.29\n    labels:\n      1: first\n',
        fixed: 'services:\n  web:\n    image: nginx:1.29\n    labels:\n      "1": first\n',
      },
    ],
    valid: [{ code: 'services:\n  web:\n    image: nginx:1.29\n    labels:\n      "1": first\n      yes: text\n' }],
    references: ['https://docs.docker.com/reference/compose-file/'],
  },
  check: (ctx) => ({
    Yaml({ root, problems }) {
      walk(root, (node) => {
        if (node.kind !== 'mapping') return;
        for (const entry of node.entries) {
          const kind = kindOf(entry);
          if (kind === undefined) continue;
          const { key } = entry;
          const { span } = key;
          // Braces of a template, or what is left of a broken text, are no keys that were meant.
          if (key.kind !== 'scalar' && (problems.length > 0 || isTemplate(ctx.source.text, span.start))) continue;
          if (key.kind !== 'scalar') ctx.report({ message: 'collection', span, data: { kind } });
          else ctx.report({ message: 'kind', span, data: { name: shown(key.text), kind }, fixes: quoted(key) });
        }
      });
    },
  }),
});

/** `{{ name }}` of a template that makes the file. */
const isTemplate = (text: string, at: number): boolean => text.startsWith('{{', at) || text.startsWith('{{', at - 1);

/** What a key is that is no text. */
function kindOf(entry: YamlEntry): string | undefined {
  const key = deref(entry.key);
  if (!key || isMerge(entry) || (entry.colon === undefined && !entry.mapping.flow)) return undefined;
  if (key.kind !== 'scalar') return key.kind === 'mapping' ? 'a mapping' : 'a list';
  return KINDS[goYaml3(key).kind];
}

const KINDS: Readonly<Record<ReturnType<typeof goYaml3>['kind'], string | undefined>> = {
  string: undefined,
  bool: 'a boolean',
  int: 'a number',
  float: 'a number',
  null: 'null',
  timestamp: 'a date',
};

function quoted(key: YamlNode): readonly Fix[] {
  if (key.kind !== 'scalar' || key.style !== 'plain' || key.text === '' || key.tag) return [];
  const text = `"${key.text}"`;
  return [fix(`Write ${text}`, 'safe', () => [{ span: key.span, text }])];
}
