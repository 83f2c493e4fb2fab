import { defineRule } from '../../core/rule';
import type { Span } from '../../core/span';
import { startSites } from '../../languages/dockerfile/start-command';
import type { ShellCommand } from '../../languages/shell';

const LOG_OPTIONS = new Set([
  '--log-file',
  '--logfile',
  '--access-logfile',
  '--error-logfile',
  '--accesslog',
  '--errorlog',
  '--log-path',
  '--logpath',
  '--log-output',
]);

/** A path that is a file: not a stream, a device or standard output. */
const isLogFile = (path: string): boolean =>
  /\.log$|^\/var\/log\//.test(path) && !path.startsWith('/dev/') && !path.startsWith('/proc/');

export default defineRule({
  id: 'dockerfile/no-log-file',
  summary: 'Log to standard output and standard error',
  category: 'maintainability',
  severity: 'warning',
  recommended: true,
  since: '0.1.0',
  fixable: 'sometimes',
  messages: {
    redirect: 'The log goes to `{{path}}` inside the container, where nobody reads it; log to standard output',
    option: 'The log goes to `{{path}}` inside the container, where nobody reads it; use `-` or leave `{{option}}` out',
  },
  notes: ['logging'],
  lessons: ['D28'],
  docs: {
    why: '`docker logs`, Compose and Kubernetes collect what a container writes to its standard streams. A file inside the container fills its writable layer, is lost with it, and can be changed by whoever breaks in.',
    invalid: [
      {
        code: 'FROM node:22\nCMD node server.js > /var/log/shop.log 2>&1\n',
        fixed: 'FROM node:22\nCMD node server.js\n',
      },
      { code: 'FROM python:3.13\nCMD ["gunicorn", "--access-logfile", "/var/log/access.log", "shop.wsgi"]\n' },
    ],
    valid: [
      { code: 'FROM node:22\nCMD ["node", "server.js"]\n' },
      { code: 'FROM python:3.13\nCMD ["gunicorn", "--access-logfile", "-", "shop.wsgi"]\n' },
    ],
    fixSafety: "What was written to the file goes to the container's log instead.",
    references: ['https://docs.docker.com/engine/logging/'],
  },
  check: (ctx) => ({
    End() {
      const stage = ctx.doc.lastStage;
      if (!stage) return;
      for (const { script } of startSites(ctx.doc, stage)) {
        for (const command of script.commands) {
          for (const { path, span, whole } of redirects(command)) {
            const cut = { start: trimLeft(ctx.source.text, whole.start), end: whole.end };
            ctx.report({
              message: 'redirect',
              span,
              data: { path },
              fixes: [{ title: 'Log to standard output', safety: 'unsafe', edits: () => [{ span: cut, text: '' }] }],
            });
          }
          for (const { path, option, span } of options(command))
            ctx.report({ message: 'option', span, data: { path, option } });
        }
      }
    },
  }),
});

function trimLeft(text: string, at: number): number {
  let start = at;
  while (start > 0 && (text[start - 1] === ' ' || text[start - 1] === '\t')) start--;
  return start;
}

/** `> file`, with the `2>&1` that goes along. */
function redirects(command: ShellCommand): { path: string; span: Span; whole: Span }[] {
  const target = command.redirections.find(
    (r) => /^(?:&?>>?|>\|)$/.test(r.operator) && isLogFile(r.target?.value ?? ''),
  );
  const path = target?.target?.value;
  if (!target?.target || path === undefined) return [];
  const merge = command.redirections.find(
    (r) => r.operator === '>&' && r.target?.value === '1' && r.span.start >= target.span.end,
  );
  return [
    { path, span: target.target.span, whole: { start: target.span.start, end: merge?.span.end ?? target.span.end } },
  ];
}

function options(command: ShellCommand): { path: string; option: string; span: Span }[] {
  return command.args.flatMap((word, index) => {
    const text = word.value ?? '';
    const equals = text.indexOf('=');
    const option = equals > 0 ? text.slice(0, equals) : (command.args[index - 1]?.value ?? '');
    const path = equals > 0 ? text.slice(equals + 1) : text;
    return LOG_OPTIONS.has(option) && isLogFile(path) ? [{ path, option, span: word.span }] : [];
  });
}
