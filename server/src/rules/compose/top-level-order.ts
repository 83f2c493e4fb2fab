import { defineRule } from '../../core/rule';
import { type Named, unsorted } from '../../languages/compose/order';
import { places } from '../../languages/compose/places';

export default defineRule({
  id: 'compose/top-level-order',
  summary: 'Keep the sections of a file in one order',
  category: 'style',
  severity: 'information',
  recommended: false,
  since: '0.1.0',
  fixable: 'sometimes',
  equivalents: { dclint: ['top-level-properties-order'] },
  messages: { order: '`{{name}}` comes before `{{other}}`; order the sections' },
  notes: [],
  docs: {
    why: 'With the sections in one order (`name`, `include`, `services`, `networks`, `volumes`, `secrets`, `configs`, `models`; extensions first, since their anchors are used below) every file of a team reads the same.',
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
          const found = unsorted(root, byOrder);
          if (found && isNew(found.span)) ctx.report({ message: 'order', ...found });
        }
      },
    };
  },
});

const PLACES: ReadonlyMap<string, number> = new Map(
  'version name include services networks volumes secrets configs models'
    .split(' ')
    .map((name, index) => [name, index + 1]),
);

const placeOf = (name: string): number =>
  name.startsWith('x-') || name === '<<' ? 0 : (PLACES.get(name) ?? PLACES.size + 1);

const byOrder = (a: Named, b: Named): number => placeOf(a.name) - placeOf(b.name);
