import { defineRule } from '../../core/rule';
import { addOption } from '../../languages/dockerfile/packages';
import { short } from '../../languages/dockerfile/suggest';
import type { Word } from '../../languages/dockerfile/word';
import { download, type ShellCommand } from '../../languages/shell';

const DURATIONS: ReadonlySet<string> = new Set(['interval', 'timeout', 'start-period', 'start-interval']);
const UNITS: Readonly<Record<string, number>> = {
  ns: 1e-6,
  us: 1e-3,
  µs: 1e-3,
  μs: 1e-3,
  ms: 1,
  s: 1e3,
  m: 6e4,
  h: 36e5,
};

export default defineRule({
  id: 'dockerfile/valid-healthcheck',
  aka: ['dockerfile/invalid-healthcheck'],
  summary: 'Write HEALTHCHECK so that the builder accepts it',
  category: 'correctness',
  severity: 'error',
  recommended: true,
  since: '0.1.0',
  fixable: 'sometimes',
  local: true,
  messageEquivalents: {
    duration: { 'dockerfile-utils': ['FLAG_INVALID_DURATION', 'FLAG_UNKNOWN_UNIT'] },
    unit: { 'dockerfile-utils': ['FLAG_MISSING_DURATION'] },
    tooShort: { 'dockerfile-utils': ['FLAG_LESS_THAN_1MS'] },
    retries: { 'dockerfile-utils': ['FLAG_AT_LEAST_ONE', 'INVALID_SYNTAX'] },
    none: { 'dockerfile-utils': ['ARGUMENT_UNNECESSARY'] },
    noCommand: { 'dockerfile-utils': ['HEALTHCHECK_CMD_ARGUMENT_MISSING'] },
    type: { 'dockerfile-utils': ['UNKNOWN_TYPE'] },
  },
  messages: {
    duration: '`{{value}}` is no duration; write a number with a unit, such as `30s` or `1m30s`',
    unit: '`{{value}}` has no unit; write `{{value}}s` for seconds',
    tooShort: '`{{value}}` is shorter than a millisecond; write 1ms or more',
    retries: '`{{value}}` is no number of retries; write a whole number',
    none: '`HEALTHCHECK NONE` takes nothing behind it; remove the rest',
    noCommand: '`HEALTHCHECK CMD` has no command; add one',
    type: '`{{word}}` stands where `CMD` belongs; write `HEALTHCHECK CMD {{word}} …`',
    late: '`{{flag}}` stands behind CMD and belongs to the command; move it before CMD',
    operator: 'No shell reads this list, so `{{word}}` is an argument; write the check as plain text',
    errorPage: '`curl` is content with an error page, so this check passes on it too; add `-f`',
    status: '`exit {{status}}` says neither healthy nor unhealthy; use `exit 1`',
  },
  notes: ['health-checks'],
  lessons: ['D29'],
  docs: {
    why: '`HEALTHCHECK` is `NONE`, or flags, `CMD` and a command. Durations need a unit. The exit status counts: 0 is healthy, 1 is not, and 2 is reserved.',
    invalid: [
      {
        code: 'FROM nginx:1.29\nHEALTHCHECK --interval=30 curl -f http://localhost/\n',
        fixed: 'FROM nginx:1.29\nHEALTHCHECK --interval=30s CMD curl -f http://localhost/\n',
      },
    ],
    valid: [
      { code: 'FROM nginx:1.29\nHEALTHCHECK --interval=30s --retries=3 CMD curl -f http://localhost/ || false\n' },
    ],
    fixSafety:
      'A number without a unit is taken for seconds; the rest behind NONE goes. With `-f` a program that answers with an error is unhealthy. A list that becomes text is run by a shell, as its operators ask for.',
    references: ['https://docs.docker.com/reference/dockerfile/#healthcheck'],
  },
  check: (ctx) => ({
    Healthcheck(instruction) {
      const { type, form } = instruction;
      if (!type) return;
      const kind = type.raw.toUpperCase();
      if (kind === 'NONE') {
        if (!form) return;
        const span = { start: type.span.end, end: instruction.body.end };
        ctx.report({
          message: 'none',
          span: form.span,
          fixes: [{ title: 'Remove the rest', safety: 'unsafe', edits: () => [{ span, text: '' }] }],
        });
        return;
      }
      for (const { name, value, span: flagSpan } of instruction.flags) {
        // Variables are not replaced here.
        const text = value?.literal ?? value?.raw;
        if (!value || text === undefined || text === '') continue;
        const { span } = value;
        const data = { value: short(text) };
        if (name === 'retries' && !/^\+?\d{1,9}$/.test(text)) ctx.report({ message: 'retries', span, data });
        if (!DURATIONS.has(name)) continue;
        const duration = milliseconds(text);
        if (duration === undefined && /^\d+$/.test(text) && flagSpan.end === span.end) {
          const end = { start: span.end, end: span.end };
          ctx.report({
            message: 'unit',
            span,
            data,
            fixes: [{ title: `Write ${text}s`, safety: 'unsafe', edits: () => [{ span: end, text: 's' }] }],
          });
        } else if (duration === undefined) {
          ctx.report({ message: 'duration', span, data });
        } else if (duration !== 0 && duration < 1) {
          ctx.report({ message: 'tooShort', span, data });
        }
      }
      if (kind !== 'CMD') {
        const start = { start: type.span.start, end: type.span.start };
        ctx.report({
          message: 'type',
          span: type.span,
          data: { word: short(type.raw) },
          fixes: [
            {
              title: 'Insert CMD',
              safety: 'safe',
              edits: () => [{ span: start, text: `${ctx.doc.keyword('CMD', instruction)} ` }],
            },
          ],
        });
      } else if (!form || (form.kind === 'exec' && form.words.length === 0)) {
        ctx.report({ message: 'noCommand', span: type.span });
      } else if (form.kind === 'shell') {
        const text = ctx.source.text.slice(form.span.start, form.span.end);
        const late = /^--(?:interval|timeout|start-period|start-interval|retries)(?==|\s)/.exec(text)?.[0];
        if (late === undefined) return;
        const span = { start: form.span.start, end: form.span.start + late.length };
        ctx.report({ message: 'late', severity: 'warning', span, data: { flag: late } });
      } else {
        const operator = form.words.find((word) => /^(?:\|\|?|&&|;)$/.test(word.literal ?? ''));
        if (!operator) return;
        const text = plainText(form.words);
        const title = `Write CMD ${text}`;
        ctx.report({
          message: 'operator',
          severity: 'warning',
          span: operator.span,
          data: { word: operator.literal ?? '' },
          fixes: text === undefined ? [] : [{ title, safety: 'unsafe', edits: () => [{ span: form.span, text }] }],
        });
      }
    },
    Command(node) {
      const { command, instruction } = node;
      const { programWord } = command;
      if (instruction.kind === 'Healthcheck' && programWord && takesErrorPage(command)) {
        ctx.report({
          message: 'errorPage',
          severity: 'information',
          span: programWord.span,
          fixes: [{ title: 'Add -f', safety: 'unsafe', edits: () => [addOption(node, programWord.span.end, '-f')] }],
        });
      }
      const status = command.args[0]?.value;
      if (instruction.kind !== 'Healthcheck' || command.program !== 'exit' || status === undefined) return;
      const [word] = command.args;
      if (!word || !/^\d+$/.test(status) || Number(status) < 2) return;
      ctx.report({
        message: 'status',
        severity: 'warning',
        span: word.span,
        data: { status },
        fixes: [{ title: 'Write exit 1', safety: 'safe', edits: () => [{ span: word.span, text: '1' }] }],
      });
    },
  }),
});

