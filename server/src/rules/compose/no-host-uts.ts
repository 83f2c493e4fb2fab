import { defineRule } from '../../core/rule';
import { places } from '../../languages/compose/places';
import { removeEntry } from '../../languages/yaml/edits';
import { fix, shown } from '../../languages/yaml/fixes';

export default defineRule({
  id: 'compose/no-host-uts',
  aka: ['compose/host-uts'],
  summary: 'Give containers a host name of their own',
  category: 'security',
  severity: 'warning',
  recommended: false,
  since: '0.1.0',
  fixable: 'sometimes',
  local: true,
  equivalents: {},
  messages: { host: '`uts: host` lets `{{service}}` change the name of the host; remove it' },
  notes: ['compose-privileges'],
  docs: {
    why: 'In the UTS namespace of the host the container has the name of the host, and with the right capability it can change it.',
    invalid: [{ code: 'services:\n  web:\n    image: nginx:1.29\n    uts: host\n' }],
    valid: [{ code: 'services:\n  web:\n    image: nginx:1.29\n    user: "1000"\n' }],
    fixSafety: 'The container no longer sees what it saw of the host.',
    references: ['https://docs.docker.com/reference/compose-file/services/#uts'],
  },
  check: (ctx) => {
    const isNew = places();
    return {
      Service(service) {
        const entry = service.entryOf('uts');
        if (!entry || service.text('uts') !== 'host' || !isNew(entry.value.span)) return;
        const { written } = entry;
        const fixes = written ? [fix('Remove uts', 'unsafe', () => removeEntry(written))] : [];
        ctx.report({ message: 'host', span: entry.value.span, data: { service: shown(service.name) }, fixes });
      },
    };
  },
});
