import { defineRule } from '../../core/rule';
import type { Span } from '../../core/span';
import { startSites } from '../../languages/dockerfile/start-command';
import type { ShellCommand } from '../../languages/shell';

const SUPERVISORS = new Set(['supervisord', 'runsvdir', 'monit', 'circusd', 's6-svscan']);
const INIT = new Set(['systemd', 'init']);

export default defineRule({
  id: 'dockerfile/one-process',
  summary: 'Run one process in a container',
  category: 'reliability',
  severity: 'warning',
  recommended: true,
  since: '0.1.0',
  fixable: 'never',
  messages: {
    supervisor: '`{{program}}` runs several programs in one container; give each a container of its own',
    service: '`{{command}}` starts a daemon that nothing watches; run the program itself in the foreground',
    background: '`{{command}} &` goes on unwatched when it fails; give it a container of its own',
  },
  notes: ['one-process'],
  lessons: ['D21'],
  docs: {
    why: 'A container lives and dies with its first process. What runs beside it can fail without anyone noticing; logs, limits, health checks and scaling can no longer tell the programs apart.',
    instead:
      'Make one image, or at least one container, for each program, and let Compose or Kubernetes run them together.',
    invalid: [
      { code: 'FROM debian:13-slim\nCMD ["/usr/bin/supervisord", "-n"]\n' },
      { code: 'FROM nginx:1.29\nCMD service php-fpm start && nginx -g "daemon off;"\n' },
      { code: 'FROM node:22\nCMD node worker.js & node server.js\n' },
    ],
    valid: [{ code: 'FROM node:22\nCMD ["node", "server.js"]\n' }],
    exceptions:
      'Images that are meant to behave like a whole machine, for tests of a distribution or of an init system.',
    references: ['https://docs.docker.com/engine/containers/multi-service_container/'],
  },
  check: (ctx) => ({
    End() {
      const stage = ctx.doc.lastStage;
      if (!stage) return;
      for (const { script } of startSites(ctx.doc, stage)) {
        for (const command of script.commands) {
          const { program, programWord } = command;
          if (program === undefined || !programWord) continue;
          if (
            SUPERVISORS.has(program) ||
            (INIT.has(program) && command.wrappers.length === 0 && command.args.length === 0)
          ) {
            ctx.report({ message: 'supervisor', span: programWord.span, data: { program } });
          } else if (startsService(command)) {
            const span: Span = { start: programWord.span.start, end: (command.args.at(-1) ?? programWord).span.end };
            ctx.report({
              message: 'service',
              span: ctx.source.text.slice(span.start, span.end).includes('\n') ? programWord.span : span,
              data: { command: shown(command) },
            });
          } else if (command.background && command.nesting.length === 0) {
            ctx.report({ message: 'background', span: programWord.span, data: { command: shown(command) } });
          }
        }
      }
    },
  }),
});

const startsService = ({ program, args }: ShellCommand): boolean => {
  const words = args.map((word) => word.value);
  if (program === 'service') return words[1] === 'start' || words[1] === 'restart';
  if (program === 'systemctl' || program === 'rc-service') return words.includes('start');
  return false;
};

const MAX_SHOWN = 40;

function shown(command: ShellCommand): string {
  const text = [command.programWord?.raw ?? '', ...command.args.map((word) => word.raw)].join(' ');
  return text.length > MAX_SHOWN ? `${text.slice(0, MAX_SHOWN - 1)}…` : text;
}
