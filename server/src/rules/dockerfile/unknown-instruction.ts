import { defineRule } from '../../core/rule';
import { lineSpan } from '../../core/text';
import { looksContinued } from '../../languages/dockerfile/continuations';
import type { DockerfileDocument } from '../../languages/dockerfile/model';
import { KEYWORDS, type UnknownInstruction } from '../../languages/dockerfile/nodes';
import { nearest, short } from '../../languages/dockerfile/suggest';
import { isTemplate } from '../../languages/dockerfile/templates';

/** A file that is no Dockerfile at all needs no finding on each of its lines. */
const MAX_FINDINGS = 50;

const NAMES: ReadonlySet<string> = new Set(KEYWORDS);

export default defineRule({
  id: 'dockerfile/unknown-instruction',
  summary: 'Use only instructions that exist',
  category: 'correctness',
  severity: 'error',
  recommended: true,
  since: '0.1.0',
  fixable: 'sometimes',
  equivalents: { tally: ['tally/unknown-instruction'], 'dockerfile-utils': ['UNKNOWN_INSTRUCTION'] },
  messages: {
    near: 'Unknown instruction `{{name}}`; did you mean `{{near}}`?',
    blank: 'A blank is missing behind `{{near}}`; insert one',
    continued: 'Unknown instruction `{{name}}`; end the line above with `{{escape}}` if it goes on here',
    unknown: 'Unknown instruction `{{name}}`; begin the line with one that exists, such as RUN or COPY',
    template: 'This looks like a template; lint the Dockerfile that it becomes',
    nothing: 'Nothing follows this `{{escape}}`; remove it or write an instruction',
  },
  notes: [],
  docs: {
    why: 'Each line of a Dockerfile begins with an instruction, unless the line before it ends in the escape character. The builder stops at a word that it does not know, before it builds anything.',
    invalid: [
      {
        code: 'FROM alpine:3.22\nRNU apk add curl\n',
        fixed: 'FROM alpine:3.22\nRUN apk add curl\n',
      },
    ],
    valid: [{ code: 'FROM alpine:3.22\nRUN apk add curl\n' }],
    references: ['https://docs.docker.com/reference/dockerfile/#format'],
  },
  check: (ctx) => {
    let count = 0;
    return {
      Unknown(instruction) {
        const { escape } = ctx.doc;
        if (instruction.onbuild || looksContinued(instruction.keywordText) || ++count > MAX_FINDINGS) return;
        if (isTemplate(ctx.doc)) {
          if (count > 1) return;
          ctx.report({ message: 'template', severity: 'information', span: instruction.keyword });
          return;
        }
        if (instruction.keywordText === '') {
          ctx.report({ message: 'nothing', span: instruction.raw.openEnd ?? instruction.span, data: { escape } });
          return;
        }
        const name = short(instruction.keywordText);
        const span = instruction.keyword;
        const glued = /^([A-Za-z]+)["'$.[]/.exec(instruction.keywordText)?.[1];
        if (glued !== undefined && NAMES.has(glued.toUpperCase())) {
          const end = span.start + glued.length;
          ctx.report({
            message: 'blank',
            span: { start: span.start, end },
            data: { near: glued },
            fixes: [
              { title: 'Insert a blank', safety: 'safe', edits: () => [{ span: { start: end, end }, text: ' ' }] },
            ],
          });
          return;
        }
        const [near, another] = nearest(instruction.keywordText, KEYWORDS);
        if (near !== undefined) {
          const text = ctx.doc.keyword(near, instruction);
          ctx.report({
            message: 'near',
            span,
            data: { name, near: text },
            fixes:
              another === undefined
                ? [{ title: `Replace with ${text}`, safety: 'safe', edits: () => [{ span, text }] }]
                : [],
          });
        } else if (isIndentedBelow(ctx.doc, instruction)) {
          ctx.report({ message: 'continued', span, data: { name, escape } });
        } else {
          ctx.report({ message: 'unknown', span, data: { name } });
        }
      },
    };
  },
});

/** It stands directly below another instruction, further to the right. */
function isIndentedBelow(doc: DockerfileDocument, instruction: UnknownInstruction): boolean {
  const above = doc.instructions[instruction.index - 1];
  if (!above || instruction.raw.firstLine !== above.raw.lastLine + 1) return false;
  const column = (at: UnknownInstruction | typeof above): number =>
    at.raw.span.start - lineSpan(doc.source, at.raw.firstLine).start;
  return column(instruction) > column(above);
}
