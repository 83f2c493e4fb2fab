import { defineRule } from '../../core/rule';
import { places } from '../../languages/compose/places';
import { removeEntry } from '../../languages/yaml/edits';
import { fix, shown } from '../../languages/yaml/fixes';

export default defineRule({
  id: 'compose/no-host-ipc',
  aka: ['compose/host-ipc'],
  summary: "Keep containers away from the host's shared memory",
  category: 'security',
  severity: 'warning',
  recommended: true,
  since: '0.1.0',
  fixable: 'sometimes',
  local: true,
  equivalents: { kics: ['baa3890f-bed7-46f5-ab8f-1da8fc91c729'] },
  messages: { host: '`ipc: host` gives `{{service}}` the shared memory of the host; remove it, or set `shm_size`' },
  notes: ['compose-privileges'],
  lessons: ['C03'],
  docs: {
    why: 'With the IPC namespace of the host the container reads and changes the shared memory of the programs there. Often only more shared memory was wanted, which `shm_size` gives.',
    invalid: [{ code: 'services:\n  web:\n    image: nginx:1.29\n    ipc: host\n' }],
    valid: [{ code: 'services:\n  web:\n    image: nginx:1.29\n    user: "1000"\n' }],
    fixSafety: 'The container no longer sees what it saw of the host.',
    references: [
      'https://docs.docker.com/reference/compose-file/services/#ipc',
      'https://docs.docker.com/reference/compose-file/services/#shm_size',
    ],
  },
  check: (ctx) => {
    const isNew = places();
    return {
      Service(service) {
        const entry = service.entryOf('ipc');
        if (!entry || service.text('ipc') !== 'host' || !isNew(entry.value.span)) return;
        const { written } = entry;
        const fixes = written ? [fix('Remove ipc', 'unsafe', () => removeEntry(written))] : [];
        ctx.report({ message: 'host', span: entry.value.span, data: { service: shown(service.name) }, fixes });
      },
    };
  },
});
