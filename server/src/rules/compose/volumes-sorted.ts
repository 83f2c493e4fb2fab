import { defineRule } from '../../core/rule';
import { byName, unsorted } from '../../languages/compose/order';
import { places } from '../../languages/compose/places';

export default defineRule({
  id: 'compose/volumes-sorted',
  summary: 'Sort the mounts of a service',
  category: 'style',
  severity: 'information',
  recommended: false,
  since: '0.1.0',
  fixable: 'sometimes',
  local: true,
  equivalents: {},
  messages: { order: '`{{name}}` comes before `{{other}}`; sort the volumes' },
  notes: [],
  docs: {
    why: 'Sorted mounts are found at once. Docker mounts them in an order of its own.',
    invalid: [
      {
        code: 'services:\n  web:\n    image: nginx:1.29\n    volumes:\n      - ./b:/b\n      - ./a:/a\n',
        fixed: 'services:\n  web:\n    image: nginx:1.29\n    volumes:\n      - ./a:/a\n      - ./b:/b\n',
      },
    ],
    valid: [{ code: 'services:\n  web:\n    image: nginx:1.29\n    volumes:\n      - ./a:/a\n      - ./b:/b\n' }],
    exceptions: 'Many people order by meaning instead, which is why the rule is off.',
    references: ['https://docs.docker.com/reference/compose-file/services/#volumes'],
  },
  check: (ctx) => {
    const isNew = places();
    return {
      Service(service) {
        const found = unsorted(service.get('volumes'), byName);
        if (found && isNew(found.span)) ctx.report({ message: 'order', ...found });
      },
    };
  },
});
