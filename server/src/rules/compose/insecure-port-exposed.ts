import type { Fix } from '../../core/finding';
import { defineRule } from '../../core/rule';
import { isVerbatim, places } from '../../languages/compose/places';
import type { MapValue, ScalarValue } from '../../languages/compose/tree';
import { insertEntry, replaceValue } from '../../languages/yaml/edits';
import { fix } from '../../languages/yaml/fixes';

export default defineRule({
  id: 'compose/insecure-port-exposed',
  summary: 'Publish databases and the like to this computer only',
  category: 'security',
  severity: 'warning',
  recommended: true,
  since: '0.1.0',
  fixable: 'sometimes',
  local: true,
  equivalents: {},
  messages: { all: 'Port {{port}} ({{what}}) is published to every network; write `127.0.0.1:{{mapping}}`' },
  notes: ['compose-ports'],
  lessons: ['C09'],
  docs: {
    why: "A published port listens on all addresses of the host, and Docker's rules come before those of most firewalls. Databases, caches and the Docker API are found by scanners within hours. Other services of the project reach the container by its name, without any published port.",
    invalid: [
      {
        code: 'services:\n  web:\n    image: postgres:18\n    ports:\n      - "5432:5432"\n',
        fixed: 'services:\n  web:\n    image: postgres:18\n    ports:\n      - "127.0.0.1:5432:5432"\n',
      },
    ],
    valid: [{ code: 'services:\n  web:\n    image: postgres:18\n    ports:\n      - "127.0.0.1:5432:5432"\n' }],
    fixSafety: 'Other computers no longer reach the port.',
    references: [
      'https://docs.docker.com/reference/compose-file/services/#ports',
      'https://docs.docker.com/engine/network/packet-filtering-firewalls/',
    ],
  },
  check: (ctx) => {
    const isNew = places();
    return {
      Port({ ip, published, publishedSpan, target, known, value, long, text, protocol, service }) {
        if (!known || !published || !target || target.first !== target.last || protocol !== 'tcp') return;
        const what = SERVICES.get(target.first);
        if (what === undefined || (ip !== undefined && !OPEN.has(ip)) || service.text('network_mode') === 'host')
          return;
        const span = publishedSpan ?? value.span;
        if (!isNew(value.span)) return;
        const host = published.first === published.last ? `${published.first}` : `${published.first}-${published.last}`;
        const data = { port: target.first, what, mapping: `${host}:${target.first}` };
        ctx.report({ message: 'all', span, data, fixes: fixesOf(value, long, text, ip) });
      },
    };
  },
});

/** Ports behind which a login is weak or missing in many images. */
const SERVICES: ReadonlyMap<number, string> = new Map([
  [22, 'SSH'],
  [23, 'Telnet'],
  [1433, 'SQL Server'],
  [1521, 'Oracle'],
  [2375, 'the Docker API'],
  [2379, 'etcd'],
  [3306, 'MySQL'],
  [5432, 'PostgreSQL'],
  [5984, 'CouchDB'],
  [6379, 'Redis'],
  [9042, 'Cassandra'],
  [9200, 'Elasticsearch'],
  [11211, 'memcached'],
  [27017, 'MongoDB'],
]);

const OPEN: ReadonlySet<string> = new Set(['', '0.0.0.0', '::']);

function fixesOf(
  value: ScalarValue | MapValue,
  long: boolean,
  text: string | undefined,
  ip: string | undefined,
): readonly Fix[] {
  const title = 'Publish to 127.0.0.1 only';
  const { node } = value;
  if (ip !== undefined || !node) return [];
  if (long) return node.kind === 'mapping' ? [fix(title, 'unsafe', () => insertEntry(node, 'host_ip: 127.0.0.1'))] : [];
  if (value.kind !== 'scalar' || node.kind !== 'scalar' || text === undefined || !isVerbatim(value)) return [];
  return [fix(title, 'unsafe', () => replaceValue(node, `127.0.0.1:${text}`, 'go-yaml-3'))];
}
