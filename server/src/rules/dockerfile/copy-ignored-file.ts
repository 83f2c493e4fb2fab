import { joinPath } from '../../core/files';
import type { Edit, Fix } from '../../core/finding';
import { defineRule } from '../../core/rule';
import { type BuildContext, isRemote } from '../../languages/dockerfile/context';
import { decidingPattern, type IgnoreFile, isIgnored } from '../../languages/dockerfile/dockerignore';
import { flag, type TransferInstruction } from '../../languages/dockerfile/nodes';

export default defineRule({
  id: 'dockerfile/copy-ignored-file',
  summary: 'Do not copy what the ignore file keeps out of the build',
  category: 'correctness',
  severity: 'warning',
  recommended: true,
  since: '0.1.0',
  fixable: 'sometimes',
  equivalents: { buildkit: ['CopyIgnoredFile'], tally: ['buildkit/CopyIgnoredFile'] },
  messages: {
    ignored: '`{{source}}` is kept out of the build by `{{pattern}}` in `{{file}}`',
  },
  notes: ['dockerignore', 'build-context'],
  docs: {
    why: 'What the ignore file names is not part of the build context. A COPY of it stops the build with "not found", although the file is there.',
    instead: 'Take the pattern out, or add an exception behind it: `!dist`.',
    invalid: [
      {
        code: 'FROM nginx:1.29\nCOPY dist /usr/share/nginx/html\n',
        files: { '.dockerignore': 'dist\n', 'dist/index.html': '' },
      },
    ],
    valid: [
      {
        code: 'FROM nginx:1.29\nCOPY dist /usr/share/nginx/html\n',
        files: { '.dockerignore': '*\n!dist\n', 'dist/index.html': '' },
      },
    ],
    fixSafety: 'Other copies of the context take the file along from then on.',
    references: ['https://docs.docker.com/reference/build-checks/copy-ignored-file/'],
  },
  check: (ctx) => {
    const visit = (instruction: TransferInstruction): void => {
      const { context } = ctx.facts;
      const ignore = context?.ignore;
      if (!context || !ignore || flag(instruction, 'from') || instruction.onbuild) return;
      const marks = new Set(instruction.heredocs.map(({ mark }) => mark.start));
      for (const word of instruction.sources) {
        const text = ctx.doc.valueOf(word, instruction);
        if (text === undefined || marks.has(word.span.start) || isRemote(text) || /[*?[\]\\]/.test(text)) continue;
        const path = joinPath('.', text.replace(/^\/+/, ''));
        if (path === undefined || path === '.' || context.kind(path) === undefined) continue;
        if (!isIgnored(ignore, path) || hasException(ignore, path)) continue;
        const pattern = decidingPattern(ignore, path)?.text ?? '';
        ctx.report({
          message: 'ignored',
          span: word.span,
          data: { source: text, pattern, file: context.ignorePath },
          fixes: exceptionFix(context, path),
        });
      }
    };
    return { Copy: visit, Add: visit };
  },
});

/** Something below an ignored folder is let in again. */
const hasException = (ignore: IgnoreFile, path: string): boolean => {
  const parts = path.split('/');
  return ignore.patterns.some(
    ({ negated, parts: pattern }) =>
      negated &&
      (pattern[0] === '**' || /[*?[]/.test(pattern[0] ?? '') || parts.every((part, i) => pattern[i] === part)),
  );
};

function exceptionFix(context: BuildContext, path: string): Fix[] {
  const { ignorePath: file, ignoreText } = context;
  if (typeof ignoreText !== 'string' || context.kind(path) === null) return [];
  const eol = ignoreText.includes('\r\n') ? '\r\n' : '\n';
  const open = ignoreText.endsWith('\n') ? '' : eol;
  const at = { start: ignoreText.length, end: ignoreText.length };
  const edits = (): Edit[] => [{ file, span: at, text: `${open}!${path}${eol}` }];
  return [{ title: `Add !${path} to ${file}`, safety: 'unsafe', edits }];
}
