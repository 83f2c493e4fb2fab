import { defineRule } from '../../core/rule';
import { answerYes, callName, callSpan, unansweredCalls } from '../../languages/dockerfile/packages';

const ANSWERS = ['-y', '--assumeyes', '--assumeno', '--downloadonly'];

export default defineRule({
  id: 'dockerfile/yum-assume-yes',
  summary: 'Answer the questions of yum with -y',
  category: 'reliability',
  severity: 'warning',
  recommended: true,
  since: '0.1.0',
  fixable: 'always',
  local: true,
  equivalents: { hadolint: ['DL3030'], tally: ['hadolint/DL3030'], droast: ['DF027'] },
  messages: {
    asks: '`{{command}}` asks before it goes on and nobody answers; add `-y`',
  },
  notes: ['package-managers'],
  lessons: ['D25'],
  docs: {
    why: 'A build has no terminal. yum asks before it changes anything, reads no answer, and the build stops.',
    invalid: [
      {
        code: 'FROM centos:7\nRUN yum install httpd\n',
        fixed: 'FROM centos:7\nRUN yum install -y httpd\n',
      },
    ],
    valid: [{ code: 'FROM centos:7\nRUN yum install -y httpd\n' }],
    references: ['https://man7.org/linux/man-pages/man8/yum.8.html'],
  },
  check: (ctx) => ({
    Run(run) {
      for (const call of unansweredCalls(ctx.doc, run, ['yum'], ANSWERS, ['assumeyes='])) {
        const data = { command: callName(call) };
        ctx.report({ message: 'asks', span: callSpan(ctx.doc, call), data, fixes: [answerYes(call)] });
      }
    },
  }),
});
