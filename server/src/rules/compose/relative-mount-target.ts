import type { Edit } from '../../core/finding';
import { defineRule } from '../../core/rule';
import type { Span } from '../../core/span';
import { isVerbatim, places } from '../../languages/compose/places';
import { fix, shown } from '../../languages/yaml/fixes';

export default defineRule({
  id: 'compose/relative-mount-target',
  summary: 'Mount to an absolute path of the container',
  category: 'correctness',
  severity: 'warning',
  recommended: true,
  since: '0.1.0',
  fixable: 'sometimes',
  local: true,
  equivalents: {},
  messages: {
    space: 'A space stands before `{{target}}`, so it is no absolute path in the container; remove it',
    relative: '`{{target}}` is no absolute path in the container; write `/{{bare}}`',
    lone: '`{{target}}` is no absolute path in the container; write `source:/target`',
  },
  notes: ['compose-data'],
  docs: {
    why: 'The target of a mount is a path in the container and begins with `/`. Compose hands a relative one on, and then the engine refuses to start the container: `mount path must be absolute`.',
    invalid: [
      {
        code: 'services:\n  web:\n    image: nginx:1.29\n    volumes:\n      - ./site:usr/share/nginx/html\n',
        fixed: 'services:\n  web:\n    image: nginx:1.29\n    volumes:\n      - ./site:/usr/share/nginx/html\n',
      },
    ],
    valid: [
      {
        code: 'services:\n  web:\n    image: nginx:1.29\n    volumes:\n      - ./site:/usr/share/nginx/html\n      - C:\\data:D:\\data\n',
      },
    ],
    fixSafety: 'The path may have been meant below the working directory of the image.',
    references: ['https://docs.docker.com/reference/compose-file/services/#volumes'],
  },
  check: (ctx) => {
    const isNew = places();
    return {
      Mount({ key, long, source, target, targetSpan, value }) {
        if (target === undefined || target === '' || !targetSpan || isAbsolute(target) || !isNew(targetSpan)) return;
        if (/^\s/.test(target)) {
          if (target.trim() !== '') ctx.report({ message: 'space', span: targetSpan, data: { target: shown(target) } });
          return;
        }
        const bare = target.replace(/^(?:\.\/+)+/, '');
        const data = { target: shown(target), bare: shown(bare) };
        if ((source === undefined && !long && key === 'volumes') || !/^[\w@+-]/.test(bare)) {
          ctx.report({ message: 'lone', span: targetSpan, data });
          return;
        }
        const written = value.kind === 'scalar' ? value : value.get('target');
        const exact =
          written?.kind === 'scalar' && isVerbatim(written) && textAt(ctx.source.text, targetSpan).includes(target);
        const fixes = exact
          ? [fix(`Write /${bare}`, 'unsafe', () => rewritten(ctx.source.text, targetSpan, target, bare))]
          : [];
        ctx.report({ message: 'relative', span: targetSpan, data, fixes });
      },
    };
  },
});

/** Paths of Linux and of Windows. */
const isAbsolute = (target: string): boolean => /^(?:[/\\]|[A-Za-z]:[\\/])/.test(target);

const textAt = (text: string, { start, end }: Span): string => text.slice(start, end);

function rewritten(text: string, at: Span, target: string, bare: string): readonly Edit[] {
  const start = at.start + textAt(text, at).indexOf(target);
  return [{ span: { start, end: start + target.length - bare.length }, text: '/' }];
}
