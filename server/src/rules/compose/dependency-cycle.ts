import { defineRule } from '../../core/rule';
import { isActive } from '../../languages/compose/active';
import type { ComposeFile } from '../../languages/compose/file';
import { type Graph, ringsOf, wayBack } from '../../languages/compose/graph';
import type { Project } from '../../languages/compose/project/project';
import { type Reference, referencesOf } from '../../languages/compose/references';
import type { Service } from '../../languages/compose/service';
import { shown } from '../../languages/yaml/fixes';

export default defineRule({
  id: 'compose/dependency-cycle',
  summary: 'Report services that wait for one another in a circle',
  category: 'correctness',
  severity: 'error',
  recommended: true,
  since: '0.1.0',
  fixable: 'never',
  equivalents: {},
  messages: {
    self: 'Service `{{name}}` depends on itself; remove `{{name}}` from `{{via}}`',
    cycle: 'Services wait for one another: {{way}}; take one dependency out',
  },
  notes: ['compose-start-order'],
  docs: {
    why: 'Docker Compose starts a service after those that it depends on, and refuses a project in which no service could be the first. Besides `depends_on` count `links`, `volumes_from`, and `service:…` in `network_mode`, `ipc`, `pid` and `uts`; `required: false` does not help.',
    invalid: [
      {
        code: 'services:\n  web:\n    image: nginx:1.29\n    depends_on: [api]\n  api:\n    image: node:24\n    depends_on: [web]\n',
      },
    ],
    valid: [{ code: 'services:\n  web:\n    image: nginx:1.29\n    depends_on: [api]\n  api:\n    image: node:24\n' }],
    references: ['https://docs.docker.com/reference/compose-file/services/#depends_on'],
  },
  check: (ctx) => ({
    Compose(doc) {
      const { project, whole } = ctx.facts;
      if (!whole || !project.complete) return;
      const told = new Set<string>();
      for (const severity of [undefined, 'warning'] as const) {
        const graph = graphOf(project, (service) => severity !== undefined || isActive(service, ctx.facts));
        for (const ring of ringsOf(graph)) {
          const found = ring.some((name) => told.has(name)) ? undefined : firstIn(ring, project, doc.file);
          if (!found) continue;
          for (const name of ring) told.add(name);
          const { service, reference, target } = found;
          const { span, via } = reference;
          const name = shown(service);
          if (target === service) ctx.report({ message: 'self', span, data: { name, via }, severity });
          else {
            const names = [service, ...wayBack(graph, target, service)];
            ctx.report({ message: 'cycle', span, data: { way: wayOf(names) }, severity });
          }
        }
      }
    },
  }),
});

/** What Compose waits for: contexts of a build are none of it. */
const waits = ({ section, via }: Reference): boolean => section === 'services' && via !== 'build.additional_contexts';

function graphOf({ services }: Project, takes: (service: Service) => boolean): Graph {
  const graph = new Map<string, readonly string[]>();
  for (const [name, service] of services) {
    if (!takes(service)) continue;
    graph.set(
      name,
      referencesOf(service).flatMap((reference) => (waits(reference) ? (reference.name ?? []) : [])),
    );
  }
  return graph;
}

interface Found {
  readonly service: string;
  readonly reference: Reference;
  readonly target: string;
}

/** The first reference of a ring that stands in the file. */
function firstIn(ring: readonly string[], project: Project, file: ComposeFile): Found | undefined {
  const members = new Set(ring);
  let first: Found | undefined;
  for (const service of ring) {
    const merged = project.service(service);
    for (const reference of merged ? referencesOf(merged) : []) {
      const { name: target, span } = reference;
      if (target === undefined || !members.has(target) || !waits(reference) || reference.file !== file) continue;
      if (!first || span.start < first.reference.span.start) first = { service, reference, target };
    }
  }
  return first;
}

const MAX_SHOWN = 6;

function wayOf(names: readonly string[]): string {
  const few = names.length <= MAX_SHOWN ? names : [...names.slice(0, MAX_SHOWN - 2), '…', ...names.slice(-1)];
  return few.map((name) => `\`${shown(name)}\``).join(' → ');
}
