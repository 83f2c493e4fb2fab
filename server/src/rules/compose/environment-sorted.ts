import { defineRule } from '../../core/rule';
import { byName, unsorted } from '../../languages/compose/order';
import { places } from '../../languages/compose/places';

export default defineRule({
  id: 'compose/environment-sorted',
  summary: 'Sort the variables of a service',
  category: 'style',
  severity: 'information',
  recommended: false,
  since: '0.1.0',
  fixable: 'sometimes',
  local: true,
  equivalents: {},
  messages: { order: '`{{name}}` comes before `{{other}}`; sort the variables' },
  notes: [],
  docs: {
    why: 'Sorted variables are found at once, and the same one is not added twice.',
    invalid: [
      {
        code: 'services:\n  web:\n    image: nginx:1.29\n    environment:\n      B: 1\n      A: 2\n',
        fixed: 'services:\n  web:\n    image: nginx:1.29\n    environment:\n      A: 2\n      B: 1\n',
      },
    ],
    valid: [{ code: 'services:\n  web:\n    image: nginx:1.29\n    environment:\n      A: 2\n      B: 1\n' }],
    exceptions: 'Many people order by meaning instead, which is why the rule is off.',
    references: ['https://docs.docker.com/reference/compose-file/services/#environment'],
  },
  check: (ctx) => {
    const isNew = places();
    return {
      Service(service) {
        const found = unsorted(service.get('environment'), byName);
        if (found && isNew(found.span)) ctx.report({ message: 'order', ...found });
      },
    };
  },
});
