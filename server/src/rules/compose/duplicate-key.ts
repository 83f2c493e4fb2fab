import type { Fix } from '../../core/finding';
import { defineRule } from '../../core/rule';
import { removeEntry } from '../../languages/yaml/edits';
import { fix, shown } from '../../languages/yaml/fixes';
import type { YamlDocument, YamlEntry, YamlMapping } from '../../languages/yaml/nodes';
import { isMerge, walk } from '../../languages/yaml/query';

export default defineRule({
  id: 'compose/duplicate-key',
  summary: 'Report keys that stand twice in one mapping',
  category: 'correctness',
  severity: 'error',
  recommended: true,
  since: '0.1.0',
  fixable: 'sometimes',
  equivalents: { dclint: ['invalid-yaml'] },
  messages: {
    duplicate: 'The key `{{name}}` stands twice here, and Compose refuses the file; remove one',
    merge: 'There are two `<<` here, and Compose refuses the file; write one with a list',
  },
  notes: ['compose-files'],
  docs: {
    why: 'Docker Compose refuses a file in which a key stands twice in one mapping. Mostly a block was copied, or two people added the same service. Several mappings are merged by one `<<` with a list: what stands first in it counts.',
    invalid: [
      {
        code: 'services:\n  web:\n    image: nginx:1.29\n    restart: always\n    image: nginx:1.29\n',
        fixed: 'services:\n  web:\n    restart: always\n    image: nginx:1.29\n',
      },
      { code: 'services:\n  web:\n    image: nginx:1.28\n    image: nginx:1.29\n' },
    ],
    valid: [
      {
        code: 'x-a: &a {restart: always}\nx-b: &b {tty: true}\nservices:\n  web:\n    <<: [*a, *b]\n    image: nginx:1.29\n',
      },
    ],
    fixSafety: 'The earlier value is thrown away, and it may be the one that was meant.',
    references: ['https://yaml.org/spec/1.2.2/#mapping', 'https://docs.docker.com/reference/compose-file/fragments/'],
  },
  check: (ctx) => ({
    Yaml(document) {
      const { text } = ctx.source;
      for (const { first, again } of repeated(document)) {
        const { span } = again.key;
        const related = [{ span: first.key.span, message: 'The first one stands here' }];
        if (isMerge(first) || isMerge(again)) {
          ctx.report({ message: 'merge', span, fixes: joined(text, first, again), related });
          continue;
        }
        const safety = valueIn(text, first) === valueIn(text, again) ? 'safe' : 'unsafe';
        const fixes = removeEntry(first) ? [fix('Remove the earlier one', safety, () => removeEntry(first))] : [];
        ctx.report({ message: 'duplicate', span, data: { name: shown(again.name) }, fixes, related });
      }
    },
  }),
});

interface Repeated {
  readonly first: YamlEntry;
  readonly again: YamlEntry;
}

function repeated({ root }: YamlDocument): readonly Repeated[] {
  const found: Repeated[] = [];
  walk(root, (node) => {
    if (node.kind === 'mapping') found.push(...repeatedIn(node));
  });
  return found;
}

function repeatedIn({ entries, flow }: YamlMapping): readonly Repeated[] {
  if (entries.length < 2) return [];
  const seen = new Map<string, YamlEntry>();
  const found: Repeated[] = [];
  for (const entry of entries) {
    // A key that is being typed has no colon yet.
    if (entry.key.kind !== 'scalar' || (entry.colon === undefined && !flow)) continue;
    const first = seen.get(entry.name);
    if (first) found.push({ first, again: entry });
    else seen.set(entry.name, entry);
  }
  return found;
}

const valueIn = (text: string, { key, span }: YamlEntry): string => text.slice(key.span.end, span.end).trimEnd();

/** `<<: *a` and `<<: *b` as `<<: [*a, *b]`; a later one counts more for Compose's parser, but it refuses both. */
function joined(text: string, first: YamlEntry, again: YamlEntry): readonly Fix[] {
  const [one, two] = [first.value, again.value];
  if (one?.kind !== 'alias' || two?.kind !== 'alias' || !isMerge(first) || !isMerge(again)) return [];
  const write = (at: { readonly start: number; readonly end: number }): string => text.slice(at.start, at.end);
  const list = `[${write(one.span)}, ${write(two.span)}]`;
  const edits = () => {
    const removed = removeEntry(again);
    return removed && [{ span: one.span, text: list }, ...removed];
  };
  return edits() ? [fix(`Write <<: ${list}`, 'unsafe', edits)] : [];
}
