import type { Fix } from '../../core/finding';
import { defineRule } from '../../core/rule';
import { entryFor, isForSwarm, judgedService, once, removal, severityOf, textIn } from '../../languages/compose/own';
import { type Port, portsOf } from '../../languages/compose/ports';
import { fix, shown } from '../../languages/yaml/fixes';

const REPLICAS = ['deploy', 'replicas'];

export default defineRule({
  id: 'compose/no-fixed-name-when-scaled',
  aka: ['compose/container-name-with-scale', 'compose/replicas-with-host-port'],
  summary: 'Give a service with several replicas no fixed name and no fixed host port',
  category: 'correctness',
  severity: 'error',
  recommended: true,
  since: '0.1.0',
  fixable: 'sometimes',
  local: 'facts',
  equivalents: {},
  messages: {
    name: '{{count}} replicas cannot all be called `{{name}}`; remove `container_name`',
    port: '{{count}} replicas cannot all publish port `{{port}}`; publish a range, or none',
  },
  notes: ['compose-scaling'],
  lessons: ['C13'],
  docs: {
    why: 'Each replica is a container of its own. Names of containers are unique, so Compose refuses `container_name` on a service with more than one replica. A port of the host can be taken once, so the second replica fails to start when the port is fixed.\n\nWhere `deploy` holds keys that only a Swarm reads, ports are not reported: there the replicas share the port.',
    instead: 'Let other services reach it by its name, put a proxy in front, or publish a range of ports.',
    invalid: [
      {
        code: 'services:\n  worker:\n    image: example.com/worker:3\n    container_name: worker\n    scale: 2\n',
        fixed: 'services:\n  worker:\n    image: example.com/worker:3\n    scale: 2\n',
      },
      {
        code: 'services:\n  web:\n    image: nginx:1.29\n    ports:\n      - "8080:80"\n    deploy:\n      replicas: 2\n',
      },
    ],
    valid: [
      {
        code: 'services:\n  web:\n    image: nginx:1.29\n    ports:\n      - "8080-8081:80"\n    deploy:\n      replicas: 2\n',
      },
    ],
    fixSafety: 'A range opens more ports on the host; others may use them.',
    references: [
      'https://docs.docker.com/reference/compose-file/services/#container_name',
      'https://docs.docker.com/reference/compose-file/deploy/#replicas',
    ],
  },
  check: (ctx) => {
    const first = once();
    return {
      Service(service) {
        const merged = judgedService(service, ctx.facts);
        const count = merged.number('scale') ?? merged.number(...REPLICAS) ?? 1;
        if (count < 2) return;
        const name = textIn(merged.get('container_name'));
        const entry = entryFor(service.value, [['container_name'], ['scale'], REPLICAS]);
        if (name !== undefined && entry && first(entry.keySpan)) {
          const fixes = removal('Remove container_name', 'safe', service.value, ['container_name']);
          const data = { count, name: shown(name) };
          ctx.report({ message: 'name', span: entry.keySpan, data, fixes, severity: severityOf(merged) });
        }
        if (isForSwarm(merged) || merged.has('network_mode')) return;
        for (const port of portsOf(service)) {
          const { published, publishedSpan } = port;
          if (!port.known || !published || !publishedSpan || published.first === 0) continue;
          if (!isTooNarrow(port, count) || !first(publishedSpan)) continue;
          const data = { count, port: rangeText(published.first, published.last) };
          const fixes = widened(port, count, ctx.source.text);
          ctx.report({ message: 'port', span: publishedSpan, data, fixes, severity: 'warning' });
        }
      },
    };
  },
});

const rangeText = (first: number, last: number): string => (first === last ? `${first}` : `${first}-${last}`);

/** A range for one port of the container serves as many replicas; a range for a range serves one. */
function isTooNarrow({ published, target }: Port, count: number): boolean {
  if (!published || !target) return false;
  const size = published.last - published.first + 1;
  return target.first !== target.last || size < count;
}

function widened({ published, publishedSpan, target }: Port, count: number, text: string): readonly Fix[] {
  if (!published || !publishedSpan || target?.first !== target?.last) return [];
  const old = rangeText(published.first, published.last);
  const last = published.first + count - 1;
  if (last > 65_535 || text.slice(publishedSpan.start, publishedSpan.end) !== old) return [];
  const range = rangeText(published.first, last);
  return [fix(`Publish ${range}`, 'unsafe', () => [{ span: publishedSpan, text: range }])];
}
