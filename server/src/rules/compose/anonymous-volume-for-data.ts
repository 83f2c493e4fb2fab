import type { Edit } from '../../core/finding';
import { defineRule } from '../../core/rule';
import { isVerbatim, places } from '../../languages/compose/places';
import { setPath } from '../../languages/yaml/edits';
import { fix, shown } from '../../languages/yaml/fixes';

export default defineRule({
  id: 'compose/anonymous-volume-for-data',
  summary: 'Give the volume of a database a name',
  category: 'reliability',
  severity: 'information',
  recommended: false,
  since: '0.1.0',
  fixable: 'sometimes',
  equivalents: {},
  messages: { anonymous: 'The data at `{{target}}` are in a volume without a name; write `{{name}}:{{target}}`' },
  notes: ['compose-data'],
  docs: {
    why: 'A volume without a name belongs to one container. `docker compose down` leaves it behind, the next container gets an empty one, and nobody knows which of the old ones holds the data.',
    invalid: [
      {
        code: 'services:\n  web:\n    image: mysql:9\n    volumes:\n      - /var/lib/mysql\n',
        fixed:
          'services:\n  web:\n    image: mysql:9\n    volumes:\n      - web-data:/var/lib/mysql\nvolumes:\n  web-data: {}\n',
      },
    ],
    valid: [
      { code: 'services:\n  web:\n    image: mysql:9\n    volumes:\n      - data:/var/lib/mysql\nvolumes:\n  data:\n' },
    ],
    fixSafety: 'The next container begins with an empty volume: copy the data first.',
    references: [
      'https://docs.docker.com/reference/compose-file/services/#volumes',
      'https://docs.docker.com/reference/compose-file/volumes/',
    ],
  },
  check: (ctx) => {
    const isNew = places();
    return {
      Mount({ key, type, source, target, targetSpan, value, service }) {
        if (key !== 'volumes' || type !== 'volume' || source !== undefined || target === undefined || !targetSpan)
          return;
        if (!DATA.has(target.replace(/\/+$/, '')) || !isNew(targetSpan)) return;
        const name = `${service.name}-data`;
        const root = ctx.doc.roots.at(-1)?.node;
        const edits = (): readonly Edit[] | undefined => {
          if (!root) return undefined;
          const declared = setPath(root, ['volumes', name], '{}');
          return (
            declared && [{ span: { start: targetSpan.start, end: targetSpan.start }, text: `${name}:` }, ...declared]
          );
        };
        const can = value.kind === 'scalar' && isVerbatim(value) && root && !ctx.facts.project.has('volumes', name);
        const fixes = can ? [fix(`Name it ${name}`, 'unsafe', edits)] : [];
        ctx.report({
          message: 'anonymous',
          span: targetSpan,
          data: { target: shown(target), name: shown(name) },
          fixes,
        });
      },
    };
  },
});

const DATA: ReadonlySet<string> = new Set([
  ...['/var/lib/postgresql', '/var/lib/postgresql/data', '/var/lib/mysql', '/data/db', '/var/lib/cassandra'],
  ...[
    '/var/lib/rabbitmq',
    '/var/lib/influxdb2',
    '/usr/share/elasticsearch/data',
    '/opt/couchdb/data',
    '/var/opt/mssql',
  ],
]);
