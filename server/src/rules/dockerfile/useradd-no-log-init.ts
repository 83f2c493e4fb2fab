import { defineRule } from '../../core/rule';
import { addOption } from '../../languages/dockerfile/packages';
import { userCommand } from '../../languages/shell';

/** From here on the log files are reported as tens of megabytes. */
const LARGE = 100_000;

export default defineRule({
  id: 'dockerfile/useradd-no-log-init',
  summary: 'Create users with a large uid without entries in lastlog',
  category: 'performance',
  severity: 'warning',
  recommended: true,
  since: '0.1.0',
  fixable: 'always',
  local: true,
  equivalents: { hadolint: ['DL3046'], tally: ['hadolint/DL3046'], droast: ['DF064'] },
  messages: {
    large: '`useradd` with uid `{{uid}}` writes a huge sparse log file; add `-l`',
  },
  notes: ['users', 'user'],
  docs: {
    why: 'useradd writes an entry for the new user into `/var/log/lastlog` and `/var/log/faillog`, at a place that depends on the uid. With a large uid these files get holes of many megabytes or gigabytes, which a layer stores as zeros and a registry may refuse.',
    invalid: [
      {
        code: 'FROM debian:bookworm\nRUN useradd -u 1000640000 app\n',
        fixed: 'FROM debian:bookworm\nRUN useradd -l -u 1000640000 app\n',
      },
    ],
    valid: [
      { code: 'FROM debian:bookworm\nRUN useradd --no-log-init -u 1000640000 app\n' },
      { code: 'FROM debian:bookworm\nRUN useradd -u 10001 app\n' },
    ],
    references: ['https://docs.docker.com/build/building/best-practices/#user'],
  },
  check: (ctx) => ({
    Command(node) {
      const user = node.instruction.kind === 'Run' ? userCommand(node.command) : undefined;
      const { programWord } = node.command;
      if (user?.tool !== 'useradd' || user.noLogInit || !user.uid || !programWord) return;
      const { value, valueWord } = user.uid;
      const [variable] = value === undefined && valueWord?.variables.length === 1 ? valueWord.variables : [];
      const only = variable && (valueWord?.raw ?? '').replace(/[${}"]/g, '').endsWith(variable.name);
      const uid = value ?? (only ? ctx.doc.resolve(variable.name, node.instruction).value : undefined);
      if (uid === undefined || !/^\d{1,20}$/.test(uid) || Number(uid) < LARGE) return;
      ctx.report({
        message: 'large',
        span: programWord.span,
        data: { uid },
        fixes: [{ title: 'Add -l', safety: 'safe', edits: () => [addOption(node, programWord.span.end, '-l')] }],
      });
    },
  }),
});
