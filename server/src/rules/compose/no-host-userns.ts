import { defineRule } from '../../core/rule';
import { places } from '../../languages/compose/places';
import { removeEntry } from '../../languages/yaml/edits';
import { fix, shown } from '../../languages/yaml/fixes';

export default defineRule({
  id: 'compose/no-host-userns',
  aka: ['compose/host-userns'],
  summary: 'Leave the mapping of users on',
  category: 'security',
  severity: 'warning',
  recommended: false,
  since: '0.1.0',
  fixable: 'sometimes',
  local: true,
  equivalents: { kics: ['8af7162d-6c98-482f-868e-0d33fb675ca8'] },
  messages: { host: '`userns_mode: host` makes root of `{{service}}` root of the host; remove it' },
  notes: ['compose-privileges'],
  docs: {
    why: 'An engine that maps users makes root of a container a user without rights on the host. `userns_mode: host` takes that protection away from this container.',
    invalid: [{ code: 'services:\n  web:\n    image: nginx:1.29\n    userns_mode: host\n' }],
    valid: [{ code: 'services:\n  web:\n    image: nginx:1.29\n    user: "1000"\n' }],
    fixSafety: 'The container no longer sees what it saw of the host.',
    references: [
      'https://docs.docker.com/reference/compose-file/services/#userns_mode',
      'https://docs.docker.com/engine/security/userns-remap/',
    ],
  },
  check: (ctx) => {
    const isNew = places();
    return {
      Service(service) {
        const entry = service.entryOf('userns_mode');
        if (!entry || service.text('userns_mode') !== 'host' || !isNew(entry.value.span)) return;
        const { written } = entry;
        const fixes = written ? [fix('Remove userns_mode', 'unsafe', () => removeEntry(written))] : [];
        ctx.report({ message: 'host', span: entry.value.span, data: { service: shown(service.name) }, fixes });
      },
    };
  },
});
