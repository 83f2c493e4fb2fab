import type { Fix } from '../../core/finding';
import { closest } from '../../core/nearest';
import { defineRule } from '../../core/rule';
import { isActive } from '../../languages/compose/active';
import { effectiveService } from '../../languages/compose/facts';
import type { ComposeDocument, SectionName } from '../../languages/compose/model';
import { isOverruled } from '../../languages/compose/overruled';
import type { Project } from '../../languages/compose/project/project';
import { ELEMENT_WORDS, networksOf, type Reference, referencesOf } from '../../languages/compose/references';
import type { Service } from '../../languages/compose/service';
import { renameKey, setPath } from '../../languages/yaml/edits';
import { fix, shown } from '../../languages/yaml/fixes';

export default defineRule({
  id: 'compose/undefined-reference',
  aka: [
    'compose/undefined-service',
    'compose/undefined-network',
    'compose/undefined-volume',
    'compose/undefined-secret',
    'compose/undefined-config',
    'compose/undefined-model',
    'compose/undeclared-volume',
  ],
  summary: 'Refer only to services, networks, volumes … that the project has',
  category: 'correctness',
  severity: 'error',
  recommended: true,
  since: '0.1.0',
  fixable: 'sometimes',
  equivalents: {},
  messages: {
    near: 'There is no {{kind}} `{{name}}` in this project; did you mean `{{near}}`?',
    service: 'There is no service `{{name}}` in this project; add it, or remove it from `{{via}}`',
    inherited: 'What this extends refers to the {{kind}} `{{name}}`; add it to the top-level `{{section}}`',
    unbuilt: 'Service `{{name}}` has no `build`, which an additional context needs; use `docker-image://`',
    empty: 'This names no {{kind}}; write its name, or remove it',
    missing: 'The {{kind}} `{{name}}` is not declared; add it to the top-level `{{section}}`',
  },
  notes: ['compose-files'],
  lessons: ['C11', 'C20'],
  docs: {
    why: 'Docker Compose refuses a project in which a service refers to something that is not declared. What override files, `include` and `extends` bring counts.',
    invalid: [
      {
        code: 'services:\n  web:\n    image: nginx:1.29\n    depends_on: [databse]\n  database:\n    image: postgres:18\n',
        fixed:
          'services:\n  web:\n    image: nginx:1.29\n    depends_on: [database]\n  database:\n    image: postgres:18\n',
      },
      { code: 'services:\n  db:\n    image: postgres:18\n    volumes:\n      - data:/var/lib/postgresql\n' },
    ],
    valid: [
      {
        code: 'services:\n  db:\n    image: postgres:18\n    volumes:\n      - data:/var/lib/postgresql\nvolumes:\n  data:\n',
      },
    ],
    fixSafety:
      'The name that is near may not be the one that was meant. A resource that is declared is created at the next start.',
    references: ['https://docs.docker.com/reference/compose-file/'],
  },
  check: (ctx) => ({
    Service(service) {
      const { project, whole } = ctx.facts;
      if (!whole || !project.complete) return;
      // Compose judges only services that run.
      const severity = isActive(effectiveService(service, ctx.facts), ctx.facts) ? undefined : 'warning';
      const extending = service.entryOf('extends');
      if (extending) {
        const lost = inherited(service, project);
        if (lost?.name !== undefined) {
          const data = { kind: ELEMENT_WORDS[lost.section], name: shown(lost.name), section: lost.section };
          const span = extending.value.kind === 'map' ? extending.keySpan : extending.value.span;
          ctx.report({ message: 'inherited', span, data, severity });
        }
      }
      const seen = new Set<number>();
      for (const reference of referencesOf(service)) {
        const { section, name, span, via } = reference;
        if (name === undefined || isDropped(service, reference, project)) continue;
        if (via === 'build.additional_contexts' && isUnbuilt(project, name) && !seen.has(span.start)) {
          seen.add(span.start);
          ctx.report({ message: 'unbuilt', span, data: { name: shown(name) }, severity });
        }
        if (name === '' && via !== 'volumes' && !seen.has(span.start)) {
          seen.add(span.start);
          ctx.report({ message: 'empty', span, data: { kind: ELEMENT_WORDS[section] }, severity });
        }
        if (name === '' || (project.has(section, name) && !isLostDefault(reference, project))) continue;
        // A path without its dot is another mistake, and where an alias leads is told once.
        if (isPathLike(section, name) || seen.has(span.start)) continue;
        seen.add(span.start);
        const near = closest(
          name,
          project.names(section).filter((other) => other !== service.name || section !== 'services'),
        );
        const kind = ELEMENT_WORDS[section];
        const add = section === 'services' || section === 'models' ? [] : declarations(ctx.doc, section, name);
        const data = { name: shown(name) };
        if (near !== undefined) {
          const fixes = [...renames(reference, name, near), ...add];
          ctx.report({ message: 'near', span, data: { ...data, kind, near }, severity, fixes });
        } else if (section === 'services') ctx.report({ message: 'service', span, data: { ...data, via }, severity });
        else ctx.report({ message: 'missing', span, data: { ...data, kind, section }, severity, fixes: add });
      }
    },
  }),
});

