import type { Fix } from '../../core/finding';
import { defineRule } from '../../core/rule';
import { effectiveService } from '../../languages/compose/facts';
import { healthcheckOf } from '../../languages/compose/healthcheck';
import { once, severityOf, textIn } from '../../languages/compose/own';
import type { Service } from '../../languages/compose/service';
import { insertEntry } from '../../languages/yaml/edits';

export default defineRule({
  id: 'compose/start-interval-without-start-period',
  summary: 'Give a health check with `start_interval` a `start_period`',
  category: 'correctness',
  severity: 'warning',
  recommended: true,
  since: '0.1.0',
  fixable: 'sometimes',
  equivalents: {},
  messages: {
    missing: '`start_interval` needs `start_period`; add how long the start may take',
  },
  notes: ['compose-start-order'],
  docs: {
    why: '`start_interval` is how often the check runs during the start, `start_period` how long that is. Without a period Compose refuses to start the service: "healthcheck.start_interval requires healthcheck.start_period to be set".',
    invalid: [
      {
        code: 'services:\n  db:\n    image: postgres:18\n    healthcheck:\n      test: pg_isready\n      start_interval: 1s\n',
      },
    ],
    valid: [
      {
        code: 'services:\n  db:\n    image: postgres:18\n    healthcheck:\n      test: pg_isready\n      start_period: 30s\n      start_interval: 1s\n',
      },
    ],
    references: ['https://docs.docker.com/reference/compose-file/services/#healthcheck'],
  },
  check: (ctx) => {
    const first = once();
    return {
      Service(service) {
        const { fragment, whole, project } = ctx.facts;
        if (fragment || !whole || !project.complete) return;
        const merged = effectiveService(service, ctx.facts);
        const check = healthcheckOf(merged);
        if (!check || check.disabled || check.map.has('start_period')) return;
        const entry = healthcheckOf(service)?.map.entry('start_interval');
        if (!entry || textIn(entry.value) === undefined || !first(entry.keySpan)) return;
        const severity = severityOf(merged);
        ctx.report({ message: 'missing', span: entry.keySpan, fixes: insertions(service), severity });
      },
    };
  },
});

function insertions(service: Service): readonly Fix[] {
  const map = healthcheckOf(service)?.map;
  const before = map?.entry('start_interval')?.written;
  if (!map?.node || map.node.flow || before?.mapping !== map.node) return [];
  const { node } = map;
  const edits = () => insertEntry(node, 'start_period: ${1:30s}', { before }) ?? [];
  return [{ title: 'Add start_period …', safety: 'manual', snippet: true, edits }];
}
