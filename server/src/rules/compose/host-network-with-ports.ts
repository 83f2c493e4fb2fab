import { defineRule } from '../../core/rule';
import { entryFor, isGiven, judgedService, once, removal, textIn } from '../../languages/compose/own';
import { shown } from '../../languages/yaml/fixes';

export default defineRule({
  id: 'compose/host-network-with-ports',
  summary: 'Publish no ports of a service that has no network of its own',
  category: 'correctness',
  severity: 'warning',
  recommended: true,
  since: '0.1.0',
  fixable: 'sometimes',
  local: 'facts',
  equivalents: {},
  messages: {
    host: '`ports` have no effect with `network_mode: host`; remove them',
    shared: '`ports` cannot be published with `network_mode: {{mode}}`; publish them there',
  },
  notes: ['compose-networks'],
  docs: {
    why: 'On the network of the host there is nothing to publish: the service listens on its ports directly, and Docker discards `ports` or refuses them. A service on the network of another cannot publish ports either; that one has to.',
    invalid: [
      {
        code: 'services:\n  web:\n    image: nginx:1.29\n    network_mode: host\n    ports: ["8080:80"]\n',
        fixed: 'services:\n  web:\n    image: nginx:1.29\n    network_mode: host\n',
      },
    ],
    valid: [{ code: 'services:\n  web:\n    image: nginx:1.29\n    network_mode: host\n' }],
    references: ['https://docs.docker.com/reference/compose-file/services/#ports'],
  },
  check: (ctx) => {
    const first = once();
    return {
      Service(service) {
        const merged = judgedService(service, ctx.facts);
        const mode = textIn(merged.get('network_mode'));
        if (mode === undefined || !isGiven(merged.get('ports'))) return;
        const isHost = mode === 'host';
        if (!isHost && !/^(?:service|container):/.test(mode)) return;
        const entry = entryFor(service.value, [['ports'], ['network_mode']]);
        if (!entry || !first(entry.keySpan)) return;
        const fixes = isHost ? removal('Remove ports', 'safe', service.value, ['ports']) : [];
        const span = entry.keySpan;
        if (isHost) ctx.report({ message: 'host', span, fixes });
        else ctx.report({ message: 'shared', span, data: { mode: shown(mode) } });
      },
    };
  },
});