/** The network `default` is there for services without `network_mode`; when no other service joins it, nobody makes it. */
function isLostDefault({ section, name }: Reference, project: Project): boolean {
  if (section !== 'networks' || name !== 'default' || project.entry(section, name)) return false;
  return [...project.services.values()].every((service) => {
    if (service.has('network_mode') || service.has('provider')) return true;
    const networks = networksOf(service);
    return networks.length > 0 && networks.every((other) => other.name !== undefined && other.name !== name);
  });
}

/** An override file takes the whole key away, or writes another name. */
const isDropped = (
  { file, nameSpan: span, name }: Service,
  { via, item, entry }: Reference,
  project: Project,
): boolean => {
  const isScalar = !item && !entry && !LISTS.has(via);
  return isOverruled({ file, span }, ['services', name, ...via.split('.')], isScalar, project);
};

/** Lists to which other files only add. */
const LISTS: ReadonlySet<string> = new Set(['links', 'volumes_from']);

/** Only what is built can be a context of another build. */
function isUnbuilt(project: Project, name: string): boolean {
  const service = project.service(name);
  return service?.value !== undefined && !service.has('build');
}

/** What a service of another file refers to must be declared here. */
function inherited(service: Service, project: Project): Reference | undefined {
  const merged = project.service(service.name);
  if (!merged) return undefined;
  return referencesOf(merged).find(
    ({ file, section, name }) =>
      name !== undefined && !project.files.includes(file) && !isPathLike(section, name) && !project.has(section, name),
  );
}

const isPathLike = (section: SectionName, name: string): boolean => section === 'volumes' && /[/\\]/.test(name);

function renames({ scalar, entry, span }: Reference, name: string, near: string): readonly Fix[] {
  const title = `Rename to ${near}`;
  const key = entry?.written;
  if (key) return [fix(title, 'unsafe', () => renameKey(key, near, 'go-yaml-3'))];
  // Only a name that stands in the text as it is.
  const text = scalar?.node?.document.source.text.slice(span.start, span.end);
  if (text !== name || !/^[\w.-]+$/.test(near)) return [];
  return [fix(title, 'unsafe', () => [{ span, text: near }])];
}

/** Volumes and networks need nothing behind their name; secrets and configurations need to say where they come from. */
function declarations(document: ComposeDocument, section: SectionName, name: string): readonly Fix[] {
  const root = document.roots.at(-1)?.node;
  if (!root || !/^[A-Za-z0-9._-]+$/.test(name)) return [];
  const empty = section === 'volumes' || section === 'networks';
  const text = empty ? '{}' : `{ file: ./${name}.txt }`;
  const title = `Declare ${ELEMENT_WORDS[section]} ${name}`;
  const edits = () => setPath(root, [section, name], text);
  return edits() ? [fix(title, empty ? 'unsafe' : 'manual', edits)] : [];
}
