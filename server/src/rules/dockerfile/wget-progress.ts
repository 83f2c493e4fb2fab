import { defineRule } from '../../core/rule';
import { addOption } from '../../languages/dockerfile/packages';
import { download } from '../../languages/shell';

/** Options that show no bar, write the log elsewhere, or download nothing. */
const QUIET =
  /^(?:-q|--quiet|-nv|--no-verbose|--progress|-o|--output-file|-a|--append-output|--spider|-V|--version|-h|--help|-b|--background)$/;

export default defineRule({
  id: 'dockerfile/wget-progress',
  summary: 'Keep the progress bar of wget out of the build log',
  category: 'style',
  severity: 'hint',
  recommended: false,
  since: '0.1.0',
  fixable: 'always',
  local: true,
  equivalents: { hadolint: ['DL3047'], tally: ['hadolint/DL3047'], droast: ['DF056'] },
  messages: { bar: '`wget` fills the build log with its progress; add `--progress=dot:giga`' },
  notes: ['run-shells'],
  docs: {
    why: 'Without a terminal wget writes a line for every 50 kilobytes.',
    invalid: [
      {
        code: 'FROM debian:13\nRUN wget https://example.com/shop.tar\n',
        fixed: 'FROM debian:13\nRUN wget --progress=dot:giga https://example.com/shop.tar\n',
      },
    ],
    valid: [{ code: 'FROM debian:13\nRUN wget -nv https://example.com/shop.tar\n' }],
    references: ['https://www.gnu.org/software/wget/manual/wget.html#Download-Options'],
    fixSafety: "BusyBox's wget, as in Alpine, does not know the option; it has `-q`.",
  },
  check: (ctx) => ({
    Command(node) {
      const { command, instruction } = node;
      const loading = instruction.kind === 'Run' ? download(command) : undefined;
      const { programWord } = command;
      if (loading?.tool !== 'wget' || !programWord || command.args.length === 0) return;
      // `-nv` is one option, and no cluster of two.
      if (loading.options.some(({ name }) => QUIET.test(name)) || command.args.some((word) => word.value === '-nv'))
        return;
      ctx.report({
        message: 'bar',
        span: programWord.span,
        fixes: [
          {
            title: 'Add --progress=dot:giga',
            safety: 'unsafe',
            edits: () => [addOption(node, programWord.span.end, '--progress=dot:giga')],
          },
        ],
      });
    },
  }),
});
