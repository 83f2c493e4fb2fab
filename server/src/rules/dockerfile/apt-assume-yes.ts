import { defineRule } from '../../core/rule';
import { answerYes, callName, callSpan, unansweredCalls } from '../../languages/dockerfile/packages';
import type { ParsedOption } from '../../languages/shell';

const ANSWERS = [
  '-y',
  '--yes',
  '--assume-yes',
  '-qq',
  '--assume-no',
  '-s',
  '--simulate',
  '--just-print',
  '--dry-run',
  '--print-uris',
];

/** `-o APT::Get::Assume-Yes=true`, `-q=2`. */
const isSetting = ({ name, value, valueWord }: ParsedOption): boolean =>
  (name === '-q' && value === '2') || /assume-yes/i.test(valueWord?.raw ?? '');

export default defineRule({
  id: 'dockerfile/apt-assume-yes',
  summary: 'Answer the questions of apt-get with -y',
  category: 'reliability',
  severity: 'warning',
  recommended: true,
  since: '0.1.0',
  fixable: 'always',
  local: true,
  equivalents: { hadolint: ['DL3014'], tally: ['hadolint/DL3014'], trivy: ['DS-0021'], droast: ['DF015'] },
  messages: {
    asks: '`{{command}}` asks before it goes on and nobody answers; add `-y`',
  },
  notes: ['package-managers'],
  lessons: ['D25'],
  docs: {
    why: 'A build has no terminal. Where apt-get wants to install or remove more than was named, it asks, reads no answer and stops. `DEBIAN_FRONTEND` does not answer that question; it is for the packages themselves.',
    invalid: [
      {
        code: 'FROM debian:bookworm\nRUN apt-get update && apt-get install curl\n',
        fixed: 'FROM debian:bookworm\nRUN apt-get update && apt-get install -y curl\n',
      },
    ],
    valid: [{ code: 'FROM debian:bookworm\nRUN apt-get update && apt-get install -y curl\n' }],
    references: ['https://docs.docker.com/build/building/best-practices/#apt-get'],
  },
  check: (ctx) => ({
    Run(run) {
      for (const call of unansweredCalls(ctx.doc, run, ['apt-get', 'apt', 'aptitude'], ANSWERS, ['Get::Assume-Yes'])) {
        if (call.options.some(isSetting)) continue;
        const data = { command: callName(call) };
        ctx.report({ message: 'asks', span: callSpan(ctx.doc, call), data, fixes: [answerYes(call)] });
      }
    },
  }),
});
