import { defineRule } from '../../core/rule';
import { isActive } from '../../languages/compose/active';
import { effectiveService } from '../../languages/compose/facts';
import { places } from '../../languages/compose/places';
import { volumesOf } from '../../languages/compose/references';
import { replaceValue } from '../../languages/yaml/edits';
import { fix, shown } from '../../languages/yaml/fixes';
import { get } from '../../languages/yaml/query';

export default defineRule({
  id: 'compose/missing-dot-slash',
  summary: 'Begin relative paths of mounts with `./`',
  category: 'correctness',
  severity: 'error',
  recommended: true,
  since: '0.1.0',
  fixable: 'sometimes',
  equivalents: {},
  messages: {
    short: '`{{source}}` is taken for the name of a volume, not for a path; write `./{{source}}`',
    long: '`{{source}}` is a path, but `type: volume` wants the name of a volume; write `type: bind`',
  },
  notes: ['compose-data'],
  docs: {
    why: 'What stands before the colon of a mount is a path when it begins with `.`, `/` or `~`, and else the name of a volume. `data/db:/var/lib/db` is meant as a path, but Docker Compose looks for a volume of this name and refuses the file.',
    invalid: [
      {
        code: 'services:\n  web:\n    image: nginx:1.29\n    volumes:\n      - site/public:/usr/share/nginx/html\n',
        fixed: 'services:\n  web:\n    image: nginx:1.29\n    volumes:\n      - ./site/public:/usr/share/nginx/html\n',
      },
    ],
    valid: [
      { code: 'services:\n  web:\n    image: nginx:1.29\n    volumes:\n      - ./site/public:/usr/share/nginx/html\n' },
    ],
    fixSafety: 'The folder of the host is mounted; if it is not there, Docker makes an empty one.',
    references: ['https://docs.docker.com/reference/compose-file/services/#short-syntax-5'],
  },
  check: (ctx) => {
    const isNew = places();
    return {
      Service(service) {
        const severity = isActive(effectiveService(service, ctx.facts), ctx.facts) ? undefined : 'warning';
        for (const { name, span, item, scalar, file } of volumesOf(service)) {
          if (name === undefined || !/[/\\]/.test(name) || file !== ctx.doc.file || !isNew(span)) continue;
          const data = { source: shown(name) };
          const long = item?.value.kind === 'map' ? item.value : undefined;
          if (!long) {
            const verbatim = ctx.source.text.slice(span.start, span.end) === scalar?.raw.slice(0, name.length);
            const at = { start: span.start, end: span.start };
            const fixes =
              verbatim && !name.includes('\\') ? [fix('Write ./', 'unsafe', () => [{ span: at, text: './' }])] : [];
            ctx.report({ message: 'short', span, data, severity, fixes });
            continue;
          }
          const type = get(long.node, 'type');
          const fixes =
            type?.kind === 'scalar' && /^[./~]/.test(name)
              ? [fix('Write type: bind', 'unsafe', () => replaceValue(type, 'bind'))]
              : [];
          ctx.report({ message: 'long', span, data, severity, fixes });
        }
      },
    };
  },
});
