import type { Fix } from '../../core/finding';
import { defineRule } from '../../core/rule';
import { isActive } from '../../languages/compose/active';
import { effectiveService } from '../../languages/compose/facts';
import { areTogether, profilesOf } from '../../languages/compose/own';
import { places } from '../../languages/compose/places';
import { type Reference, referencesOf } from '../../languages/compose/references';
import type { Service } from '../../languages/compose/service';
import { booleanOf } from '../../languages/compose/tree';
import { insertEntry, setPath } from '../../languages/yaml/edits';
import { fix, shown } from '../../languages/yaml/fixes';

export default defineRule({
  id: 'compose/depends-on-inactive-profile',
  summary: 'Depend only on services that run under the same profiles',
  category: 'correctness',
  severity: 'error',
  recommended: true,
  since: '0.1.0',
  fixable: 'sometimes',
  equivalents: {},
  messages: {
    always: '`{{target}}` runs only with profile `{{profile}}`, `{{name}}` always; share the profile',
    apart: '`{{target}}` runs only with profile `{{profile}}`, `{{name}}` with others; share a profile',
  },
  notes: ['compose-start-order'],
  docs: {
    why: 'A service with `profiles` is only there while one of them is asked for. If a service without profiles depends on it, a plain `docker compose up` refuses the whole project: `depends on undefined service`.\n\nTwo services whose profiles have nothing in common are a warning: asking for the one refuses the project.',
    invalid: [
      {
        code: 'services:\n  web:\n    image: nginx:1.29\n    depends_on: [debug]\n  debug:\n    image: busybox:1.37\n    profiles: [debug]\n',
      },
    ],
    valid: [
      {
        code: 'services:\n  web:\n    image: nginx:1.29\n    depends_on:\n      debug:\n        condition: service_started\n        required: false\n  debug:\n    image: busybox:1.37\n    profiles: [debug]\n',
      },
      {
        code: 'services:\n  web:\n    image: nginx:1.29\n    depends_on: [debug]\n  debug:\n    image: busybox:1.37\n    profiles: [debug]\n',
        files: { '.env': 'COMPOSE_PROFILES=debug\n' },
      },
    ],
    fixSafety:
      'With `profiles` the service no longer starts by itself; with `required: false` it starts without the other.',
    references: [
      'https://docs.docker.com/compose/how-tos/profiles/',
      'https://docs.docker.com/reference/compose-file/profiles/',
    ],
  },
  check: (ctx) => {
    const isNew = places();
    return {
      Service(service) {
        const { project, whole } = ctx.facts;
        if (!whole || !project.complete) return;
        const merged = effectiveService(service, ctx.facts);
        for (const reference of referencesOf(service)) {
          const { section, name, span, more } = reference;
          const target = section === 'services' && name !== undefined ? project.service(name) : undefined;
          if (!target || name === undefined || isActive(target, ctx.facts)) continue;
          if (more?.kind === 'map' && booleanOf(more.get('required')) === false) continue;
          const [profile] = profilesOf(target) ?? [];
          if (profile === undefined || !profilesOf(merged)) continue;
          const always = isActive(merged, ctx.facts);
          if ((!always && areTogether(merged, target) !== false) || !isNew(span)) continue;
          const data = { target: shown(name), profile: shown(profile), name: shown(service.name) };
          if (!always) ctx.report({ message: 'apart', span, data, severity: 'warning' });
          else ctx.report({ message: 'always', span, data, fixes: repairs(service, reference, profile) });
        }
      },
    };
  },
});

function repairs(service: Service, { entry, via }: Reference, profile: string): readonly Fix[] {
  const fixes: Fix[] = [];
  const value = entry?.written?.value;
  if (via === 'depends_on' && value?.kind === 'mapping') {
    const edits = () => setPath(value, ['required'], 'false');
    if (edits()) fixes.push(fix('Add required: false', 'unsafe', edits));
  }
  const node = service.value?.node;
  if (node && !service.has('profiles') && /^[\w.-]+$/.test(profile)) {
    const edits = () => insertEntry(node, `profiles: [${profile}]`);
    if (edits()) fixes.push(fix(`Add profiles: [${profile}] to ${service.name}`, 'unsafe', edits));
  }
  return fixes;
}
