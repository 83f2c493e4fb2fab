import type { Fix } from '../../core/finding';
import { defineRule } from '../../core/rule';
import { slice } from '../../core/text';
import type { TransferInstruction } from '../../languages/dockerfile/nodes';

export default defineRule({
  id: 'dockerfile/heredoc-as-destination',
  summary: 'Give COPY and ADD a path behind their here-documents',
  category: 'correctness',
  severity: 'error',
  recommended: true,
  since: '0.1.0',
  fixable: 'sometimes',
  local: true,
  messages: {
    destination: '`{{mark}}` stands where {{instruction}} takes its destination; write a path last',
  },
  notes: ['heredocs', 'copy-and-add'],
  docs: {
    why: 'The last word of `COPY` and `ADD` is the destination, and a here-document is a source. The builder refuses one in the last place.',
    invalid: [
      {
        code: '# syntax=docker/dockerfile:1\nFROM debian:13\nCOPY /etc/motd <<EOF\nWelcome\nEOF\n',
        fixed: '# syntax=docker/dockerfile:1\nFROM debian:13\nCOPY <<EOF /etc/motd\nWelcome\nEOF\n',
      },
    ],
    valid: [{ code: '# syntax=docker/dockerfile:1\nFROM debian:13\nCOPY <<EOF /etc/motd\nWelcome\nEOF\n' }],
    fixSafety: 'The path before the here-document is taken for the destination that was meant.',
    references: ['https://docs.docker.com/reference/dockerfile/#here-documents'],
  },
  check: (ctx) => {
    const judge = (instruction: TransferInstruction): void => {
      const { destination, sources } = instruction;
      // With one word alone the destination is missing, which is another mistake.
      if (!destination || sources.length === 0) return;
      const heredoc = instruction.heredocs.find(({ mark }) => mark.start === destination.span.start);
      if (!heredoc) return;
      const span = heredoc.mark;
      const mark = slice(ctx.source, span);
      ctx.report({
        message: 'destination',
        span,
        data: { mark, instruction: instruction.name },
        fixes: swapped(instruction, mark),
      });
    };
    return { Copy: judge, Add: judge };
  },
});

/** Both words change places when there are just two, and the first is a plain path. */
function swapped({ sources, destination, heredocs }: TransferInstruction, mark: string): Fix[] {
  const [path] = sources;
  if (!path || !destination || sources.length > 1 || heredocs.length > 1 || !path.raw.startsWith('/')) return [];
  const edits = () => [
    { span: path.span, text: mark },
    { span: destination.span, text: path.raw },
  ];
  return [{ title: `Write ${mark} before the path`, safety: 'unsafe', edits }];
}
