import { defineRule } from '../../core/rule';
import { entryFor, isGiven, judgedService, once, removal, severityOf, textIn } from '../../languages/compose/own';
import { shown } from '../../languages/yaml/fixes';

export default defineRule({
  id: 'compose/network-mode-with-networks',
  summary: 'Use either `network_mode` or `networks`',
  category: 'correctness',
  severity: 'error',
  recommended: true,
  since: '0.1.0',
  fixable: 'sometimes',
  local: 'facts',
  equivalents: {},
  messages: {
    both: '`{{name}}` has `network_mode: {{mode}}` and `networks`; keep one of them',
  },
  notes: ['compose-networks'],
  docs: {
    why: 'With `network_mode` a service has no network of its own: it uses that of the host, of another container, or none. So it cannot join `networks` as well, and Compose refuses the project.',
    invalid: [
      {
        code: 'services:\n  web:\n    image: nginx:1.29\n    network_mode: host\n    networks: [front]\nnetworks:\n  front:\n',
      },
    ],
    valid: [{ code: 'services:\n  web:\n    image: nginx:1.29\n    networks: [front]\nnetworks:\n  front:\n' }],
    fixSafety: 'What the service can reach, and what reaches it, depends on which of the two stays.',
    references: ['https://docs.docker.com/reference/compose-file/services/#network_mode'],
  },
  check: (ctx) => {
    const first = once();
    return {
      Service(service) {
        const merged = judgedService(service, ctx.facts);
        const mode = textIn(merged.get('network_mode'));
        const networks = merged.get('networks');
        if (mode === undefined || networks?.kind === 'scalar' || !isGiven(networks)) return;
        const entry = entryFor(service.value, [['network_mode'], ['networks']]);
        if (!entry || !first(entry.keySpan)) return;
        const fixes = ['network_mode', 'networks'].flatMap((key) =>
          removal(`Remove ${key}`, 'unsafe', service.value, [key]),
        );
        const data = { name: shown(service.name), mode: shown(mode) };
        ctx.report({ message: 'both', span: entry.keySpan, data, fixes, severity: severityOf(merged) });
      },
    };
  },
});
