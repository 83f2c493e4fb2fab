import { defineRule } from '../../core/rule';
import { nearestOne, short } from '../../languages/dockerfile/suggest';

const NAMES = (
  'ABRT ALRM BUS CHLD CLD CONT FPE HUP ILL INT IO IOT KILL PIPE POLL PROF PWR QUIT SEGV STKFLT STOP SYS TERM TRAP TSTP ' +
  'TTIN TTOU URG USR1 USR2 VTALRM WINCH XCPU XFSZ RTMIN RTMAX'
).split(' ');

export default defineRule({
  id: 'dockerfile/invalid-signal',
  summary: 'Name a signal that exists in STOPSIGNAL',
  category: 'correctness',
  severity: 'error',
  recommended: true,
  since: '0.1.0',
  fixable: 'sometimes',
  local: true,
  equivalents: { 'dockerfile-utils': ['INVALID_SIGNAL'] },
  messages: {
    near: 'Unknown signal `{{signal}}`; did you mean `{{near}}`?',
    unknown: 'Unknown signal `{{signal}}`; write a name such as SIGTERM or a number',
  },
  notes: ['stopsignal'],
  docs: {
    why: '`STOPSIGNAL` names the signal that `docker stop` sends. The builder refuses a name that Linux does not know.',
    invalid: [{ code: 'FROM nginx:1.29\nSTOPSIGNAL SIGQIUT\n', fixed: 'FROM nginx:1.29\nSTOPSIGNAL SIGQUIT\n' }],
    valid: [{ code: 'FROM nginx:1.29\nSTOPSIGNAL SIGQUIT\n' }],
    fixSafety: 'Another signal may have been meant.',
    references: ['https://docs.docker.com/reference/dockerfile/#stopsignal'],
  },
  check: (ctx) => ({
    Stopsignal(instruction) {
      const { value } = instruction;
      const signal = value && ctx.doc.valueOf(value, instruction);
      if (!value || signal === undefined || isSignal(signal)) return;
      const near = nearestOne(
        signal,
        NAMES.map((name) => (/^sig/i.test(signal) ? `SIG${name}` : name)),
      );
      const span = value.span;
      const data = { signal: short(signal) };
      if (near === undefined) ctx.report({ message: 'unknown', span, data });
      else {
        ctx.report({
          message: 'near',
          span,
          data: { ...data, near },
          fixes:
            value.raw === signal
              ? [{ title: `Replace with ${near}`, safety: 'unsafe', edits: () => [{ span, text: near }] }]
              : [],
        });
      }
    },
  }),
});

/** A number but 0, or a name with or without SIG, in any letter case. */
function isSignal(text: string): boolean {
  if (/^[+-]?\d+$/.test(text)) return Number(text) !== 0;
  const name = text.toUpperCase().replace(/^SIG/, '');
  if (NAMES.includes(name)) return true;
  const realTime = /^RTM(?:IN\+([1-9]\d?)|AX-([1-9]\d?))$/.exec(name);
  if (!realTime) return false;
  return realTime[1] === undefined ? Number(realTime[2]) <= 14 : Number(realTime[1]) <= 15;
}
