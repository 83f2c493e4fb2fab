import { defineRule } from '../../core/rule';
import { flag, type TransferInstruction } from '../../languages/dockerfile/nodes';

export default defineRule({
  id: 'dockerfile/copy-directory-trailing-slash',
  summary: 'End the destination of a folder with a slash',
  category: 'style',
  severity: 'information',
  recommended: false,
  since: '0.1.0',
  fixable: 'always',
  messages: {
    slash: '`{{destination}}` is a folder here; write `{{destination}}/`',
  },
  notes: ['directories-and-slashes', 'copy-and-add'],
  lessons: ['D17'],
  docs: {
    why: 'A slash at the end says that the destination is a folder. It makes no difference while the source is a folder, and keeps the line right when the source becomes a file.',
    invalid: [
      {
        code: 'FROM debian:13\nCOPY src/ /app\n',
        fixed: 'FROM debian:13\nCOPY src/ /app/\n',
      },
    ],
    valid: [{ code: 'FROM debian:13\nCOPY src/ /app/\nCOPY run.sh /usr/local/bin/run\n' }],
    references: ['https://docs.docker.com/reference/dockerfile/#destination'],
  },
  check: (ctx) => {
    const visit = (instruction: TransferInstruction): void => {
      const { destination, sources } = instruction;
      const [source, another] = sources;
      if (!destination || !source || another || instruction.heredocs.length > 0) return;
      const to = destination.literal;
      if (to === undefined || to !== destination.raw || to === '' || /(?:^|\/)\.{0,2}$/.test(to)) return;
      const from = ctx.doc.valueOf(source, instruction);
      if (from === undefined || !isFolder(instruction, from)) return;
      const end = destination.at(destination.raw.length - 1, destination.raw.length).end;
      ctx.report({
        message: 'slash',
        span: destination.span,
        data: { destination: to },
        fixes: [{ title: `Write ${to}/`, safety: 'safe', edits: () => [{ span: { start: end, end }, text: '/' }] }],
      });
    };
    const isFolder = (instruction: TransferInstruction, path: string): boolean => {
      if (/^[a-z]+:\/\//i.test(path) || /[*?[]/.test(path)) return false;
      if (/(?:^|\/)\.{0,2}$/.test(path)) return true;
      return !flag(instruction, 'from') && ctx.facts.context?.kind(path) === 'folder';
    };
    return { Copy: visit, Add: visit };
  },
});
