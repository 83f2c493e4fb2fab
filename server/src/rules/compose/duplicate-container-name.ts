import { defineRule } from '../../core/rule';
import { areTogether, removal, servicesOf, textIn } from '../../languages/compose/own';
import type { Service } from '../../languages/compose/service';
import { shown } from '../../languages/yaml/fixes';

export default defineRule({
  id: 'compose/duplicate-container-name',
  summary: 'Give each container a name of its own',
  category: 'correctness',
  severity: 'error',
  recommended: true,
  since: '0.1.0',
  fixable: 'sometimes',
  equivalents: { dclint: ['no-duplicate-container-names'] },
  messages: {
    taken: 'Container name `{{name}}` is taken by service `{{other}}`; choose another',
  },
  notes: ['compose-scaling'],
  docs: {
    why: 'A name belongs to one container. Compose refuses a project in which two services ask for the same. Services whose profiles exclude each other may share one; where both can be asked for together it is a warning.',
    invalid: [
      {
        code: 'services:\n  web:\n    image: nginx:1.29\n    container_name: shop\n  api:\n    image: nginx:1.29\n    container_name: shop\n',
      },
    ],
    valid: [
      {
        code: 'services:\n  web:\n    image: nginx:1.29\n    container_name: shop-web\n  api:\n    image: nginx:1.29\n    container_name: shop-api\n',
      },
    ],
    fixSafety: 'The container is then called after the project, the service and a number.',
    references: ['https://docs.docker.com/reference/compose-file/services/#container_name'],
  },
  check: (ctx) => ({
    Compose(file) {
      const own = new Map(file.services.map((service) => [service.name, service]));
      const seen = new Map<string, Service[]>();
      for (const service of servicesOf(file, ctx.facts)) {
        const name = textIn(service.get('container_name'));
        if (name === undefined) continue;
        const before = seen.get(name) ?? [];
        seen.set(name, [...before.slice(0, MAX_COMPARED), service]);
        const other = before.find((one) => areTogether(one, service) !== false);
        if (!other) continue;
        // The later one, if it is written here.
        const [here, there] = own.has(service.name) ? [service, other] : [other, service];
        const written = own.get(here.name);
        if (!written) continue;
        const entry = written.entryOf('container_name');
        const span = entry?.value.span ?? written.nameSpan;
        const severity = areTogether(here, there) === true ? undefined : 'warning';
        const fixes = removal('Remove container_name', 'unsafe', written.value, ['container_name']);
        ctx.report({ message: 'taken', span, data: { name: shown(name), other: shown(there.name) }, fixes, severity });
      }
    },
  }),
});

/** Services of one name, at most, that another is compared with. */
const MAX_COMPARED = 20;
