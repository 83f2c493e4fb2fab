import { defineRule } from '../../core/rule';
import { places } from '../../languages/compose/places';
import { asMap, textOf } from '../../languages/compose/tree';
import { withoutOption } from '../../languages/compose/volume-spec';
import { removeEntry } from '../../languages/yaml/edits';
import { fix, shown } from '../../languages/yaml/fixes';

export default defineRule({
  id: 'compose/mount-propagation-shared',
  summary: 'Keep mounts of the container and the host apart',
  category: 'security',
  severity: 'warning',
  recommended: false,
  since: '0.1.0',
  fixable: 'sometimes',
  local: true,
  equivalents: { kics: ['baa452f0-1f21-4a25-ace5-844e7a5f410d'] },
  messages: { shared: '`{{name}}` lets mounts pass between `{{service}}` and the host; remove it' },
  notes: ['compose-data'],
  docs: {
    why: 'With `shared` or `rshared` what the container mounts appears on the host, with `slave` or `rslave` what the host mounts appears in the container. Only storage drivers need that.',
    invalid: [
      {
        code: 'services:\n  web:\n    image: nginx:1.29\n    volumes:\n      - /mnt/data:/data:rshared\n',
        fixed: 'services:\n  web:\n    image: nginx:1.29\n    volumes:\n      - /mnt/data:/data\n',
      },
    ],
    valid: [{ code: 'services:\n  web:\n    image: nginx:1.29\n    volumes:\n      - /mnt/data:/data:rprivate\n' }],
    fixSafety: 'Mounts that are made later no longer appear on the other side.',
    references: [
      'https://docs.docker.com/reference/compose-file/services/#volumes',
      'https://docs.docker.com/engine/storage/bind-mounts/#configure-bind-propagation',
    ],
  },
  check: (ctx) => {
    const isNew = places();
    return {
      Mount({ options, value, service }) {
        const data = { service: shown(service.name) };
        for (const { name, span } of options) {
          if (!SPREADING.has(name) || !isNew(span)) continue;
          const { text } = ctx.source;
          const exact = text.slice(span.start, span.end) === name;
          const fixes = exact ? [fix(`Remove ${name}`, 'unsafe', () => withoutOption(text, span, value.span))] : [];
          ctx.report({ message: 'shared', span, data: { ...data, name }, fixes });
        }
        const entry = value.kind === 'map' ? asMap(value.get('bind'))?.entry('propagation') : undefined;
        const name = textOf(entry?.value);
        if (!entry || name === undefined || !SPREADING.has(name) || !isNew(entry.value.span)) return;
        const { written } = entry;
        const fixes = written
          ? [fix('Remove propagation', 'unsafe', () => removeEntry(written, { removeEmptyParent: true }))]
          : [];
        ctx.report({ message: 'shared', span: entry.value.span, data: { ...data, name }, fixes });
      },
    };
  },
});

const SPREADING: ReadonlySet<string> = new Set(['shared', 'rshared', 'slave', 'rslave']);
