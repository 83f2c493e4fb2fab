import { defineRule } from '../../core/rule';
import { ordered, unsorted } from '../../languages/compose/order';
import { places } from '../../languages/compose/places';

const ORDER: readonly string[] = (
  '<< extends image build provider container_name depends_on volumes volumes_from configs secrets models environment env_file ports ' +
  'networks network_mode extra_hosts command entrypoint working_dir restart healthcheck logging labels user isolation'
).split(' ');

export default defineRule({
  id: 'compose/service-key-order',
  summary: 'Keep the keys of services in one order',
  category: 'style',
  severity: 'information',
  recommended: false,
  since: '0.1.0',
  fixable: 'sometimes',
  local: true,
  equivalents: { dclint: ['service-keys-order'] },
  options: {
    order: {
      type: 'strings',
      description: 'Keys in the order to write them; all others follow by their letters.',
      default: ORDER,
    },
  },
  messages: { order: '`{{name}}` comes before `{{other}}`; order the keys' },
  notes: [],
  docs: {
    why: 'With the keys in one order, what runs first, then what it needs, mounts, reads and publishes, services can be compared at a glance. Keys that have no place in the order stand at the end, by their letters.',
    invalid: [
      {
        code: 'services:\n  web:\n    ports: ["80:80"]\n    image: nginx:1.29\n',
        fixed: 'services:\n  web:\n    image: nginx:1.29\n    ports: ["80:80"]\n',
      },
    ],
    valid: [{ code: 'services:\n  web:\n    image: nginx:1.29\n    ports: ["80:80"]\n' }],
    exceptions: 'Order by taste is a matter of taste, which is why the rule is off.',
    references: ['https://docs.docker.com/reference/compose-file/services/'],
  },
  check: (ctx) => {
    const isNew = places();
    const byOrder = ordered(ctx.options.order);
    return {
      Service(service) {
        const found = unsorted(service.value, byOrder);
        if (found && isNew(found.span)) ctx.report({ message: 'order', ...found });
      },
    };
  },
});
