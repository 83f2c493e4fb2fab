import type { Fix } from '../../core/finding';
import { defineRule } from '../../core/rule';
import { effectiveService } from '../../languages/compose/facts';
import { places } from '../../languages/compose/places';
import { dependenciesOf } from '../../languages/compose/references';
import { scalarsOf } from '../../languages/compose/tree';
import { removeEntry, renameKey } from '../../languages/yaml/edits';
import { fix, shown } from '../../languages/yaml/fixes';

export default defineRule({
  id: 'compose/no-links',
  aka: ['compose/legacy-links', 'compose/depends-on-links-redundant'],
  summary: 'Let services find each other by name',
  category: 'maintainability',
  severity: 'information',
  recommended: true,
  since: '0.1.0',
  fixable: 'sometimes',
  local: 'facts',
  tags: ['deprecated'],
  equivalents: {},
  messages: {
    links: '`links` is a legacy option: services of one network know each other by name; remove it',
    aliases: '`links` is a legacy option; give `{{name}}` a network alias for `{{alias}}` instead',
  },
  notes: ['compose-networks'],
  lessons: ['C02'],
  docs: {
    why: 'Links are from the time before networks. Every service of a project is in its default network, and the name of a service is its host name there. What links still do is order the start, which `depends_on` says better.',
    invalid: [
      {
        code: 'services:\n  web:\n    image: nginx:1.29\n    links: [db]\n  db:\n    image: postgres:18\n',
        fixed: 'services:\n  web:\n    image: nginx:1.29\n    depends_on: [db]\n  db:\n    image: postgres:18\n',
      },
    ],
    valid: [
      { code: 'services:\n  web:\n    image: nginx:1.29\n    depends_on: [db]\n  db:\n    image: postgres:18\n' },
    ],
    fixSafety: 'A service that is in another network than the default one would no longer be reached.',
    references: [
      'https://docs.docker.com/reference/compose-file/services/#links',
      'https://docs.docker.com/engine/network/links/',
    ],
  },
  check: (ctx) => {
    const isNew = places();
    return {
      Service(service) {
        const entry = service.entryOf('links');
        const links = scalarsOf(entry?.value).map((link) => link.text ?? '');
        if (!entry || links.length === 0 || !isNew(entry.keySpan)) return;
        const alias = links.map(aliasIn).find((found) => found !== undefined);
        if (alias) {
          ctx.report({ message: 'aliases', span: entry.keySpan, data: alias });
          return;
        }
        const { written } = entry;
        const whole = effectiveService(service, ctx.facts);
        const known =
          written !== undefined &&
          links.every((link) => link !== '') &&
          !whole.has('networks') &&
          !whole.has('network_mode');
        const waited = new Set(dependenciesOf(whole).map(({ name }) => name));
        const fixes: readonly Fix[] = !known
          ? []
          : links.every((link) => waited.has(link))
            ? [fix('Remove links', 'unsafe', () => removeEntry(written))]
            : whole.has('depends_on') || links.some((link) => link.includes(':'))
              ? []
              : [fix('Replace with depends_on', 'unsafe', () => renameKey(written, 'depends_on', 'go-yaml-3'))];
        ctx.report({ message: 'links', span: entry.keySpan, fixes });
      },
    };
  },
});

/** A link under another name than the service's own. */
function aliasIn(link: string): { readonly name: string; readonly alias: string } | undefined {
  const [name = '', alias = name] = link.split(':');
  return alias === name ? undefined : { name: shown(name), alias: shown(alias) };
}
