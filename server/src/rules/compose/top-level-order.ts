import { defineRule } from '../../core/rule';
import { byName, type Named, ordered, unsorted } from '../../languages/compose/order';
import { places } from '../../languages/compose/places';
import type { MapValue } from '../../languages/compose/tree';
import { walk } from '../../languages/yaml/query';

const ORDER: readonly string[] = '<< x-* version name include services networks volumes secrets configs models'.split(
  ' ',
);

export default defineRule({
  id: 'compose/top-level-order',
  summary: 'Keep the sections of a file in one order',
  category: 'style',
  severity: 'information',
  recommended: false,
  since: '0.1.0',
  fixable: 'sometimes',
  equivalents: { dclint: ['top-level-properties-order'] },
  options: {
    order: {
      type: 'strings',
      description:
        'Sections in the order to write them; `x-*` stands for extensions, and all others follow by their letters.',
      default: ORDER,
    },
  },
  messages: { order: '`{{name}}` comes before `{{other}}`; order the sections' },
  notes: [],
  docs: {
    why: 'With the sections in one order (`name`, `include`, `services`, `networks`, `volumes`, `secrets`, `configs`, `models`; extensions first, by their letters, since their anchors are used below) every file of a team reads the same.',
    invalid: [
      {
        code: 'volumes:\n  data:\nservices:\n  web:\n    image: nginx:1.29\n    volumes: [data:/data]\n',
        fixed: 'services:\n  web:\n    image: nginx:1.29\n    volumes: [data:/data]\nvolumes:\n  data:\n',
      },
    ],
    valid: [{ code: 'services:\n  web:\n    image: nginx:1.29\n    volumes: [data:/data]\nvolumes:\n  data:\n' }],
    exceptions: 'Order by taste is a matter of taste, which is why the rule is off.',
    references: ['https://docs.docker.com/reference/compose-file/'],
  },
  check: (ctx) => {
    const isNew = places();
    return {
      Compose({ roots }) {
        for (const root of roots) {
          // One extension may have to stand before another that refers to it.
          const found = unsorted(root, ordered(ctx.options.order, isLinked(root) ? asTheyAre : byName));
          if (found && isNew(found.span)) ctx.report({ message: 'order', ...found });
        }
      },
    };
  },
});

/** Whether an alias is in an extension. */
function isLinked({ node }: MapValue): boolean {
  let found = false;
  for (const { name, value } of node?.entries ?? []) {
    if (!name.startsWith('x-')) continue;
    walk(value, ({ kind }) => {
      found ||= kind === 'alias';
      return !found;
    });
  }
  return found;
}

const asTheyAre = (a: Named, b: Named): number => (a.name.startsWith('x-') ? 0 : byName(a, b));
