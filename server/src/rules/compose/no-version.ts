import { defineRule } from '../../core/rule';
import type { Span } from '../../core/span';
import { removeEntry } from '../../languages/yaml/edits';
import { fix, shown } from '../../languages/yaml/fixes';

export default defineRule({
  id: 'compose/no-version',
  summary: 'Remove the obsolete top-level `version`',
  category: 'maintainability',
  severity: 'information',
  recommended: true,
  since: '0.1.0',
  fixable: 'sometimes',
  tags: ['deprecated'],
  equivalents: { dclint: ['no-version-field'] },
  messages: {
    version: '`version` is obsolete, Compose ignores `{{value}}` and warns; remove the line',
  },
  notes: ['compose-files'],
  lessons: ['C01'],
  docs: {
    why: 'Up to Compose 1.26 the version chose one of several file formats. Since then there is one format, and Docker Compose prints a warning at every command when the key is there.',
    invalid: [
      {
        code: 'version: "3.8"\n\nservices:\n  web:\n    image: nginx:1.29\n',
        fixed: 'services:\n  web:\n    image: nginx:1.29\n',
      },
    ],
    valid: [{ code: 'services:\n  web:\n    image: nginx:1.29\n' }],
    exceptions: '`docker stack deploy` and the old docker-compose 1 still ask for it.',
    references: ['https://docs.docker.com/reference/compose-file/version-and-name/'],
  },
  check: (ctx) => ({
    Compose({ roots }) {
      for (const root of roots) {
        const entry = root.entry('version');
        if (!entry?.written || entry.value.kind !== 'scalar') continue;
        const { written } = entry;
        const edits = removeEntry(written);
        const data = { value: shown(entry.value.raw) };
        if (!edits) ctx.report({ message: 'version', span: entry.keySpan, data });
        else {
          const fixes = [fix('Remove version', 'safe', () => withLine(ctx.source.text, written.span, edits))];
          ctx.report({ message: 'version', span: entry.keySpan, data, fixes });
        }
      }
    },
  }),
});

type Edits = NonNullable<ReturnType<typeof removeEntry>>;

/** A comment behind the pair stays; the empty line below goes with it when nothing stands above. */
function withLine(text: string, pair: Span, edits: Edits): Edits {
  const lineEnd = text.indexOf('\n', pair.end);
  const comment = text.indexOf('#', pair.end);
  if (comment >= 0 && (lineEnd < 0 || comment < lineEnd)) {
    return [{ span: { start: pair.start, end: comment }, text: '' }];
  }
  const [only, ...more] = edits;
  if (!only || more.length > 0 || only.text !== '') return edits;
  const { start, end } = only.span;
  const above = text.slice(0, start);
  const first = above.replace(/^\ufeff/, '') === '' || /\n\r?\n$/.test(above);
  const blank = /^\r?\n/.exec(text.slice(end));
  if (!first || !blank || !/\n$/.test(text.slice(0, end))) return edits;
  return [{ ...only, span: { start, end: end + blank[0].length } }];
}
