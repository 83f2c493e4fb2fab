import { defineRule } from '../../core/rule';
import { byName, unsorted } from '../../languages/compose/order';
import { places } from '../../languages/compose/places';

export default defineRule({
  id: 'compose/depends-on-sorted',
  summary: 'Sort what a service depends on',
  category: 'style',
  severity: 'information',
  recommended: false,
  since: '0.1.0',
  fixable: 'sometimes',
  local: true,
  equivalents: { dclint: ['service-dependencies-alphabetical-order'] },
  messages: { order: '`{{name}}` comes before `{{other}}`; sort the dependencies' },
  notes: [],
  docs: {
    why: 'In order, a name is found at once and is not added twice. Compose starts what it can at the same time, whatever the order.',
    invalid: [
      {
        code: 'services:\n  web:\n    image: nginx:1.29\n    depends_on: [db, cache]\n  db:\n    image: postgres:18\n  cache:\n    image: redis:8\n',
        fixed:
          'services:\n  web:\n    image: nginx:1.29\n    depends_on: [cache, db]\n  db:\n    image: postgres:18\n  cache:\n    image: redis:8\n',
      },
    ],
    valid: [
      { code: 'services:\n  web:\n    image: nginx:1.29\n    depends_on: [db]\n  db:\n    image: postgres:18\n' },
    ],
    exceptions: 'Many people order by meaning instead, which is why the rule is off.',
    references: ['https://docs.docker.com/reference/compose-file/services/#depends_on'],
  },
  check: (ctx) => {
    const isNew = places();
    return {
      Service(service) {
        const found = unsorted(service.get('depends_on'), byName);
        if (found && isNew(found.span)) ctx.report({ message: 'order', ...found });
      },
    };
  },
});