/** Options by which somebody else looks at the answer, or curl reads its options from a file. */
const LOOKED_AT = /^(?:-w|--write-out|-K|--config)$/;

/** Whether a curl of a web address succeeds on an error page too, and nothing else looks at what it gets. */
function takesErrorPage(command: ShellCommand): boolean {
  const loading = download(command);
  if (loading?.tool !== 'curl' || loading.fails || loading.urls.length === 0 || command.negated) return false;
  if ((command.pipeline?.size ?? 1) > 1 || command.scope?.kind === 'substitution') return false;
  // A word that is not known may hold options.
  if (command.args.some(({ value, literalPrefix }) => value === undefined && literalPrefix === '')) return false;
  if (loading.output !== 'stdout' && typeof loading.output !== 'string' && loading.output.value !== '/dev/null')
    return false;
  return (
    !loading.options.some(({ name }) => LOOKED_AT.test(name)) &&
    loading.urls.every(({ literalPrefix }) => /^(?:https?:\/\/|localhost\b|127\.|\[::1\])/i.test(literalPrefix))
  );
}

/** The words of a list as a shell reads them; undefined when one would have to be quoted. */
function plainText(words: readonly Word[]): string | undefined {
  const texts = words.map((word) => word.literal ?? '');
  return texts.every((text) => /^[\w.:/=@%+,-]+$/.test(text) || /^(?:\|\|?|&&|;)$/.test(text))
    ? texts.join(' ')
    : undefined;
}

/** A duration of Go in milliseconds. */
function milliseconds(text: string): number | undefined {
  let rest = text.replace(/^[+-]/, '');
  if (rest === '0') return 0;
  let total = 0;
  do {
    const part = /^(\d*)(?:\.(\d*))?(ns|us|µs|μs|ms|s|m|h)/.exec(rest);
    const digits = `${part?.[1] ?? ''}${part?.[2] ?? ''}`;
    const unit = UNITS[part?.[3] ?? ''];
    if (!part || digits === '' || unit === undefined) return undefined;
    total += Number(`${part[1] || '0'}.${part[2] || '0'}`) * unit;
    rest = rest.slice(part[0].length);
  } while (rest !== '');
  return text.startsWith('-') ? -total : total;
}
