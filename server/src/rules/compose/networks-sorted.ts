import { defineRule } from '../../core/rule';
import { byName, unsorted } from '../../languages/compose/order';
import { places } from '../../languages/compose/places';

export default defineRule({
  id: 'compose/networks-sorted',
  summary: 'Sort the networks of a service',
  category: 'style',
  severity: 'information',
  recommended: false,
  since: '0.1.0',
  fixable: 'sometimes',
  local: true,
  equivalents: {},
  messages: { order: '`{{name}}` comes before `{{other}}`; sort the networks' },
  notes: [],
  docs: {
    why: 'Sorted networks are found at once. The order does not say which one a container uses first, `gw_priority` does.',
    invalid: [
      {
        code: 'services:\n  web:\n    image: nginx:1.29\n    networks: [front, back]\nnetworks:\n  back:\n  front:\n',
        fixed: 'services:\n  web:\n    image: nginx:1.29\n    networks: [back, front]\nnetworks:\n  back:\n  front:\n',
      },
    ],
    valid: [
      { code: 'services:\n  web:\n    image: nginx:1.29\n    networks: [back, front]\nnetworks:\n  back:\n  front:\n' },
    ],
    exceptions: 'Many people order by meaning instead, which is why the rule is off.',
    references: ['https://docs.docker.com/reference/compose-file/services/#networks'],
  },
  check: (ctx) => {
    const isNew = places();
    return {
      Service(service) {
        const found = unsorted(service.get('networks'), byName);
        if (found && isNew(found.span)) ctx.report({ message: 'order', ...found });
      },
    };
  },
});
