import { defineRule } from '../../core/rule';
import { flagsOf } from '../../languages/dockerfile/flags';
import { nearest, short } from '../../languages/dockerfile/suggest';

export default defineRule({
  id: 'dockerfile/unknown-flag',
  summary: 'Use only flags that the instruction has',
  category: 'correctness',
  severity: 'error',
  recommended: true,
  since: '0.1.0',
  fixable: 'sometimes',
  local: true,
  equivalents: {
    'dockerfile-utils': ['UNKNOWN_ADD_FLAG', 'UNKNOWN_COPY_FLAG', 'UNKNOWN_FROM_FLAG', 'UNKNOWN_HEALTHCHECK_FLAG'],
  },
  messages: {
    near: '`{{instruction}}` has no flag `{{flag}}`; did you mean `--{{near}}`?',
    unknown: '`{{instruction}}` has no flag `{{flag}}`; its flags are {{flags}}',
    none: '`{{instruction}}` takes no flags, and `{{flag}}` is read as one; remove it',
  },
  notes: [],
  docs: {
    why: 'Words that begin with `--` directly behind the keyword are flags for the builder, in every instruction. The builder refuses a flag that it does not know. Options of a command belong behind the command.',
    invalid: [
      {
        code: 'FROM debian:13\nCOPY --chwon=app . /app\n',
        fixed: 'FROM debian:13\nCOPY --chown=app . /app\n',
      },
      { code: 'FROM debian:13\nCMD --help\n' },
    ],
    valid: [{ code: 'FROM debian:13\nCOPY --chown=app . /app\n' }],
    references: [
      'https://docs.docker.com/reference/dockerfile/#copy',
      'https://docs.docker.com/reference/dockerfile/#run',
    ],
  },
  check: (ctx) => ({
    Instruction(instruction) {
      if (instruction.flags.length === 0) return;
      const known = flagsOf(instruction);
      if (!known) return;
      const names = [...known.keys()];
      for (const flag of instruction.flags) {
        // Quotes and escapes are taken away before the name is looked up.
        if (known.has(flag.name.replace(/[\\`](.)/g, '$1').replace(/["']/g, ''))) continue;
        const data = { instruction: instruction.keywordText, flag: `--${short(flag.name)}` };
        const span = flag.nameSpan;
        const [near, another] = nearest(flag.name, names);
        if (near !== undefined) {
          ctx.report({
            message: 'near',
            span,
            data: { ...data, near },
            fixes: another
              ? []
              : [{ title: `Replace with --${near}`, safety: 'safe', edits: () => [{ span, text: `--${near}` }] }],
          });
        } else if (names.length === 0) {
          ctx.report({ message: 'none', span, data });
        } else {
          ctx.report({
            message: 'unknown',
            span,
            data: { ...data, flags: names.map((name) => `--${name}`).join(', ') },
          });
        }
      }
    },
  }),
});
