import { defineRule } from '../../core/rule';
import { addOption, asksQuestion, callName, callSpan, packageCalls } from '../../languages/dockerfile/packages';

const ANSWERS = [
  '-n',
  '--non-interactive',
  '-y',
  '--no-confirm',
  '--non-interactive-include-reboot-patches',
  '-D',
  '--dry-run',
];

export default defineRule({
  id: 'dockerfile/zypper-non-interactive',
  summary: 'Answer the questions of zypper with --non-interactive',
  category: 'reliability',
  severity: 'warning',
  recommended: true,
  since: '0.1.0',
  fixable: 'always',
  local: true,
  equivalents: { hadolint: ['DL3034'], tally: ['hadolint/DL3034'], droast: ['DF043'] },
  messages: {
    asks: '`{{command}}` asks before it goes on and nobody answers; add `--non-interactive`',
  },
  notes: ['package-managers'],
  lessons: ['D25'],
  docs: {
    why: 'A build has no terminal. zypper asks before it changes anything, reads no answer, and the build stops.',
    invalid: [
      {
        code: 'FROM opensuse/leap:15.6\nRUN zypper install httpd\n',
        fixed: 'FROM opensuse/leap:15.6\nRUN zypper --non-interactive install httpd\n',
      },
    ],
    valid: [{ code: 'FROM opensuse/leap:15.6\nRUN zypper -n install httpd && zypper install -y vim\n' }],
    references: ['https://en.opensuse.org/SDB:Zypper_manual'],
  },
  check: (ctx) => ({
    Run(run) {
      for (const call of packageCalls(ctx.doc, run)) {
        if (call.manager !== 'zypper' || !asksQuestion(call, ANSWERS)) continue;
        ctx.report({
          message: 'asks',
          span: callSpan(ctx.doc, call),
          data: { command: callName(call) },
          fixes: [
            {
              title: 'Add --non-interactive',
              safety: 'safe',
              edits: () => [
                addOption(call.node, call.command.programWord?.span.end ?? call.flagInsertAt, '--non-interactive'),
              ],
            },
          ],
        });
      }
    },
  }),
});
