import { defineRule } from '../../core/rule';
import { asList, asMapping } from '../../languages/compose/forms';
import { asMap, type Entry, type Value } from '../../languages/compose/tree';
import { fix } from '../../languages/yaml/fixes';
import type { YamlMapping, YamlSequence } from '../../languages/yaml/nodes';
import { isMerge } from '../../languages/yaml/query';

export default defineRule({
  id: 'compose/list-vs-map-consistency',
  summary: 'Write variables, labels and arguments in one form',
  category: 'style',
  severity: 'information',
  recommended: false,
  since: '0.1.0',
  fixable: 'sometimes',
  equivalents: {},
  options: {
    prefer: {
      type: 'string',
      description: 'The form to write; `consistent` takes what the file has more of, for each key.',
      default: 'consistent',
      enum: ['consistent', 'mapping', 'list'],
    },
  },
  messages: {
    list: '`{{key}}` is a list here; write it as a mapping{{where}}',
    mapping: '`{{key}}` is a mapping here; write it as a list{{where}}',
  },
  notes: [],
  docs: {
    why: 'Variables, labels and build arguments have two forms, `- A=b` and `A: b`. With both in one file, a line that is copied from one service to another breaks it.\n\nEmpty ones, those that an anchor shares, and mappings with a merge key, which cannot be lists, are left alone.',
    invalid: [
      {
        code: 'services:\n  web:\n    image: nginx:1.29\n    environment:\n      LOG: info\n  api:\n    image: shop/api:1.4\n    environment:\n      LOG: info\n  job:\n    image: shop/job:1.4\n    environment:\n      - LOG=on\n      - TOKEN\n',
        fixed:
          'services:\n  web:\n    image: nginx:1.29\n    environment:\n      LOG: info\n  api:\n    image: shop/api:1.4\n    environment:\n      LOG: info\n  job:\n    image: shop/job:1.4\n    environment:\n      LOG: "on"\n      TOKEN:\n',
      },
    ],
    valid: [
      {
        code: 'services:\n  web:\n    image: nginx:1.29\n    environment:\n      - LOG=info\n    labels:\n      tier: front\n',
      },
    ],
    references: [
      'https://docs.docker.com/reference/compose-file/services/#environment',
      'https://docs.docker.com/reference/compose-file/services/#labels',
      'https://docs.docker.com/reference/compose-file/build/#args',
    ],
  },
  check: (ctx) => ({
    Compose({ services }) {
      const { prefer } = ctx.options;
      for (const [key, paths] of Object.entries(PLACES)) {
        const found = new Map<YamlMapping | YamlSequence, Found>();
        for (const { value } of services)
          for (const path of paths) for (const one of foundAt(value, path)) found.set(one.node, one);
        const all = [...found.values()].sort((a, b) => a.node.span.start - b.node.span.start);
        const wanted = prefer === 'mapping' ? 'mapping' : prefer === 'list' ? 'sequence' : mostOf(all);
        const where = prefer === 'consistent' ? ', as elsewhere in this file' : '';
        for (const { node, entry } of all) {
          if (node.kind === wanted || (node.kind === 'mapping' && node.entries.some(isMerge))) continue;
          const edits = () => (node.kind === 'mapping' ? asList(node) : asMapping(node));
          const title = node.kind === 'mapping' ? 'Write as a list' : 'Write as a mapping';
          const fixes = edits() ? [fix(title, 'safe', edits)] : [];
          const message = node.kind === 'mapping' ? 'mapping' : 'list';
          ctx.report({ message, span: entry.keySpan, data: { key, where }, fixes });
        }
      }
    },
  }),
});

const PLACES: Readonly<Record<string, readonly (readonly string[])[]>> = {
  environment: [['environment']],
  labels: [['labels'], ['build', 'labels'], ['deploy', 'labels']],
  args: [['build', 'args']],
};

interface Found {
  readonly entry: Entry;
  readonly node: YamlMapping | YamlSequence;
}

/** What is written under a key itself, and holds something. */
function foundAt(service: Value | undefined, path: readonly string[]): readonly Found[] {
  let map = asMap(service);
  for (const step of path.slice(0, -1)) map = asMap(map?.get(step));
  const entry = map?.entry(path.at(-1) ?? '');
  const node = entry?.written?.value;
  if (!entry || (node?.kind !== 'mapping' && node?.kind !== 'sequence')) return [];
  const size = node.kind === 'mapping' ? node.entries.length : node.items.length;
  return size > 0 && !node.anchor ? [{ entry, node }] : [];
}

/** The form that is there more often; of two as frequent ones the first. */
function mostOf(all: readonly Found[]): 'mapping' | 'sequence' {
  const mappings = all.filter(({ node }) => node.kind === 'mapping').length;
  const [first] = all;
  if (mappings * 2 === all.length) return first?.node.kind ?? 'mapping';
  return mappings * 2 > all.length ? 'mapping' : 'sequence';
}
