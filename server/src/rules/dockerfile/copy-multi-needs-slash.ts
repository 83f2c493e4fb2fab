import { defineRule } from '../../core/rule';
import type { TransferInstruction } from '../../languages/dockerfile/nodes';
import { trailingCommentFix } from '../../languages/dockerfile/trailing-comment';

/** Flags that have no meaning without a value. */
const WITH_VALUE: ReadonlySet<string> = new Set(['from', 'chown', 'chmod', 'checksum', 'exclude']);

export default defineRule({
  id: 'dockerfile/copy-multi-needs-slash',
  summary: 'End the destination of several sources with a slash',
  category: 'correctness',
  severity: 'error',
  recommended: true,
  since: '0.1.0',
  fixable: 'sometimes',
  local: true,
  equivalents: {
    hadolint: ['DL3021'],
    tally: ['hadolint/DL3021'],
    trivy: ['DS-0011'],
    droast: ['DF048'],
    'dockerfile-utils': ['INVALID_DESTINATION'],
  },
  messages: {
    comment: 'A comment cannot stand behind `{{instruction}}`; move it to a line of its own',
    slash: '{{count}} sources need a folder to go to; write `{{destination}}/`',
  },
  notes: ['directories-and-slashes', 'copy-and-add'],
  docs: {
    why: 'With more than one source the destination must be a folder, and only a slash at the end says that it is one. Builders refuse the line, or write one file over the other.',
    invalid: [
      {
        code: 'FROM node:22\nCOPY package.json package-lock.json /app\n',
        fixed: 'FROM node:22\nCOPY package.json package-lock.json /app/\n',
      },
    ],
    valid: [{ code: 'FROM node:22\nCOPY package.json package-lock.json /app/\nCOPY a b .\n' }],
    references: ['https://docs.docker.com/reference/dockerfile/#destination'],
  },
  check: (ctx) => {
    const visit = (instruction: TransferInstruction): void => {
      const { destination, sources } = instruction;
      if (!destination || sources.length < 2 || ctx.doc.os === 'windows') return;
      // The first of the sources is the value that a flag lacks.
      if (instruction.flags.some(({ name, value }) => !value && WITH_VALUE.has(name))) return;
      // A list that is no valid JSON, and a template that is filled before it is built, say something else.
      if ((!instruction.json && instruction.bodyText.startsWith('[')) || /\{\{|<%/.test(instruction.raw.logical.text))
        return;
      const words = instruction.json ? [] : [...sources, destination];
      const hash = words.findIndex((word, index) => index > 1 && word.raw.startsWith('#'));
      const comment = words[hash];
      if (comment) {
        const fixes = trailingCommentFix(ctx.doc, instruction, words[hash - 1], comment);
        ctx.report({ message: 'comment', span: comment.span, data: { instruction: instruction.name }, fixes });
        return;
      }
      const text = ctx.doc.valueOf(destination, instruction);
      // `.` and `..` are folders by themselves.
      if (text === undefined || text === '' || /[/\\]$|(?:^|[/\\])\.{1,2}$/.test(text)) return;
      const quoted = /["']$/.test(destination.raw) && !instruction.json;
      const { length } = destination.raw;
      const end = destination.at(length - 1, length);
      const at = quoted ? end.start : end.end;
      ctx.report({
        message: 'slash',
        span: destination.span,
        data: { count: sources.length, destination: text },
        fixes: [
          { title: `Write ${text}/`, safety: 'safe', edits: () => [{ span: { start: at, end: at }, text: '/' }] },
        ],
      });
    };
    return { Copy: visit, Add: visit };
  },
});
