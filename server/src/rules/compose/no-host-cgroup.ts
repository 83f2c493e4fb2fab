import { defineRule } from '../../core/rule';
import { places } from '../../languages/compose/places';
import { removeEntry } from '../../languages/yaml/edits';
import { fix, shown } from '../../languages/yaml/fixes';

export default defineRule({
  id: 'compose/no-host-cgroup',
  aka: ['compose/host-cgroup'],
  summary: 'Give containers a cgroup namespace of their own',
  category: 'security',
  severity: 'warning',
  recommended: false,
  since: '0.1.0',
  fixable: 'sometimes',
  local: true,
  equivalents: {},
  messages: { host: '`cgroup: host` shows `{{service}}` the cgroups of the host; remove it' },
  notes: ['compose-privileges'],
  docs: {
    why: 'With the cgroup namespace of the host the container sees how the host groups and limits its processes, and where it is in it.',
    invalid: [{ code: 'services:\n  web:\n    image: nginx:1.29\n    cgroup: host\n' }],
    valid: [{ code: 'services:\n  web:\n    image: nginx:1.29\n    user: "1000"\n' }],
    fixSafety: 'The container no longer sees what it saw of the host.',
    references: ['https://docs.docker.com/reference/compose-file/services/#cgroup'],
  },
  check: (ctx) => {
    const isNew = places();
    return {
      Service(service) {
        const entry = service.entryOf('cgroup');
        if (!entry || service.text('cgroup') !== 'host' || !isNew(entry.value.span)) return;
        const { written } = entry;
        const fixes = written ? [fix('Remove cgroup', 'unsafe', () => removeEntry(written))] : [];
        ctx.report({ message: 'host', span: entry.value.span, data: { service: shown(service.name) }, fixes });
      },
    };
  },
});
