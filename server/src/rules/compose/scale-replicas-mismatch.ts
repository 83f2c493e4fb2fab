import { defineRule } from '../../core/rule';
import { bytesOf } from '../../languages/compose/bytes';
import { entryFor, judgedService, once, removal, severityOf } from '../../languages/compose/own';
import { numberOf, textOf, type Value } from '../../languages/compose/tree';
import { shown } from '../../languages/yaml/fixes';

/** A negative number is no size, but Compose compares it. */
const bytes = (value: Value | undefined): number | undefined => {
  const text = textOf(value);
  return text === undefined ? undefined : (bytesOf(text) ?? (text.startsWith('-') ? numberOf(value) : undefined));
};

/** What can be said twice. A zero of the service's own key says nothing, but for `scale`. */
const TWICE: readonly {
  readonly key: string;
  readonly path: readonly string[];
  readonly read: (value: Value | undefined) => number | undefined;
  readonly zeroCounts?: boolean;
}[] = [
  { key: 'scale', path: ['deploy', 'replicas'], read: numberOf, zeroCounts: true },
  { key: 'cpus', path: ['deploy', 'resources', 'limits', 'cpus'], read: numberOf },
  { key: 'mem_limit', path: ['deploy', 'resources', 'limits', 'memory'], read: bytes },
  { key: 'mem_reservation', path: ['deploy', 'resources', 'reservations', 'memory'], read: bytes },
  { key: 'pids_limit', path: ['deploy', 'resources', 'limits', 'pids'], read: numberOf },
];

export default defineRule({
  id: 'compose/scale-replicas-mismatch',
  aka: [
    'compose/cpus-deploy-mismatch',
    'compose/mem-limit-deploy-mismatch',
    'compose/mem-reservation-deploy-mismatch',
    'compose/pids-limit-deploy-mismatch',
  ],
  summary: 'Say the number of replicas and each limit once, or the same twice',
  category: 'correctness',
  severity: 'error',
  recommended: true,
  since: '0.1.0',
  fixable: 'sometimes',
  local: 'facts',
  equivalents: {},
  messages: {
    differ: '`{{key}}` is `{{value}}`, `{{path}}` is `{{other}}`; keep one of them',
    absent: '`{{key}}` must also stand as `{{path}}`, since `{{holder}}` is there; move it',
  },
  notes: ['compose-limits'],
  docs: {
    why: '`scale`, `cpus`, `mem_limit`, `mem_reservation` and `pids_limit` have a second place under `deploy`. Compose takes either, and refuses the project when both are there and differ. Once `limits` or `reservations` is there, what it does not say counts as none, so that the limit has to stand in it.',
    invalid: [
      {
        code: 'services:\n  web:\n    image: nginx:1.29\n    mem_limit: 1g\n    deploy:\n      resources:\n        limits:\n          memory: 2g\n',
      },
    ],
    valid: [
      {
        code: 'services:\n  web:\n    image: nginx:1.29\n    deploy:\n      resources:\n        limits:\n          memory: 2g\n',
      },
    ],
    fixSafety: 'The other value counts from then on.',
    references: ['https://docs.docker.com/reference/compose-file/deploy/#resources'],
  },
  check: (ctx) => {
    const first = once();
    return {
      Service(service) {
        const merged = judgedService(service, ctx.facts);
        if (!merged.has('deploy')) return;
        for (const { key, path, read, zeroCounts } of TWICE) {
          const [short, long] = [merged.get(key), merged.at(...path)];
          const holder = merged.at(...path.slice(0, -1));
          const isAbsent = long === undefined && path.length > 2 && holder?.kind === 'map';
          const [one, two] = [read(short), isAbsent ? 0 : read(long)];
          if (one === undefined || two === undefined || one === two || (one === 0 && !zeroCounts)) continue;
          const entry = entryFor(service.value, [[key], path]);
          if (!entry || !first(entry.keySpan)) continue;
          if (isAbsent) {
            const [data, severity] = [{ key, path: path.join('.'), holder: path.at(-2) ?? '' }, severityOf(merged)];
            ctx.report({ message: 'absent', span: entry.keySpan, data, severity });
            continue;
          }
          const data = {
            key,
            path: path.join('.'),
            value: shown(textOf(short) ?? ''),
            other: shown(textOf(long) ?? ''),
          };
          const fixes = [
            ...removal(`Remove ${key}`, 'unsafe', service.value, [key]),
            ...removal(`Remove ${path.join('.')}`, 'unsafe', service.value, path),
          ];
          ctx.report({ message: 'differ', span: entry.keySpan, data, fixes, severity: severityOf(merged) });
        }
      },
    };
  },
});
