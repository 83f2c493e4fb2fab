import type { Fix } from '../../core/finding';
import { defineRule } from '../../core/rule';
import { mountsOf } from '../../languages/compose/mounts';
import { places } from '../../languages/compose/places';
import { type EntryPlace, insertEntry } from '../../languages/yaml/edits';
import type { YamlEntry } from '../../languages/yaml/nodes';

export default defineRule({
  id: 'compose/bind-source-missing',
  summary: 'Say which path of the host a bind mount mounts',
  category: 'correctness',
  severity: 'error',
  recommended: true,
  since: '0.1.0',
  fixable: 'sometimes',
  local: true,
  equivalents: {},
  messages: { missing: 'This `bind` mount has no `source`; add the path on the host, or use `type: volume`' },
  notes: ['compose-data'],
  docs: {
    why: 'A mount with `type: bind` shows a path of the host in the container, so it needs that path. Compose refuses the file when `source` is missing. An anonymous volume has `type: volume`.',
    invalid: [
      {
        code: 'services:\n  web:\n    image: nginx:1.29\n    volumes:\n      - type: bind\n        target: /usr/share/nginx/html\n',
      },
    ],
    valid: [
      {
        code: 'services:\n  web:\n    image: nginx:1.29\n    volumes:\n      - type: bind\n        source: ./site\n        target: /usr/share/nginx/html\n      - type: volume\n        target: /var/cache/nginx\n',
      },
    ],
    references: ['https://docs.docker.com/reference/compose-file/services/#long-syntax-6'],
  },
  check: (ctx) => {
    const isNew = places();
    return {
      Mount({ long, type, value, target, item, service }) {
        if (!long || type !== 'bind' || value.kind !== 'map' || value.has('source') || value.cleared.has('source'))
          return;
        // A later mount of the same place takes this one's.
        const later = mountsOf(service).findLast((mount) => mount.key === 'volumes' && mount.target === target);
        if (target !== undefined && later && later.item !== item) return;
        const written = value.entry('type');
        if (!written || !isNew(written.value.span)) return;
        const { node } = value;
        const fixes: readonly Fix[] =
          node && !node.flow
            ? [
                {
                  title: 'Add a source …',
                  safety: 'manual',
                  snippet: true,
                  edits: () => insertEntry(node, 'source: ./${1:path}', afterOf(written.written)) ?? [],
                },
              ]
            : [];
        ctx.report({ message: 'missing', span: written.value.span, fixes });
      },
    };
  },
});

const afterOf = (entry: YamlEntry | undefined): EntryPlace => (entry ? { after: entry } : {});
