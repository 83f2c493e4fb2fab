import { defineRule } from '../../core/rule';

/** Programs for a machine that somebody sits at, or that an init system runs. */
const PROGRAMS = new Set(['free', 'ifconfig', 'kill', 'mount', 'ps', 'service', 'shutdown', 'ssh', 'top', 'vi', 'vim']);

export default defineRule({
  id: 'dockerfile/useless-command',
  summary: 'Leave out commands that leave nothing in an image',
  category: 'maintainability',
  severity: 'information',
  recommended: false,
  since: '0.1.0',
  fixable: 'never',
  local: true,
  equivalents: { hadolint: ['DL3001'], tally: ['hadolint/DL3001'], droast: ['DF060'] },
  messages: {
    useless: '`{{program}}` leaves nothing behind in an image; run it where the container runs',
  },
  notes: ['one-process', 'image-layers'],
  lessons: ['D21'],
  docs: {
    why: 'A RUN keeps the files that it changes. Services that it starts end with it, mounts go with it, and a program to look at or to steer a running system finds none.',
    instead:
      'Start the program with `CMD` or `ENTRYPOINT`, and look into a container with `docker exec` or `docker top`.',
    invalid: [{ code: 'FROM debian:13\nRUN service nginx start\n' }],
    valid: [{ code: 'FROM debian:13\nRUN apt-get update && apt-get install -y procps\n' }],
    exceptions: 'A service that is started, used and stopped within one RUN, such as a database that is filled.',
    references: ['https://docs.docker.com/reference/dockerfile/#run'],
  },
  check: (ctx) => ({
    Command({ command, instruction }) {
      const { program, programWord } = command;
      if (instruction.kind !== 'Run' || program === undefined || !programWord || !PROGRAMS.has(program)) return;
      ctx.report({ message: 'useless', span: programWord.span, data: { program } });
    },
  }),
});
