import type { Edit, Fix } from '../../core/finding';
import { defineRule } from '../../core/rule';
import { healthcheckOf } from '../../languages/compose/healthcheck';
import { once } from '../../languages/compose/own';
import { dependenciesOf } from '../../languages/compose/references';
import type { Service } from '../../languages/compose/service';
import { asList } from '../../languages/compose/tree';
import { fix, shown } from '../../languages/yaml/fixes';

export default defineRule({
  id: 'compose/depends-on-short-form',
  summary: 'Wait for the health of a service that has a check',
  category: 'reliability',
  severity: 'information',
  recommended: false,
  since: '0.1.0',
  fixable: 'sometimes',
  equivalents: {},
  messages: {
    start: 'This waits for the start of `{{name}}` only; use `condition: service_healthy`',
  },
  notes: ['compose-start-order'],
  docs: {
    why: 'A list under `depends_on` waits until the containers of the others are started, not until they answer. When the other service has a health check, the long form can wait for it.',
    invalid: [
      {
        code: 'services:\n  web:\n    image: nginx:1.29\n    depends_on: [db]\n  db:\n    image: postgres:18\n    healthcheck:\n      test: pg_isready\n',
      },
    ],
    valid: [
      {
        code: 'services:\n  web:\n    image: nginx:1.29\n    depends_on:\n      db:\n        condition: service_healthy\n  db:\n    image: postgres:18\n    healthcheck:\n      test: pg_isready\n',
      },
    ],
    fixSafety: 'All services of the list are waited for; those without a health check never become healthy.',
    references: [
      'https://docs.docker.com/compose/how-tos/startup-order/',
      'https://docs.docker.com/reference/compose-file/services/#depends_on',
    ],
  },
  check: (ctx) => {
    const first = once();
    return {
      Service(service) {
        const list = asList(service.get('depends_on'));
        if (!list) return;
        for (const { name, span } of dependenciesOf(service)) {
          const target = name === undefined ? undefined : ctx.facts.project.service(name);
          const check = target && healthcheckOf(target);
          if (name === undefined || !check?.test || check.disabled || !first(span)) continue;
          const fixes = longForm(service, ctx.source.text);
          ctx.report({ message: 'start', span, data: { name: shown(name) }, fixes });
        }
      },
    };
  },
});

/** The list as a mapping: only a list of plain names, each on a line of its own, without comments. */
function longForm(service: Service, text: string): readonly Fix[] {
  const list = asList(service.get('depends_on'));
  const node = list?.node;
  const entry = service.entryOf('depends_on')?.written;
  if (!node || node.flow || entry?.value !== node || entry.mapping !== service.value?.node || node.anchor) return [];
  const edits: Edit[] = [];
  for (const { value, written } of list.items) {
    if (value.kind !== 'scalar' || !written || value.hasVariable || value.node?.style !== 'plain') return [];
    const line = text.lastIndexOf('\n', written.span.start) + 1;
    const end = text.indexOf('\n', written.span.end);
    const rest = text.slice(written.span.end, end < 0 ? text.length : end);
    const indent = text.slice(line, written.span.start);
    if (indent.trim() !== '' || rest.trim() !== '') return [];
    const deeper = indent.length > columnOf(text, entry.key.span.start) ? indent : `${indent}  `;
    edits.push({
      span: { start: line, end: written.span.end },
      text: `${deeper}${value.raw}:\n${deeper}  condition: service_healthy`,
    });
  }
  return [fix('Wait until all of them are healthy', 'unsafe', () => edits)];
}

const columnOf = (text: string, at: number): number => at - (text.lastIndexOf('\n', at - 1) + 1);
