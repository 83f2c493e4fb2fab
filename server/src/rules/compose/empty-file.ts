import { defineRule } from '../../core/rule';
import { type Span, span } from '../../core/span';
import { type Entry, type Item, scalarsOf, type Value } from '../../languages/compose/tree';
import type { YamlDocument } from '../../languages/yaml/nodes';
import { goYaml3 } from '../../languages/yaml/values';

export default defineRule({
  id: 'compose/empty-file',
  summary: 'Report files and documents that hold nothing',
  category: 'correctness',
  severity: 'error',
  recommended: true,
  since: '0.1.0',
  fixable: 'sometimes',
  equivalents: {},
  messages: {
    file: 'Compose refuses an empty file; add `services`',
    document: 'Nothing stands in this document, and Compose refuses it; remove the `---`',
  },
  notes: ['compose-files'],
  docs: {
    why: 'Docker Compose refuses a project without content (`empty compose file`), and a `---` with nothing behind it (`top-level object must be a mapping`). An override file may be empty.',
    invalid: [
      { code: '# to be written\n' },
      {
        code: 'services:\n  web:\n    image: nginx:1.29\n---\n',
        fixed: 'services:\n  web:\n    image: nginx:1.29\n',
      },
    ],
    valid: [{ code: '---\nservices:\n  web:\n    image: nginx:1.29\n' }],
    references: ['https://docs.docker.com/reference/compose-file/services/'],
  },
  check: (ctx) => ({
    Compose(doc) {
      const { role, whole, project } = ctx.facts;
      const { documents } = doc.stream;
      const { text } = ctx.source;
      let reported = false;
      for (const document of documents) {
        const { separator } = document;
        if (!separator || !holdsNothing(document)) continue;
        reported = true;
        const marker = { start: separator.start, end: Math.min(separator.end, separator.start + 3) };
        const at = document.root && document.root.span.end > document.root.span.start ? document.root.span : marker;
        const empty = text.slice(marker.end, document.span.end).trim() === '' && document.index > 0;
        const edits = () => [{ span: lineOf(text, marker), text: '' }];
        const fixes = empty ? [{ title: 'Remove the empty document', safety: 'safe' as const, edits }] : [];
        ctx.report({ message: 'document', span: at, fixes });
      }
      if (reported || role !== 'main' || !whole || project.root?.entries.some(counts)) return;
      // Broken text is another rule's; what is no mapping is the schema's.
      if (documents.some(({ problems, root }) => problems.length > 0 || isOther(root))) return;
      const at = lastLine(text);
      const put = documents.every(({ root }) => root === undefined);
      const line = text === '' || text.endsWith('\n') ? '' : '\n';
      const edits = () => [{ span: span(text.length, text.length), text: `${line}${SNIPPET}` }];
      const fixes = put ? [{ title: 'Add a service …', safety: 'manual' as const, snippet: true, edits }] : [];
      ctx.report({ message: 'file', span: at, fixes });
    },
  }),
});

const SNIPPET = 'services:\n  ${1:web}:\n    image: ${2:name}\n';

/** Compose takes `version` and `include` out before it looks whether anything is left. */
const counts = ({ name, value }: Entry): boolean =>
  name !== 'version' && (name !== 'include' || (value.kind === 'list' ? value.items.some(includes) : !isNull(value)));

const isNull = (value: Value): boolean => value.kind === 'scalar' && value.isNull;

const includes = ({ value }: Item): boolean =>
  value.kind === 'unknown' || scalarsOf(value.kind === 'map' ? value.get('path') : value).length > 0;

/** No value, or one that is written as null. */
const holdsNothing = ({ root, refused, problems }: YamlDocument): boolean =>
  !refused &&
  problems.length === 0 &&
  (root === undefined || (root.kind === 'scalar' && goYaml3(root).kind === 'null'));

const isOther = (root: YamlDocument['root']): boolean =>
  root !== undefined && root.kind !== 'mapping' && !(root.kind === 'scalar' && goYaml3(root).kind === 'null');

/** The last line that holds anything. */
function lastLine(text: string): Span {
  const end = text.trimEnd().length;
  return end === 0 ? span(text.length, text.length) : span(text.lastIndexOf('\n', end - 1) + 1, end);
}

/** The whole line, with its end. */
function lineOf(text: string, at: Span): Span {
  const end = text.indexOf('\n', at.end);
  return span(at.start, end < 0 ? text.length : end + 1);
}
