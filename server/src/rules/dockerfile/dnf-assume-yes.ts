import { defineRule } from '../../core/rule';
import { answerYes, callName, callSpan, unansweredCalls } from '../../languages/dockerfile/packages';

const ANSWERS = ['-y', '--assumeyes', '--assumeno', '--downloadonly'];

export default defineRule({
  id: 'dockerfile/dnf-assume-yes',
  summary: 'Answer the questions of dnf with -y',
  category: 'reliability',
  severity: 'warning',
  recommended: true,
  since: '0.1.0',
  fixable: 'always',
  local: true,
  equivalents: { hadolint: ['DL3038'], tally: ['hadolint/DL3038'] },
  messages: {
    asks: '`{{command}}` asks before it goes on and nobody answers; add `-y`',
  },
  notes: ['package-managers'],
  lessons: ['D25'],
  docs: {
    why: 'A build has no terminal. dnf asks before it changes anything, reads no answer, and the build stops. microdnf never asks.',
    invalid: [
      {
        code: 'FROM fedora:42\nRUN dnf install httpd\n',
        fixed: 'FROM fedora:42\nRUN dnf install -y httpd\n',
      },
    ],
    valid: [{ code: 'FROM fedora:42\nRUN microdnf install httpd && dnf install -y vim-minimal\n' }],
    references: ['https://dnf.readthedocs.io/en/latest/command_ref.html'],
  },
  check: (ctx) => ({
    Run(run) {
      for (const call of unansweredCalls(ctx.doc, run, ['dnf', 'tdnf'], ANSWERS, ['assumeyes=', 'defaultyes='])) {
        const data = { command: callName(call) };
        ctx.report({ message: 'asks', span: callSpan(ctx.doc, call), data, fixes: [answerYes(call)] });
      }
    },
  }),
});
