import { defineRule } from '../../core/rule';
import type { Resource } from '../../languages/compose/model';
import { judgedResource, removal } from '../../languages/compose/own';
import { booleanOf, type Entry, type MapValue } from '../../languages/compose/tree';
import { shown } from '../../languages/yaml/fixes';

export default defineRule({
  id: 'compose/external-with-config',
  summary: 'Configure nothing about what is external',
  category: 'correctness',
  severity: 'error',
  recommended: true,
  since: '0.1.0',
  fixable: 'sometimes',
  equivalents: {},
  messages: {
    refused: 'Volume `{{name}}` is external and cannot have `{{key}}`; remove it',
    ignored: '`{{key}}` has no effect on `{{name}}`, which is external; remove it',
  },
  notes: [],
  docs: {
    why: 'Compose does not create what is external; it only looks it up by its name. So there is nothing to configure: for a volume the other keys are refused, elsewhere they are ignored.',
    invalid: [
      {
        code: 'volumes:\n  data:\n    external: true\n    driver: local\nservices:\n  db:\n    image: postgres:18\n    volumes:\n      - data:/var/lib/postgresql\n',
        fixed:
          'volumes:\n  data:\n    external: true\nservices:\n  db:\n    image: postgres:18\n    volumes:\n      - data:/var/lib/postgresql\n',
      },
    ],
    valid: [
      {
        code: 'volumes:\n  data:\n    name: shop-data\n    external: true\nservices:\n  db:\n    image: postgres:18\n    volumes:\n      - data:/var/lib/postgresql\n',
      },
    ],
    fixSafety: 'For secrets and configs it may be `external` that was not meant.',
    references: ['https://docs.docker.com/reference/compose-file/volumes/#external'],
  },
  check: (ctx) => {
    const check = (resource: Resource): void => {
      const { section, name, value } = resource;
      const merged = judgedResource(resource, ctx.facts);
      if (!value || !merged || !isExternal(merged)) return;
      const all = merged.entries.filter(isConfig);
      if (all.length === 0) return;
      const refused = section === 'volumes';
      const own = value.entries.filter((entry) => isConfig(entry));
      // What another file configures makes this file's `external` the mistake.
      const external = own.length === 0 ? value.entry('external') : undefined;
      for (const entry of external ? [external] : own) {
        const data = { name: shown(name), key: (external ? all[0]?.name : undefined) ?? entry.name };
        const safe = section === 'volumes' || section === 'networks';
        const fixes = removal(`Remove ${entry.name}`, safe && !external ? 'safe' : 'unsafe', value, [entry.name]);
        const severity = refused ? undefined : ('warning' as const);
        ctx.report({ message: refused ? 'refused' : 'ignored', span: entry.keySpan, data, fixes, severity });
      }
    };
    return { Network: check, Volume: check, Secret: check, Config: check };
  },
});

function isExternal(map: MapValue): boolean {
  const external = map.get('external');
  return external?.kind === 'map' || booleanOf(external) === true;
}

const isConfig = ({ name }: Entry): boolean => name !== 'external' && name !== 'name' && !name.startsWith('x-');
