import { baseName, joinPath, parentPath } from '../../core/files';
import type { Edit, Fix } from '../../core/finding';
import { defineRule } from '../../core/rule';
import { type BuildContext, isRemote } from '../../languages/dockerfile/context';
import { flag, type TransferInstruction } from '../../languages/dockerfile/nodes';
import { nearest } from '../../languages/dockerfile/suggest';
import type { Word } from '../../languages/dockerfile/word';

export default defineRule({
  id: 'dockerfile/copy-source-missing',
  summary: 'Copy files that are in the build context',
  category: 'correctness',
  severity: 'error',
  recommended: true,
  since: '0.1.0',
  fixable: 'sometimes',
  messages: {
    missing: '`{{source}}` is not in the build context; did you mean `{{near}}`?',
  },
  notes: ['build-context', 'copy-and-add'],
  docs: {
    why: 'A COPY of a file that is not in the build context stops the build. Letter case counts, on any host.',
    invalid: [
      {
        code: 'FROM python:3.13\nCOPY shop /srv/shop\nCOPY setup.cfg /srv/\nCOPY requirments.txt /srv/\n',
        fixed: 'FROM python:3.13\nCOPY shop /srv/shop\nCOPY setup.cfg /srv/\nCOPY requirements.txt /srv/\n',
        files: { 'requirements.txt': 'flask\n', 'shop/__init__.py': '', 'setup.cfg': '' },
      },
    ],
    valid: [
      {
        code: 'FROM python:3.13\nCOPY requirements.txt /srv/\n',
        files: { 'requirements.txt': 'flask\n' },
      },
    ],
    fixSafety: 'Another file is copied than the one that is written.',
    exceptions:
      'Files that another step makes before the build are only reported when a file of nearly the same name is there.',
    references: ['https://docs.docker.com/reference/dockerfile/#source'],
  },
  check: (ctx) => {
    const visit = (instruction: TransferInstruction): void => {
      const { context } = ctx.facts;
      if (!context || flag(instruction, 'from') || instruction.onbuild) return;
      const marks = new Set(instruction.heredocs.map(({ mark }) => mark.start));
      const texts = instruction.sources.map((word) => ctx.doc.valueOf(word, instruction));
      for (const [index, word] of instruction.sources.entries()) {
        const text = texts[index];
        if (text === undefined || marks.has(word.span.start) || isRemote(text) || /[*?[\]\\]/.test(text)) continue;
        const near = nearSource(context, text, texts);
        if (near === undefined) continue;
        ctx.report({ message: 'missing', span: word.span, data: { source: text, near }, fixes: fixFor(word, near) });
      }
    };
    return { Copy: visit, Add: visit };
  },
});

/** The name in the same folder that is most like one that is not there. */
function nearSource(context: BuildContext, text: string, others: readonly (string | undefined)[]): string | undefined {
  const path = joinPath('.', text.replace(/^\/+/, ''));
  if (path === undefined || path === '.' || context.kind(path) !== null) return undefined;
  const folder = parentPath(path);
  const entries = context.files.list(folder);
  const name = baseName(path);
  if (!entries || name.length < 4) return undefined;
  const taken = new Set(others.map((other) => (other === undefined ? '' : baseName(other))));
  const names = entries.map((entry) => entry.name).filter((other) => !taken.has(other) && !differInNumber(name, other));
  const [near, another] = nearest(name, names);
  if (near === undefined || another !== undefined) return undefined;
  return text.slice(0, text.lastIndexOf(name)) + near + text.slice(text.lastIndexOf(name) + name.length);
}

/** `app1.jar` and `app2.jar` are two files, and so are `go.mod` and `go.sum`. */
const differInNumber = (a: string, b: string): boolean =>
  a.replace(/\d+/g, '#') === b.replace(/\d+/g, '#') || extension(a).toLowerCase() !== extension(b).toLowerCase();

const extension = (name: string): string => (name.includes('.', 1) ? name.slice(name.lastIndexOf('.')) : '');

function fixFor(word: Word, near: string): Fix[] {
  if (word.variables.length > 0 || word.literal !== word.raw) return [];
  const { length } = word.raw;
  const edits = (): Edit[] => [{ span: word.at(0, length), text: near }];
  return [{ title: `Copy ${near}`, safety: 'unsafe', edits }];
}
