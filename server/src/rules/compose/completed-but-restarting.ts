import type { Fix } from '../../core/finding';
import { defineRule } from '../../core/rule';
import { places } from '../../languages/compose/places';
import { dependenciesOf } from '../../languages/compose/references';
import type { Service } from '../../languages/compose/service';
import { replaceValue } from '../../languages/yaml/edits';
import { fix, shown } from '../../languages/yaml/fixes';

export default defineRule({
  id: 'compose/completed-but-restarting',
  summary: 'Wait for the end only of services that end',
  category: 'reliability',
  severity: 'warning',
  recommended: true,
  since: '0.1.0',
  fixable: 'sometimes',
  equivalents: {},
  messages: {
    restarting:
      '`{{name}}` waits for the end of `{{target}}`, which `restart: {{restart}}` starts anew; use `restart: "no"`',
  },
  notes: ['compose-start-order'],
  docs: {
    why: 'With `service_completed_successfully` a service waits until another has ended. `restart: always` or `unless-stopped` starts that one again each time it ends, so that `docker compose up` may wait for ever.',
    invalid: [
      {
        code: 'services:\n  web:\n    image: nginx:1.29\n    depends_on:\n      migrate:\n        condition: service_completed_successfully\n  migrate:\n    image: flyway/flyway:11\n    restart: always\n',
        fixed:
          'services:\n  web:\n    image: nginx:1.29\n    depends_on:\n      migrate:\n        condition: service_completed_successfully\n  migrate:\n    image: flyway/flyway:11\n    restart: "no"\n',
      },
    ],
    valid: [
      {
        code: 'services:\n  web:\n    image: nginx:1.29\n    depends_on:\n      migrate:\n        condition: service_completed_successfully\n  migrate:\n    image: flyway/flyway:11\n    restart: on-failure\n',
      },
    ],
    fixSafety: 'The service is no longer started again after it has ended or failed.',
    references: [
      'https://docs.docker.com/reference/compose-file/services/#depends_on',
      'https://docs.docker.com/reference/compose-file/services/#restart',
    ],
  },
  check: (ctx) => {
    const isNew = places();
    return {
      Service(service) {
        const { project } = ctx.facts;
        for (const { name, condition, conditionSpan, reference } of dependenciesOf(service)) {
          if (condition !== 'service_completed_successfully' || !conditionSpan || name === undefined) continue;
          const target = project.service(name);
          const restart = target?.text('restart');
          if (!target || (restart !== 'always' && restart !== 'unless-stopped')) continue;
          if (reference.file !== ctx.doc.file || !isNew(conditionSpan)) continue;
          const data = { name: shown(service.name), target: shown(name), restart };
          const own = target.get('restart')?.file === ctx.doc.file;
          ctx.report({ message: 'restarting', span: conditionSpan, data, fixes: own ? repairs(target) : [] });
        }
      },
    };
  },
});

function repairs(target: Service): readonly Fix[] {
  const value = target.get('restart');
  const node = value?.kind === 'scalar' && !value.hasVariable ? value.node : undefined;
  // What an anchor or a merge key shares is not changed for one service.
  const written = target.entryOf('restart')?.written;
  if (!node || node.anchor || written?.value !== node || written.mapping !== target.value?.node) return [];
  return [fix(`Write restart: "no" for ${target.name}`, 'unsafe', () => replaceValue(node, 'no'))];
}
