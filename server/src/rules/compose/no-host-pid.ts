import { defineRule } from '../../core/rule';
import { places } from '../../languages/compose/places';
import { removeEntry } from '../../languages/yaml/edits';
import { fix, shown } from '../../languages/yaml/fixes';

export default defineRule({
  id: 'compose/no-host-pid',
  aka: ['compose/host-pid'],
  summary: "Keep containers away from the host's processes",
  category: 'security',
  severity: 'warning',
  recommended: true,
  since: '0.1.0',
  fixable: 'sometimes',
  local: true,
  equivalents: { kics: ['4f31dd9f-2cc3-4751-9b53-67e4af83dac0'] },
  messages: { host: '`pid: host` shows `{{service}}` every process of the host; remove it' },
  notes: ['compose-privileges'],
  lessons: ['C03'],
  docs: {
    why: 'With the process namespace of the host the container sees all processes with their arguments and environment, and as root it can stop or trace them.',
    invalid: [{ code: 'services:\n  web:\n    image: nginx:1.29\n    pid: host\n' }],
    valid: [{ code: 'services:\n  web:\n    image: nginx:1.29\n    user: "1000"\n' }],
    fixSafety: 'The container no longer sees what it saw of the host.',
    references: ['https://docs.docker.com/reference/compose-file/services/#pid'],
  },
  check: (ctx) => {
    const isNew = places();
    return {
      Service(service) {
        const entry = service.entryOf('pid');
        if (!entry || service.text('pid') !== 'host' || !isNew(entry.value.span)) return;
        const { written } = entry;
        const fixes = written ? [fix('Remove pid', 'unsafe', () => removeEntry(written))] : [];
        ctx.report({ message: 'host', span: entry.value.span, data: { service: shown(service.name) }, fixes });
      },
    };
  },
});
