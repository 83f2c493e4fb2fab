import { defineRule } from '../../core/rule';
import { byName, unsorted } from '../../languages/compose/order';
import { places } from '../../languages/compose/places';

export default defineRule({
  id: 'compose/services-sorted',
  summary: 'Sort services by their names',
  category: 'style',
  severity: 'information',
  recommended: false,
  since: '0.1.0',
  fixable: 'sometimes',
  equivalents: { dclint: ['services-alphabetical-order'] },
  messages: { order: '`{{name}}` comes before `{{other}}`; sort the services' },
  notes: [],
  docs: {
    why: 'In a long file a service is found at once when the names are in order, and two people who add one rarely touch the same lines. For Compose the order means nothing.',
    invalid: [
      {
        code: 'services:\n  web:\n    image: nginx:1.29\n  db:\n    image: nginx:1.29\n',
        fixed: 'services:\n  db:\n    image: nginx:1.29\n  web:\n    image: nginx:1.29\n',
      },
    ],
    valid: [{ code: 'services:\n  db:\n    image: nginx:1.29\n  web:\n    image: nginx:1.29\n' }],
    exceptions: 'Many people order by meaning instead, which is why the rule is off.',
    references: ['https://docs.docker.com/reference/compose-file/services/'],
  },
  check: (ctx) => ({
    Compose({ roots }) {
      const isNew = places();
      for (const root of roots) {
        const found = unsorted(root.get('services'), byName);
        if (found && isNew(found.span)) ctx.report({ message: 'order', ...found });
      }
    },
  }),
});
