import { defineRule } from '../../core/rule';
import { swallowedInstruction } from '../../languages/dockerfile/continuations';
import type { Pair } from '../../languages/dockerfile/nodes';
import { equalsGaps, openQuote, type PairInstruction } from '../../languages/dockerfile/pairs';
import { short } from '../../languages/dockerfile/suggest';

export default defineRule({
  id: 'dockerfile/key-value-syntax',
  summary: 'Write ENV, LABEL and ARG as name=value',
  category: 'correctness',
  severity: 'error',
  recommended: true,
  since: '0.1.0',
  fixable: 'sometimes',
  local: true,
  messageEquivalents: {
    noEquals: { 'dockerfile-utils': ['SYNTAX_MISSING_EQUALS'] },
    noValue: { 'dockerfile-utils': ['ARGUMENT_REQUIRES_TWO', 'SYNTAX_MISSING_EQUALS'] },
    noName: { 'dockerfile-utils': ['SYNTAX_MISSING_NAMES'] },
    openQuote: { 'dockerfile-utils': ['SYNTAX_MISSING_DOUBLE_QUOTE', 'SYNTAX_MISSING_SINGLE_QUOTE'] },
  },
  messages: {
    noEquals: '`{{word}}` has no `=`; write `name=value`, and quote values with blanks',
    noValue: '`{{name}}` has no value; write `{{name}}=value`',
    noName: 'No name stands before this `=`; write `name=value`',
    openQuote: 'This quote is never closed; add {{quote}} at the end of the value',
  },
  notes: ['env-and-arg'],
  docs: {
    why: 'Blanks end a value unless it is quoted, and each word needs its own `=`. The builder refuses words without one, empty names and quotes that are not closed.',
    invalid: [
      {
        code: 'FROM debian:13\nENV GREETING=hello world\n',
        fixed: 'FROM debian:13\nENV GREETING="hello world"\n',
      },
      { code: 'FROM debian:13\nLABEL title="Shop\n' },
    ],
    valid: [{ code: 'FROM debian:13\nENV GREETING="hello world" PORT=8080\n' }],
    fixSafety: 'The words that follow become part of the value.',
    references: ['https://docs.docker.com/reference/dockerfile/#env'],
  },
  check: (ctx) => {
    const visit = (instruction: PairInstruction): void => {
      const { pairs } = instruction;
      const open = openQuote(instruction);
      if (open) {
        const quote = ctx.source.text.slice(open.start, open.end);
        ctx.report({ message: 'openQuote', span: open, data: { quote: `\`${quote}\`` } });
        return;
      }
      if (equalsGaps(instruction).length > 0) return;
      for (const pair of pairs) {
        if (pair.key.raw !== '' || !pair.value) continue;
        ctx.report({ message: 'noName', span: { start: pair.span.start, end: pair.span.start + 1 } });
      }
      if (instruction.kind === 'Arg') return;
      if (instruction.legacy) {
        const first = pairs[0];
        if (first && !first.value) {
          ctx.report({ message: 'noValue', span: first.span, data: { name: short(first.key.raw) } });
        }
        return;
      }
      const swallowed = swallowedInstruction(ctx.doc, instruction);
      for (let i = 0; i < pairs.length; i++) {
        const pair = pairs[i];
        if (!pair || pair.value) continue;
        if (swallowed && pair.span.start >= swallowed.keyword.start) return;
        let last = i;
        while (pairs[last + 1] && !pairs[last + 1]?.value) last++;
        ctx.report({
          message: 'noEquals',
          span: pair.span,
          data: { word: short(pair.key.raw) },
          fixes: quoteFix(pairs[i - 1], pairs.slice(i, last + 1)),
        });
        i = last;
      }
    };
    const quoteFix = (before: Pair | undefined, words: readonly Pair[]) => {
      const value = before?.value;
      const end = words[words.length - 1]?.span.end;
      if (!value || value.raw === '' || end === undefined) return [];
      if ([value.raw, ...words.map((word) => word.key.raw)].some((raw) => /["'\\`]/.test(raw))) return [];
      const { start } = value.span;
      if (/[\r\n]/.test(ctx.source.text.slice(start, end))) return [];
      return [
        {
          title: `Quote "${short(ctx.source.text.slice(start, end))}"`,
          safety: 'unsafe' as const,
          edits: () => [
            { span: { start, end: start }, text: '"' },
            { span: { start: end, end }, text: '"' },
          ],
        },
      ];
    };
    return { Env: visit, Label: visit, Arg: visit };
  },
});
