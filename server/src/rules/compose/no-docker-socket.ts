import { defineRule } from '../../core/rule';
import { isEngineSocket } from '../../languages/compose/host-paths';
import { places } from '../../languages/compose/places';
import { at, textOf } from '../../languages/compose/tree';
import { shown } from '../../languages/yaml/fixes';

export default defineRule({
  id: 'compose/no-docker-socket',
  aka: ['compose/docker-socket-mounted'],
  summary: "Keep the engine's socket out of containers",
  category: 'security',
  severity: 'warning',
  recommended: true,
  since: '0.1.0',
  fixable: 'never',
  equivalents: { kics: ['d6355c88-1e8d-49e9-b2f2-f8a1ca12c75b'] },
  messages: {
    socket: '`{{path}}` hands over the host: who calls it starts any container; remove it',
    api: '`use_api_socket` gives `{{service}}` the engine and your registry logins; remove it',
  },
  notes: ['compose-privileges'],
  lessons: ['C08'],
  docs: {
    why: "The socket is the way to the engine. Whoever can write to it starts a privileged container with the host's disk in it, whatever the rest of this file says. A read-only mount does not help: only the file is read-only, the API behind it stays as it is.",
    instead:
      'Put a proxy in front of the socket that lets through only the calls that are needed, or give the tool an engine of its own (rootless, or Docker in Docker).',
    invalid: [
      {
        code: 'services:\n  web:\n    image: nginx:1.29\n    volumes:\n      - /var/run/docker.sock:/var/run/docker.sock:ro\n',
      },
    ],
    valid: [
      { code: 'services:\n  web:\n    image: nginx:1.29\n    volumes:\n      - ./site:/usr/share/nginx/html:ro\n' },
    ],
    exceptions:
      'Tools that manage containers (Traefik, Portainer, Watchtower) ask for it. Then the service is as powerful as root on the host, and should be guarded like it.',
    references: [
      'https://docs.docker.com/engine/security/#docker-daemon-attack-surface',
      'https://docs.docker.com/reference/compose-file/services/#use_api_socket',
    ],
  },
  check: (ctx) => {
    const isNew = places();
    return {
      Service(service) {
        const entry = service.entryOf('use_api_socket');
        if (!entry || service.boolean('use_api_socket') !== true || !isNew(entry.keySpan)) return;
        ctx.report({
          message: 'api',
          span: entry.keySpan,
          data: { service: shown(service.name) },
          severity: 'information',
        });
      },
      Mount({ type, source, sourceSpan }) {
        if ((type !== 'bind' && type !== 'npipe') || source === undefined || !sourceSpan) return;
        if (!isEngineSocket(source) || !isNew(sourceSpan)) return;
        ctx.report({
          message: 'socket',
          span: sourceSpan,
          data: { path: shown(source) },
          noFix: 'a read-only mount would not help, the API behind the socket stays as it is',
        });
      },
      Volume({ value }) {
        const device = at(value, 'driver_opts', 'device');
        const path = textOf(device);
        if (!device || path === undefined || !isEngineSocket(path) || !isNew(device.span)) return;
        ctx.report({ message: 'socket', span: device.span, data: { path: shown(path) } });
      },
    };
  },
});
