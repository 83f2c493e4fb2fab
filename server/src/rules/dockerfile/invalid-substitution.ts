import { defineRule } from '../../core/rule';
import { expandedWords } from '../../languages/dockerfile/expanded';
import type { EscapeCharacter } from '../../languages/dockerfile/lines';
import type { Instruction } from '../../languages/dockerfile/nodes';
import { short } from '../../languages/dockerfile/suggest';
import { Word } from '../../languages/dockerfile/word';

export default defineRule({
  id: 'dockerfile/invalid-substitution',
  summary: 'Write variables that the builder can replace',
  category: 'correctness',
  severity: 'error',
  recommended: true,
  since: '0.1.0',
  fixable: 'never',
  local: true,
  messageEquivalents: { modifier: { 'dockerfile-utils': ['UNSUPPORTED_MODIFIER'] } },
  messages: {
    substitution: '`{{text}}` names no variable; write `${name}`',
    brace: '`{{text}}` has no closing `}`; add it',
    modifier: '`{{text}}` uses a form that the builder lacks; `:-`, `:+`, `#`, `%` and `/` are there',
    quote: 'This quote is never closed; close it or put `{{escape}}` before it',
  },
  notes: ['variables'],
  docs: {
    why: 'Outside of shell text the builder itself replaces variables, with a part of what a shell can do: `${name}`, `${name:-word}`, `${name:+word}`, `${name#pattern}`, `${name%pattern}`, `${name/pattern/text}`. It refuses other forms.',
    invalid: [{ code: 'FROM debian:13\nENV A=${B^^}\n' }, { code: 'FROM debian:13\nWORKDIR /srv/${APP\n' }],
    valid: [{ code: 'FROM debian:13\nENV A=${B:-c}\nRUN echo "${A^^}"\n' }],
    references: ['https://docs.docker.com/reference/dockerfile/#environment-replacement'],
  },
  check: (ctx) => ({
    Instruction(instruction) {
      const pairs = instruction.kind === 'Env' || instruction.kind === 'Label' || instruction.kind === 'Arg';
      const json = 'json' in instruction && instruction.json;
      for (const word of expandedWords(ctx.doc, instruction)) {
        if (json && hasOpenQuote(word, instruction, ctx.doc.escape)) {
          ctx.report({ message: 'quote', span: word.span, data: { escape: ctx.doc.escape } });
        }
        for (const { code, span, text } of word.problems) {
          const data = { text: short(text) };
          if (code === 'bad-substitution') ctx.report({ message: 'substitution', span, data });
          else if (code === 'missing-brace') ctx.report({ message: 'brace', span, data });
          else if (code === 'unsupported-modifier') ctx.report({ message: 'modifier', span, data });
          else if (!pairs) ctx.report({ message: 'quote', span, data: { escape: ctx.doc.escape } });
        }
      }
    },
  }),
});

/** Quotes within the strings of a list are taken away too. */
function hasOpenQuote(word: Word, instruction: Instruction, escape: EscapeCharacter): boolean {
  if (!/["']/.test(word.raw)) return false;
  const quoted = new Word(word.raw, instruction.raw.logical, 0, escape, 'shell', word.span, false);
  return quoted.problems.some(({ code }) => code === 'open-quote');
}
