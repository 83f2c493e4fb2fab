import { defineRule } from '../../core/rule';
import { mappingAt } from '../../languages/kubernetes/model';
import { fix, shown } from '../../languages/kubernetes/repair-fixes';
import { isPlaceholder } from '../../languages/kubernetes/schema/scalars';
import { insertEntry, replaceValue } from '../../languages/yaml/edits';
import { asScalar, entryOf } from '../../languages/yaml/query';

export default defineRule({
  id: 'kubernetes/invalid-cron-schedule',
  summary: 'Write schedules that a CronJob can read',
  category: 'correctness',
  severity: 'error',
  recommended: true,
  since: '0.1.0',
  fixable: 'sometimes',
  local: true,
  equivalents: {},
  messages: {
    fields: '`{{schedule}}` has {{count}} fields; write 5: minute, hour, day, month, weekday',
    field: '`{{part}}` is no {{field}} of a schedule; write {{wanted}}',
    macro: '`{{schedule}}` is no schedule; use `@hourly`, `@daily`, `@weekly`, `@monthly` or 5 fields',
    zone: 'A schedule cannot hold `{{zone}}`; set `timeZone: {{name}}`',
  },
  notes: ['controllers'],
  docs: {
    why: 'A CronJob reads the five fields of cron, or a word such as `@daily`. Seconds and years are not there, Sunday is 0 and never 7, and a time zone belongs into `timeZone`: the API server refuses anything else.',
    invalid: [
      {
        code: 'apiVersion: batch/v1\nkind: CronJob\nmetadata:\n  name: shop\nspec:\n  schedule: "TZ=Europe/Berlin 0 3 * * *"\n',
        fixed:
          'apiVersion: batch/v1\nkind: CronJob\nmetadata:\n  name: shop\nspec:\n  schedule: "0 3 * * *"\n  timeZone: Europe/Berlin\n',
      },
    ],
    valid: [
      { code: 'apiVersion: batch/v1\nkind: CronJob\nmetadata:\n  name: shop\nspec:\n  schedule: "*/5 1-5 * * MON"\n' },
    ],
    references: ['https://kubernetes.io/docs/concepts/workloads/controllers/cron-jobs/#schedule-syntax'],
  },
  check: (ctx) => ({
    Manifest({ kind, root, otherFormat }) {
      if (kind !== 'CronJob' || otherFormat) return;
      const spec = mappingAt(root, 'spec');
      const entry = entryOf(spec, 'schedule');
      const node = asScalar(entry?.value);
      if (!spec || !entry || !node || isPlaceholder(node.text) || node.text.trim() === '') return;
      const { span } = node;
      const text = node.text.trim();
      const zone = /^((?:CRON_)?TZ=)(\S{1,64})[ \t]+(\S.*)$/.exec(text);
      if (zone) {
        const [, key = '', name = '', rest = ''] = zone;
        const fixes =
          entryOf(spec, 'timeZone') || entry.mapping !== spec || faultIn(rest)
            ? []
            : [
                fix(`Set timeZone: ${name}`, 'safe', () => {
                  const edits = [
                    replaceValue(node, rest.trim()),
                    insertEntry(spec, `timeZone: ${name}`, { after: entry }),
                  ];
                  return edits.every((edit) => edit !== undefined) ? edits.flat() : undefined;
                }),
              ];
        ctx.report({ message: 'zone', span, data: { zone: shown(key + name), name }, fixes });
        return;
      }
      const fault = faultIn(text);
      if (!fault) return;
      if (fault.kind === 'macro') ctx.report({ message: 'macro', span, data: { schedule: shown(text) } });
      else if (fault.kind === 'count') {
        ctx.report({ message: 'fields', span, data: { schedule: shown(text), count: fault.count } });
      } else {
        const { field, part } = fault;
        ctx.report({
          message: 'field',
          span,
          data: { part: shown(part), field: field.name, wanted: `${field.least} to ${field.most}` },
        });
      }
    },
  }),
});

interface CronField {
  readonly name: string;
  readonly least: number;
  readonly most: number;
  readonly words: readonly string[];
}

const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];
const DAYS = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'];

const FIELDS: readonly CronField[] = [
  { name: 'minute', least: 0, most: 59, words: [] },
  { name: 'hour', least: 0, most: 23, words: [] },
  { name: 'day', least: 1, most: 31, words: [] },
  { name: 'month', least: 1, most: 12, words: MONTHS },
  { name: 'weekday', least: 0, most: 6, words: DAYS },
];

const MACROS = /^@(?:yearly|annually|monthly|weekly|daily|midnight|hourly|every [0-9a-zµ.]+)$/;

type Fault =
  | { readonly kind: 'macro' }
  | { readonly kind: 'count'; readonly count: number }
  | { readonly kind: 'field'; readonly field: CronField; readonly part: string };

/** As github.com/robfig/cron reads the standard form. */
function faultIn(text: string): Fault | undefined {
  if (text.startsWith('@')) return MACROS.test(text) ? undefined : { kind: 'macro' };
  const parts = text.split(/[ \t]+/);
  if (parts.length !== FIELDS.length) return { kind: 'count', count: parts.length };
  for (const [index, field] of FIELDS.entries()) {
    const part = parts[index] ?? '';
    if (!isField(part, field)) return { kind: 'field', field, part };
  }
  return undefined;
}

const isField = (text: string, field: CronField): boolean =>
  text.split(',').filter((part) => part !== '').length > 0 &&
  text.split(',').every((part) => part === '' || isRange(part, field));

function isRange(text: string, field: CronField): boolean {
  const [range = '', step, ...more] = text.split('/');
  if (more.length > 0 || (step !== undefined && !/^[1-9]\d{0,3}$/.test(step))) return false;
  if (range === '*' || range === '?') return true;
  const [from = '', to, ...rest] = range.split('-');
  const first = valueIn(from, field);
  const last = to === undefined ? first : valueIn(to, field);
  return rest.length === 0 && first !== undefined && last !== undefined && first <= last;
}

function valueIn(text: string, { words, least, most }: CronField): number | undefined {
  const word = words.indexOf(text.toLowerCase());
  if (word >= 0) return word + least;
  if (!/^\d{1,4}$/.test(text)) return undefined;
  const value = Number(text);
  return value >= least && value <= most ? value : undefined;
}
