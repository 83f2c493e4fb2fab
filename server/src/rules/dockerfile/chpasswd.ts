import { defineRule } from '../../core/rule';
import { leavesInImage } from '../../languages/dockerfile/packages';
import { type ShellWord, userCommand } from '../../languages/shell';

/** An empty field or one of `!`, `*` lets nobody in. */
const locks = (word: ShellWord): boolean => /^(?:-p|--password=?)?[!*]*$/.test(word.value ?? 'unknown');

export default defineRule({
  id: 'dockerfile/chpasswd',
  summary: 'Do not set passwords in the image',
  category: 'security',
  severity: 'warning',
  recommended: true,
  since: '0.1.0',
  fixable: 'never',
  local: true,
  equivalents: { checkov: ['CKV2_DOCKER_17'] },
  messages: {
    chpasswd: '`chpasswd` gives every container of this image the same password; leave it out',
    option: '`{{tool}} {{option}}` gives every container of this image the same password; leave it out',
  },
  notes: ['secrets', 'users'],
  lessons: ['D19'],
  docs: {
    why: 'The password, or its hash, is in a layer that everybody who can pull the image can read, the history shows the command, and all containers share it. A service needs no password to run as its user.',
    instead:
      'Create the user without a password and switch with `USER`. Where a login is really wanted, set the password when the container starts, from a secret.',
    invalid: [{ code: "FROM debian:bookworm\nRUN echo 'root:secret' | chpasswd\n" }],
    valid: [{ code: 'FROM debian:bookworm\nRUN useradd --uid 10001 app\nUSER 10001\n' }],
    references: ['https://docs.docker.com/build/building/secrets/'],
  },
  check: (ctx) => ({
    Command({ command, instruction }) {
      const { program, programWord } = command;
      if (instruction.kind !== 'Run' || !programWord || !leavesInImage(ctx.doc, instruction)) return;
      if (program === 'chpasswd') {
        ctx.report({ message: 'chpasswd', span: programWord.span });
        return;
      }
      if (program === 'passwd' && command.args.some(({ value }) => value === '--stdin')) {
        ctx.report({ message: 'option', span: programWord.span, data: { tool: 'passwd', option: '--stdin' } });
        return;
      }
      const user = userCommand(command);
      const option = user?.options.find(({ name }) => name === '-p' || name === '--password');
      if (!user?.password || !option || locks(user.password)) return;
      ctx.report({ message: 'option', span: option.span, data: { tool: user.tool, option: option.name } });
    },
  }),
});
