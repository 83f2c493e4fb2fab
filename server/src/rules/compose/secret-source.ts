import { defineRule } from '../../core/rule';
import type { Resource } from '../../languages/compose/model';
import { judgedResource, removal } from '../../languages/compose/own';
import { booleanOf, type MapValue, textOf } from '../../languages/compose/tree';
import { shown } from '../../languages/yaml/fixes';

const SOURCES = { secrets: ['file', 'environment'], configs: ['file', 'environment', 'content'] } as const;
const KINDS = { secrets: 'Secret', configs: 'Config' } as const;

export default defineRule({
  id: 'compose/secret-source',
  aka: ['compose/config-source'],
  summary: 'Give each secret and config exactly one source',
  category: 'correctness',
  severity: 'error',
  recommended: true,
  since: '0.1.0',
  fixable: 'sometimes',
  equivalents: {},
  messages: {
    none: '{{kind}} `{{name}}` has no source; add {{sources}}, or `external: true`',
    several: '{{kind}} `{{name}}` has `{{one}}` and `{{other}}`; keep one of them',
    empty: '`environment` of secret `{{name}}` is empty; name a variable',
  },
  notes: ['compose-secrets'],
  docs: {
    why: 'The text of a secret comes from a file or from a variable, that of a config also from the Compose file itself. Compose refuses one without a source and one with two, even if no service uses it.',
    invalid: [
      {
        code: 'services:\n  web:\n    image: nginx:1.29\n    secrets: [key]\nsecrets:\n  key:\n    file: ./key.txt\n    environment: KEY\n',
      },
      { code: 'services:\n  web:\n    image: nginx:1.29\n    configs: [site]\nconfigs:\n  site: {}\n' },
    ],
    valid: [
      { code: 'services:\n  web:\n    image: nginx:1.29\n    secrets: [key]\nsecrets:\n  key:\n    file: ./key.txt\n' },
    ],
    fixSafety: 'The text may differ between the two sources.',
    references: [
      'https://docs.docker.com/reference/compose-file/secrets/',
      'https://docs.docker.com/reference/compose-file/configs/',
    ],
  },
  check: (ctx) => {
    const check = (resource: Resource): void => {
      const { section, name, value, entry } = resource;
      if (!value || (section !== 'secrets' && section !== 'configs')) return;
      const merged = judgedResource(resource, ctx.facts) ?? value;
      if (isExternal(merged)) return;
      const kind = KINDS[section];
      const found = SOURCES[section].filter((key) => merged.has(key));
      const [one, other] = found;
      const data = { kind, name: shown(name) };
      if (one !== undefined && other !== undefined) {
        const span = (value.entry(other) ?? value.entry(one))?.keySpan;
        const fixes = [other, one].flatMap((key) => removal(`Remove ${key}`, 'unsafe', value, [key]));
        if (span) ctx.report({ message: 'several', span, data: { ...data, one, other }, fixes });
        return;
      }
      if (one !== undefined) {
        const environment = value.get('environment');
        if (section === 'secrets' && environment && textOf(environment) === '') {
          ctx.report({ message: 'empty', span: environment.span, data: { name: data.name } });
        }
        return;
      }
      const { fragment, whole, project } = ctx.facts;
      // A config that says `external: false` is let through.
      const excused = section === 'configs' && merged.has('external');
      if (fragment || !whole || !project.complete || excused) return;
      const sources = SOURCES[section].map((key) => `\`${key}\``).join(' or ');
      ctx.report({ message: 'none', span: entry.keySpan, data: { ...data, sources } });
    };
    return { Secret: check, Config: check };
  },
});

function isExternal(map: MapValue): boolean {
  const external = map.get('external');
  if (external?.kind === 'map') return true;
  // What is not known may be true.
  return external !== undefined && booleanOf(external) !== false;
}
