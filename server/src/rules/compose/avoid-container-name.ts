import { defineRule } from '../../core/rule';
import { places } from '../../languages/compose/places';
import { removeEntry } from '../../languages/yaml/edits';
import { fix, shown } from '../../languages/yaml/fixes';

export default defineRule({
  id: 'compose/avoid-container-name',
  summary: 'Leave the names of containers to Docker Compose',
  category: 'maintainability',
  severity: 'information',
  recommended: false,
  since: '0.1.0',
  fixable: 'sometimes',
  local: true,
  equivalents: {},
  messages: { name: '`container_name` keeps `{{service}}` to one container in all projects; remove it' },
  notes: ['compose-scaling'],
  lessons: ['C13'],
  docs: {
    why: 'Two containers cannot have one name, so a service with `container_name` cannot be scaled, and two copies of the project cannot run side by side. Services find each other by the name of the service anyway.',
    invalid: [{ code: 'services:\n  web:\n    image: nginx:1.29\n    container_name: shop-web\n' }],
    valid: [{ code: 'services:\n  web:\n    image: nginx:1.29\n    hostname: shop\n' }],
    fixSafety: 'The container gets another name; scripts that call it by the old one fail.',
    references: ['https://docs.docker.com/reference/compose-file/services/#container_name'],
  },
  check: (ctx) => {
    const isNew = places();
    return {
      Service(service) {
        const entry = service.entryOf('container_name');
        if (!entry || !isNew(entry.keySpan)) return;
        const { written } = entry;
        const fixes = written ? [fix('Remove container_name', 'unsafe', () => removeEntry(written))] : [];
        ctx.report({ message: 'name', span: entry.keySpan, data: { service: shown(service.name) }, fixes });
      },
    };
  },
});
