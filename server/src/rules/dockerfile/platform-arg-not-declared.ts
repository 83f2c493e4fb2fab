import { defineRule } from '../../core/rule';
import type { Span } from '../../core/span';
import { slice } from '../../core/text';
import { expandedWords, mayUseVariables } from '../../languages/dockerfile/expanded';
import { AUTOMATIC_ARGS, type Stage } from '../../languages/dockerfile/model';
import type { Instruction } from '../../languages/dockerfile/nodes';
import { insertAbove } from '../../languages/dockerfile/run-edits';
import { unsetVariables } from '../../languages/dockerfile/shell-variables';
import { isTemplate } from '../../languages/dockerfile/templates';

const AUTOMATIC = /(?:BUILD|TARGET)(?:PLATFORM|OS|ARCH|VARIANT|STAGE)/;

export default defineRule({
  id: 'dockerfile/platform-arg-not-declared',
  summary: 'Declare TARGETARCH and its kin with ARG before their use',
  category: 'correctness',
  severity: 'warning',
  recommended: true,
  since: '0.1.0',
  fixable: 'always',
  local: true,
  equivalents: { sonar: ['S6579'] },
  messages: {
    missing: '`${{name}}` is empty in a stage until it says `ARG {{name}}`; add that above',
  },
  notes: ['platforms', 'env-and-arg'],
  lessons: ['D15'],
  docs: {
    why: 'The builder knows `TARGETARCH`, `TARGETOS`, `BUILDPLATFORM` and the others without any `ARG` in `FROM` lines only. In a stage they are empty until the stage declares them, so that a download asks for a file without an architecture in its name.',
    invalid: [
      {
        code: 'FROM debian:13\nRUN curl -fO https://example.com/tool-${TARGETARCH}.tar.gz\n',
        fixed: 'FROM debian:13\nARG TARGETARCH\nRUN curl -fO https://example.com/tool-${TARGETARCH}.tar.gz\n',
      },
    ],
    valid: [
      { code: 'FROM debian:13\nARG TARGETARCH\nRUN curl -fO https://example.com/tool-${TARGETARCH}.tar.gz\n' },
      { code: 'FROM --platform=$BUILDPLATFORM golang:1.25\n' },
    ],
    references: [
      'https://docs.docker.com/reference/dockerfile/#automatic-platform-args-in-the-global-scope',
      'https://docs.docker.com/build/building/multi-platform/#cross-compilation',
    ],
  },
  check: (ctx) => {
    const seen = new Set<string>();
    const judge = (name: string, span: Span, instruction: Instruction, stage: Stage): void => {
      const key = `${stage.index} ${name}`;
      if (!AUTOMATIC_ARGS.has(name) || ctx.doc.resolve(name, instruction).kind !== 'undeclared') return;
      if (seen.has(key)) {
        ctx.askAgain();
        return;
      }
      seen.add(key);
      const text = `${ctx.doc.keyword('ARG', instruction)} ${name}`;
      ctx.report({
        message: 'missing',
        span,
        data: { name },
        fixes: [
          { title: `Add ARG ${name} above`, safety: 'safe', edits: () => [insertAbove(ctx.doc, instruction, text)] },
        ],
      });
    };
    return {
      Instruction(instruction) {
        const stage = ctx.doc.stageOf(instruction);
        if (!stage || instruction.kind === 'From' || instruction.onbuild) return;
        if (ctx.doc.os === 'windows' || isTemplate(ctx.doc) || !mayUseVariables(ctx.doc, instruction)) return;
        for (const word of expandedWords(ctx.doc, instruction)) {
          for (const { name, nameSpan, operator } of word.variables) {
            if (operator === undefined) judge(name, nameSpan, instruction, stage);
          }
        }
        if (instruction.kind !== 'Run' || !AUTOMATIC.test(slice(ctx.source, instruction.span))) return;
        for (const { name, span } of unsetVariables(ctx.doc, instruction)) judge(name, span, instruction, stage);
      },
    };
  },
});
