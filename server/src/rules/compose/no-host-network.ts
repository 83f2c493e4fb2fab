import { defineRule } from '../../core/rule';
import { places } from '../../languages/compose/places';
import { removeEntry } from '../../languages/yaml/edits';
import { fix, shown } from '../../languages/yaml/fixes';

export default defineRule({
  id: 'compose/no-host-network',
  aka: ['compose/host-network'],
  summary: 'Give containers a network of their own',
  category: 'security',
  severity: 'warning',
  recommended: true,
  since: '0.1.0',
  fixable: 'sometimes',
  local: true,
  equivalents: { kics: ['071a71ff-f868-47a4-ac0b-3c59e4ab5443'] },
  messages: { host: "`network_mode: host` puts `{{service}}` into the host's network; remove it and use `ports`" },
  notes: ['compose-networks'],
  lessons: ['C03'],
  docs: {
    why: 'In the network of the host the container listens on every address of the host, reaches what listens only on `127.0.0.1`, and `ports` mean nothing. Services find each other by name only in a network of the project.',
    invalid: [{ code: 'services:\n  web:\n    image: nginx:1.29\n    network_mode: host\n' }],
    valid: [{ code: 'services:\n  web:\n    image: nginx:1.29\n    user: "1000"\n' }],
    fixSafety: 'The container no longer sees what it saw of the host.',
    references: [
      'https://docs.docker.com/reference/compose-file/services/#network_mode',
      'https://docs.docker.com/engine/network/drivers/host/',
    ],
  },
  check: (ctx) => {
    const isNew = places();
    return {
      Service(service) {
        const entry = service.entryOf('network_mode');
        if (!entry || service.text('network_mode') !== 'host' || !isNew(entry.value.span)) return;
        const { written } = entry;
        const fixes = written ? [fix('Remove network_mode', 'unsafe', () => removeEntry(written))] : [];
        ctx.report({ message: 'host', span: entry.value.span, data: { service: shown(service.name) }, fixes });
      },
    };
  },
});
