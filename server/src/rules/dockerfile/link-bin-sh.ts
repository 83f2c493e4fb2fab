import { defineRule } from '../../core/rule';
import { scriptsOf } from '../../languages/dockerfile/scripts';
import { basename, type ShellScript, type ShellWord } from '../../languages/shell';

const SH = new Set(['/bin/sh', '/usr/bin/sh']);

const isOption = ({ literalPrefix }: ShellWord): boolean => literalPrefix.startsWith('-');

/** Nothing but the removal of the old link and the new one. */
const isAllThatItDoes = (script: ShellScript): boolean =>
  script.errors.length === 0 &&
  script.commands.every(
    ({ program, args }) =>
      (program === 'ln' && SH.has(args.at(-1)?.value ?? '')) ||
      (program === 'rm' && args.every((word) => isOption(word) || SH.has(word.value ?? ''))),
  );

export default defineRule({
  id: 'dockerfile/link-bin-sh',
  summary: 'Choose the shell with SHELL, not by replacing /bin/sh',
  category: 'maintainability',
  severity: 'warning',
  recommended: true,
  since: '0.1.0',
  fixable: 'sometimes',
  local: true,
  equivalents: { hadolint: ['DL4005'], tally: ['hadolint/DL4005'] },
  messages: {
    link: '`/bin/sh` becomes {{shell}} for all programs of the image; use SHELL instead',
  },
  notes: ['shell', 'run-shells'],
  docs: {
    why: 'The link changes the shell of every script in the image, of packages as well, and an upgrade of the package that owns `/bin/sh` puts the old one back. `SHELL` says the same for the instructions of the Dockerfile, and nothing else changes.',
    invalid: [
      {
        code: 'FROM debian:bookworm\nRUN ln -sf /bin/bash /bin/sh\n',
        fixed: 'FROM debian:bookworm\nSHELL ["/bin/bash", "-c"]\n',
      },
    ],
    valid: [
      { code: 'FROM debian:bookworm\nSHELL ["/bin/bash", "-c"]\nRUN ln -s /opt/tool/bin/tool /usr/local/bin/tool\n' },
    ],
    fixSafety: 'Programs that call `/bin/sh` in the running container get the old shell again.',
    references: ['https://docs.docker.com/reference/dockerfile/#shell'],
  },
  check: (ctx) => ({
    Run(run) {
      for (const site of scriptsOf(ctx.doc, run)) {
        for (const { program, args } of site.script.commands) {
          if (program !== 'ln') continue;
          const paths = args.filter((word) => !isOption(word));
          const [from, to] = paths;
          const shell = basename(from?.value ?? '');
          if (paths.length !== 2 || !to || !SH.has(to.value ?? '') || !/^(?:bash|zsh|ksh)$/.test(shell)) continue;
          const path = from?.value?.startsWith('/') ? from.value : `/bin/${shell}`;
          const whole =
            site.form === 'shell' && !run.onbuild && run.comments.length === 0 && isAllThatItDoes(site.script);
          ctx.report({
            message: 'link',
            span: to.span,
            data: { shell },
            fixes: whole
              ? [
                  {
                    title: `Replace with SHELL ["${path}", "-c"]`,
                    safety: 'unsafe',
                    edits: () => [{ span: run.span, text: `${ctx.doc.keyword('SHELL', run)} ["${path}", "-c"]` }],
                  },
                ]
              : [],
          });
        }
      }
    },
  }),
});
