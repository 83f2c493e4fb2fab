import { defineRule } from '../../core/rule';
import { equalsGaps, type PairInstruction } from '../../languages/dockerfile/pairs';
import { short } from '../../languages/dockerfile/suggest';

export default defineRule({
  id: 'dockerfile/space-around-equals',
  summary: 'Write no blanks around the equals sign of ENV, LABEL and ARG',
  category: 'correctness',
  severity: 'error',
  recommended: true,
  since: '0.1.0',
  fixable: 'sometimes',
  local: true,
  equivalents: { sonar: ['S6574'] },
  messages: {
    blanks: 'Blanks around `=` keep `{{name}}` from getting its value; write `{{name}}={{value}}`',
  },
  notes: ['env-and-arg'],
  docs: {
    why: 'Blanks part words here. `ENV A = b` is the old form without `=` and sets `A` to `= b`; `ARG A = b` and `ENV A= b` are refused.',
    invalid: [{ code: 'FROM debian:13\nENV PORT = 8080\n', fixed: 'FROM debian:13\nENV PORT=8080\n' }],
    valid: [{ code: 'FROM debian:13\nENV PORT=8080 EMPTY=\n' }],
    references: ['https://docs.docker.com/reference/dockerfile/#env'],
  },
  check: (ctx) => {
    const visit = (instruction: PairInstruction): void => {
      for (const { pair, equals, gaps, value, valueSpan } of equalsGaps(instruction)) {
        const name = short(pair.key.raw);
        const plain = !/\s/.test(value) || /^(?:"[^"\\]*"|'[^']*')$/.test(value);
        const quotable = !/["'\\`=]/.test(value);
        const lines = gaps.every((gap) => !/[\r\n]/.test(ctx.source.text.slice(gap.start, gap.end)));
        ctx.report({
          message: 'blanks',
          span: equals,
          data: { name, value: short(plain ? value : `"${value}"`, 30) },
          fixes:
            lines && (plain || quotable)
              ? [
                  {
                    title: 'Remove the blanks',
                    safety: 'safe',
                    edits: () => [
                      ...gaps.map((span, i) => ({
                        span,
                        text: !plain && i === gaps.length - 1 && gaps.length > 1 ? '"' : '',
                      })),
                      ...(!plain && valueSpan
                        ? [
                            ...(gaps.length > 1
                              ? []
                              : [{ span: { start: valueSpan.start, end: valueSpan.start }, text: '"' }]),
                            { span: { start: valueSpan.end, end: valueSpan.end }, text: '"' },
                          ]
                        : []),
                    ],
                  },
                ]
              : [],
        });
      }
    };
    return { Env: visit, Label: visit, Arg: visit };
  },
});
