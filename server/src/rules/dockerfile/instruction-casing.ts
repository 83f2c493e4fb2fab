import type { Edit } from '../../core/finding';
import { defineRule } from '../../core/rule';
import type { Instruction } from '../../languages/dockerfile/nodes';

type Casing = 'lower' | 'upper';

export default defineRule({
  id: 'dockerfile/instruction-casing',
  summary: 'Write all instructions in the same letter case',
  category: 'style',
  severity: 'hint',
  recommended: true,
  since: '0.1.0',
  fixable: 'always',
  equivalents: {
    buildkit: ['ConsistentInstructionCasing'],
    tally: ['buildkit/ConsistentInstructionCasing'],
    sonar: ['S6476'],
    'dockerfile-utils': ['CASING_INSTRUCTION'],
  },
  messages: {
    casing: 'Instructions of this file are in {{casing}} letters; write `{{wanted}}` for `{{keyword}}`',
  },
  notes: [],
  docs: {
    why: 'The builder takes any letter case. In capitals, as nearly everybody writes them, instructions stand out from their arguments; a file in which both are mixed is harder to read and to search. The letter case of the majority counts, capitals where there is none.',
    invalid: [
      {
        code: 'FROM alpine:3.22\nRUN apk add --no-cache curl\nEntryPoint ["curl"]\n',
        fixed: 'FROM alpine:3.22\nRUN apk add --no-cache curl\nENTRYPOINT ["curl"]\n',
      },
    ],
    valid: [{ code: 'FROM alpine:3.22\nENTRYPOINT ["sh"]\n' }, { code: 'from alpine:3.22\nentrypoint ["sh"]\n' }],
    references: ['https://docs.docker.com/reference/build-checks/consistent-instruction-casing/'],
  },
  check: (ctx) => ({
    End() {
      const casing = majority(ctx.doc.instructions);
      const isWrong = ({ kind, keywordText }: Instruction): boolean =>
        kind !== 'Unknown' && keywordText !== inCasing(keywordText, casing);
      const report = (instruction: Instruction): void => {
        const { keyword, keywordText } = instruction;
        const wanted = inCasing(keywordText, casing);
        ctx.report({
          message: 'casing',
          span: keyword,
          data: { casing: casing === 'lower' ? 'small' : 'capital', wanted, keyword: keywordText },
          fixes: [{ title: `Write ${wanted}`, safety: 'safe', edits: () => editsFor(instruction, casing, isWrong) }],
        });
      };
      for (const instruction of ctx.doc.instructions) {
        const trigger = instruction.kind === 'Onbuild' ? instruction.trigger : undefined;
        if (isWrong(instruction)) report(instruction);
        else if (trigger && isWrong(trigger)) report(trigger);
      }
    },
  }),
});

const inCasing = (text: string, casing: Casing): string =>
  casing === 'lower' ? text.toLowerCase() : text.toUpperCase();

/** Keywords in mixed letters count for neither; without a majority it is capitals, as for BuildKit. */
function majority(instructions: readonly Instruction[]): Casing {
  let lower = 0;
  let upper = 0;
  for (const { kind, keywordText } of instructions) {
    if (kind === 'Unknown') continue;
    if (keywordText === keywordText.toLowerCase()) lower++;
    else if (keywordText === keywordText.toUpperCase()) upper++;
  }
  return lower > upper ? 'lower' : 'upper';
}

/** The keyword, with it the AS of its FROM, which follows FROM's letter case, and the trigger of an ONBUILD. */
function editsFor(instruction: Instruction, casing: Casing, isWrong: (one: Instruction) => boolean): Edit[] {
  const edits = [{ span: instruction.keyword, text: inCasing(instruction.keywordText, casing) }];
  if (instruction.kind === 'From' && instruction.as) {
    const { keyword, keywordText } = instruction.as;
    const text = inCasing(keywordText, casing);
    if (text !== keywordText) edits.push({ span: keyword, text });
  }
  if (instruction.kind === 'Onbuild' && instruction.trigger && isWrong(instruction.trigger)) {
    edits.push({ span: instruction.trigger.keyword, text: inCasing(instruction.trigger.keywordText, casing) });
  }
  return edits;
}
