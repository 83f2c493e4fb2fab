import type { Edit, Fix } from '../../core/finding';
import { defineRule } from '../../core/rule';
import { effectiveService } from '../../languages/compose/facts';
import { dataFolderOf } from '../../languages/compose/images';
import type { ComposeDocument } from '../../languages/compose/model';
import { mountsOf } from '../../languages/compose/mounts';
import { isGiven, once } from '../../languages/compose/own';
import type { Service } from '../../languages/compose/service';
import { setPath } from '../../languages/yaml/edits';
import { fix, shown } from '../../languages/yaml/fixes';

export default defineRule({
  id: 'compose/persist-database',
  summary: 'Keep the data of a database in a volume',
  category: 'reliability',
  severity: 'information',
  recommended: true,
  since: '0.1.0',
  fixable: 'sometimes',
  local: 'facts',
  equivalents: {},
  messages: {
    lost: 'The data of `{{name}}` are lost with its container; mount a volume at `{{folder}}`',
  },
  notes: ['compose-data'],
  lessons: ['C11'],
  docs: {
    why: 'What a container writes is gone when the container is: after `docker compose down`, and with every change that makes Compose create it anew. A named volume outlives it. The images of databases declare a volume, but without a name a new one is made each time.',
    invalid: [{ code: 'services:\n  db:\n    image: mysql:8.4\n' }],
    valid: [
      {
        code: 'services:\n  db:\n    image: mysql:8.4\n    volumes:\n      - data:/var/lib/mysql\nvolumes:\n  data:\n',
      },
    ],
    exceptions: 'Tests are glad of an empty database: mount a `tmpfs` to say so, or turn the rule off for the file.',
    fixSafety: 'Data that the container holds today are not copied into the volume.',
    references: [
      'https://docs.docker.com/reference/compose-file/volumes/',
      'https://docs.docker.com/engine/storage/volumes/',
    ],
  },
  check: (ctx) => {
    const first = once();
    return {
      Service(service) {
        const { fragment, whole, project } = ctx.facts;
        if (fragment || !whole || !project.complete || isForTests(service)) return;
        const merged = effectiveService(service, ctx.facts);
        const image = service.get('image');
        const folder = dataFolderOf(merged.text('image'));
        if (!image || folder === undefined || isKept(merged, folder) || !first(image.span)) return;
        const fixes = volumeFor(ctx.doc, service, folder);
        ctx.report({ message: 'lost', span: image.span, data: { name: shown(service.name), folder }, fixes });
      },
    };
  },
});

/** Files and services for tests begin anew each time. */
const isForTests = ({ name, file: { path } }: Service): boolean =>
  /(?:^|[^a-z])(?:ci|tests?|e2e)(?:[^a-z]|$)/i.test(`${name} ${path?.split('/').at(-1) ?? ''}`);

/** Something is mounted there, above or below, or what is mounted is not known. */
function isKept(service: Service, folder: string): boolean {
  if (service.has('volumes_from') || service.has('build') || service.has('provider')) return true;
  const volumes = service.get('volumes');
  if (isGiven(volumes) && volumes?.kind !== 'list') return true;
  // A folder of another name, given by PGDATA and the like, is mounted somewhere.
  return mountsOf(service).some(({ target, known }) => {
    if (!known || target === undefined) return true;
    const at = target.endsWith('/') ? target : `${target}/`;
    return at.startsWith(`${folder}/`) || `${folder}/`.startsWith(at) || /data/i.test(target);
  });
}

/** The volume is named after the service; both places must be free. */
function volumeFor(doc: ComposeDocument, service: Service, folder: string): readonly Fix[] {
  const root = doc.roots.at(-1)?.node;
  const name = `${service.name}-data`;
  const node = service.value?.node;
  const volumes = service.get('volumes');
  if (!root || !node || doc.roots.length > 1 || !/^[\w.-]+$/.test(name)) return [];
  if (volumes && (volumes.kind !== 'list' || volumes.node?.parent !== node)) return [];
  const index = volumes?.kind === 'list' ? volumes.items.length : 0;
  const mounted = setPath(node, ['volumes', index], `${name}:${folder}`);
  const declared = setPath(root, ['volumes', name], '{}');
  if (!mounted || !declared) return [];
  const edits: readonly Edit[] = [...mounted, ...declared];
  // Two insertions at one place, at the end of the file, are one.
  const [one, other] = edits;
  const joined =
    edits.length === 2 && one && other && one.span.start === other.span.start && one.span.end === other.span.end
      ? [{ span: one.span, text: `${one.text}${other.text}` }]
      : edits;
  return [fix(`Mount volume ${name}`, 'unsafe', () => joined)];
}
