import { defineRule } from '../../core/rule';
import { unsortedPort } from '../../languages/compose/order';
import { places } from '../../languages/compose/places';

export default defineRule({
  id: 'compose/ports-sorted',
  summary: 'Sort the ports of a service',
  category: 'style',
  severity: 'information',
  recommended: false,
  since: '0.1.0',
  fixable: 'sometimes',
  local: true,
  equivalents: { dclint: ['service-ports-alphabetical-order'] },
  messages: { order: '`{{name}}` comes before `{{other}}`; sort the ports' },
  notes: [],
  docs: {
    why: 'Sorted ports are found at once, and the same one is not published twice.',
    invalid: [
      {
        code: 'services:\n  web:\n    image: nginx:1.29\n    ports:\n      - "8080:80"\n      - "443:443"\n',
        fixed: 'services:\n  web:\n    image: nginx:1.29\n    ports:\n      - "443:443"\n      - "8080:80"\n',
      },
    ],
    valid: [{ code: 'services:\n  web:\n    image: nginx:1.29\n    ports:\n      - "443:443"\n      - "8080:80"\n' }],
    exceptions: 'Many people order by meaning instead, which is why the rule is off.',
    references: ['https://docs.docker.com/reference/compose-file/services/#ports'],
  },
  check: (ctx) => {
    const isNew = places();
    return {
      Service(service) {
        const found = unsortedPort(service.get('ports'));
        if (found && isNew(found.span)) ctx.report({ message: 'order', ...found });
      },
    };
  },
});
