import { parentPath } from '../../core/files';
import type { Fix } from '../../core/finding';
import { defineRule } from '../../core/rule';
import type { ComposeFacts } from '../../languages/compose/facts';
import type { Resource } from '../../languages/compose/model';
import { mountsOf } from '../../languages/compose/mounts';
import { isComposeName } from '../../languages/compose/names';
import { referencesOf } from '../../languages/compose/references';
import { removeEntry } from '../../languages/yaml/edits';
import { fix, shown } from '../../languages/yaml/fixes';

export default defineRule({
  id: 'compose/unused-volume',
  aka: ['compose/unused-network', 'compose/unused-secret', 'compose/unused-config', 'compose/unused-model'],
  summary: 'Use every volume, network, secret … that is declared, or leave it out',
  category: 'maintainability',
  severity: 'information',
  recommended: true,
  since: '0.1.0',
  fixable: 'sometimes',
  tags: ['unnecessary'],
  equivalents: {},
  messages: {
    volume: 'No service mounts the volume `{{name}}`; mount it or remove it',
    other: 'No service uses the {{kind}} `{{name}}`; use it or remove it',
  },
  notes: ['compose-data'],
  lessons: ['C11'],
  docs: {
    why: 'A volume that no service mounts holds no data: mostly its mount was forgotten or has gone. Networks, secrets, configurations and models without a use are left over in the same way.',
    invalid: [
      {
        code: 'services:\n  db:\n    image: postgres:18\nvolumes:\n  data:\n',
        fixed: 'services:\n  db:\n    image: postgres:18\n',
      },
    ],
    valid: [
      {
        code: 'services:\n  db:\n    image: postgres:18\n    volumes:\n      - data:/var/lib/postgresql\nvolumes:\n  data:\n',
      },
    ],
    exceptions:
      'Other Compose files of the folder may use it: where there are any that are not part of the project, nothing is reported.',
    fixSafety: 'A file that is laid over this one by hand may use it.',
    references: ['https://docs.docker.com/reference/compose-file/volumes/'],
  },
  check: (ctx) => {
    let used: Used | undefined;
    const judge = (resource: Resource, kind: string): void => {
      const { whole, project } = ctx.facts;
      const { section, name, entry } = resource;
      if (!whole || !project.complete || project.problems.length > 0 || name.startsWith('x-')) return;
      used ??= usedIn(ctx.facts);
      if (used.all || used.open.has(section) || used.names.get(section)?.has(name)) return;
      if (section === 'networks' && name === 'default') return;
      const data = { name: shown(name) };
      const span = entry.keySpan;
      const fixes = removal(resource);
      if (section === 'volumes') ctx.report({ message: 'volume', span, data, severity: 'warning', fixes });
      else ctx.report({ message: 'other', span, data: { ...data, kind }, fixes });
    };
    return {
      Volume: (resource) => judge(resource, 'volume'),
      Network: (resource) => judge(resource, 'network'),
      Secret: (resource) => judge(resource, 'secret'),
      Config: (resource) => judge(resource, 'configuration'),
      Model: (resource) => judge(resource, 'model'),
    };
  },
});

interface Used {
  /** Nothing can be said: another file may use anything. */
  readonly all: boolean;
  readonly names: ReadonlyMap<string, ReadonlySet<string>>;
  /** Sections of which a variable hides a name. */
  readonly open: ReadonlySet<string>;
}

function usedIn(facts: ComposeFacts): Used {
  const names = new Map<string, Set<string>>();
  const open = new Set<string>();
  const { services } = facts.project;
  for (const service of services.values()) {
    for (const { section, name } of referencesOf(service)) {
      if (name === undefined) {
        open.add(section);
        continue;
      }
      const known = names.get(section);
      if (known) known.add(name);
      else names.set(section, new Set([name]));
    }
    if (mountsOf(service).some(({ known }) => !known)) open.add('volumes');
  }
  return { all: services.size === 0 || hasOthers(facts), names, open };
}

/** Compose files beside this one that are not part of the project. */
function hasOthers({ workspace, project }: ComposeFacts): boolean {
  if (!workspace) return false;
  const own = new Set(project.allFiles.map(({ path }) => path));
  const folder = parentPath(workspace.path);
  const prefix = folder === '.' ? '' : `${folder}/`;
  return (workspace.files.list(folder) ?? []).some(
    ({ name, kind }) => kind !== 'folder' && isComposeName(name) && !own.has(prefix + name),
  );
}

function removal({ entry: { written } }: Resource): readonly Fix[] {
  const edits = () => written && removeEntry(written, { removeEmptyParent: true });
  return written && edits() ? [fix(`Remove ${written.name}`, 'unsafe', edits)] : [];
}
