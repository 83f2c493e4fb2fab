import { defineRule } from '../../core/rule';
import type { TransferInstruction } from '../../languages/dockerfile/nodes';

export default defineRule({
  id: 'dockerfile/copy-relative-no-workdir',
  summary: 'Set WORKDIR before copying to a relative path',
  category: 'maintainability',
  severity: 'information',
  recommended: false,
  since: '0.1.0',
  fixable: 'never',
  local: true,
  equivalents: { hadolint: ['DL3045'], tally: ['hadolint/DL3045'], droast: ['DF063'] },
  messages: {
    relative: 'Where `{{destination}}` lies depends on the base image; set WORKDIR above, or write an absolute path',
  },
  notes: ['workdir', 'copy-and-add'],
  docs: {
    why: 'Without a `WORKDIR` in the file, a relative destination lies in the directory that the base image ends in, and moves with the next base image.',
    invalid: [{ code: 'FROM node:22\nCOPY package.json ./\n' }],
    valid: [
      { code: 'FROM node:22\nWORKDIR /app\nCOPY package.json ./\n' },
      { code: 'FROM node:22\nCOPY package.json /app/\n' },
    ],
    exceptions: 'A base image of your own, which is made to set the directory.',
    references: ['https://docs.docker.com/reference/dockerfile/#workdir'],
  },
  check: (ctx) => {
    const visit = (instruction: TransferInstruction): void => {
      const { destination } = instruction;
      if (!destination || ctx.doc.stateAt(instruction).workdir || instruction.onbuild || ctx.doc.os === 'windows')
        return;
      const text = ctx.doc.valueOf(destination, instruction);
      if (text === undefined || text === '' || /^(?:[/\\]|[A-Za-z]:)/.test(text)) return;
      ctx.report({ message: 'relative', span: destination.span, data: { destination: text } });
    };
    return { Copy: visit, Add: visit };
  },
});
