import type { Fix } from '../../core/finding';
import { defineRule } from '../../core/rule';
import { once } from '../../languages/compose/own';
import type { MapValue } from '../../languages/compose/tree';
import { insertEntry } from '../../languages/yaml/edits';

export default defineRule({
  id: 'compose/port-missing-target',
  summary: 'Say which port of the container is published',
  category: 'correctness',
  severity: 'error',
  recommended: true,
  since: '0.1.0',
  fixable: 'sometimes',
  local: true,
  equivalents: {},
  messages: {
    missing: 'This port lacks `target`, the port of the container; add it',
  },
  notes: ['compose-ports'],
  docs: {
    why: 'In the long syntax `target` is the port in the container and `published` that on the host. Compose refuses a port without a `target`.',
    invalid: [{ code: 'services:\n  web:\n    image: nginx:1.29\n    ports:\n      - published: "8080"\n' }],
    valid: [
      { code: 'services:\n  web:\n    image: nginx:1.29\n    ports:\n      - target: 80\n        published: "8080"\n' },
    ],
    references: ['https://docs.docker.com/reference/compose-file/services/#long-syntax-3'],
  },
  check: (ctx) => {
    const first = once();
    return {
      Port({ fault, value, long }) {
        if (!long || value.kind !== 'map' || fault?.code !== 'no-target' || !first(fault.span)) return;
        ctx.report({ message: 'missing', span: fault.span, fixes: insertions(value) });
      },
    };
  },
});

function insertions({ node }: MapValue): readonly Fix[] {
  if (!node || node.flow) return [];
  const edits = () => insertEntry(node, 'target: ${1:80}', { first: true }) ?? [];
  return [{ title: 'Add target …', safety: 'manual', snippet: true, edits }];
}
