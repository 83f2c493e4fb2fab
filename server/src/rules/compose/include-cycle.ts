import { defineRule } from '../../core/rule';
import { projectProblems } from '../../languages/compose/project-problems';
import { removeItem } from '../../languages/yaml/edits';
import { fix, shown } from '../../languages/yaml/fixes';
import type { YamlDocument, YamlItem } from '../../languages/yaml/nodes';
import { nodeAt } from '../../languages/yaml/query';

export default defineRule({
  id: 'compose/include-cycle',
  summary: 'Report files that include themselves',
  category: 'correctness',
  severity: 'error',
  recommended: true,
  since: '0.1.0',
  fixable: 'sometimes',
  equivalents: {},
  messages: {
    cycle: 'Including `{{name}}` leads back to a file that is being read; remove it',
    elsewhere: 'What is included here includes `{{name}}` in a circle; remove that there',
  },
  notes: ['compose-overrides'],
  docs: {
    why: 'Docker Compose reads included files before it goes on, and what they include before that. A file that leads back to itself is refused: `include cycle detected`.',
    invalid: [
      {
        code: 'include: [compose.yaml, infra.yaml]\nservices:\n  web:\n    image: nginx:1.29\n',
        files: { 'infra.yaml': 'services:\n  db:\n    image: postgres:18\n' },
      },
    ],
    valid: [
      {
        code: 'include: [infra.yaml]\nservices:\n  web:\n    image: nginx:1.29\n',
        files: { 'infra.yaml': 'services:\n  db:\n    image: postgres:18\n' },
      },
    ],
    fixSafety: 'What the file brings must come from another place.',
    references: ['https://docs.docker.com/reference/compose-file/include/'],
  },
  check: (ctx) => ({
    Compose(doc) {
      const found = projectProblems(doc, ctx.facts, 'include-cycle');
      const other = ctx.facts.project.problems.find(({ code }) => code === 'include-cycle');
      const include = doc.top('include');
      if (found.length === 0 && other && include && ctx.facts.role === 'main') {
        ctx.report({ message: 'elsewhere', span: include.keySpan, data: { name: shown(other.name) } });
      }
      for (const { name, span } of found) {
        const item = itemAt(doc.stream.documents, span.start);
        const edits = () => item && removeItem(item, { removeEmptyParent: true });
        const fixes = edits() ? [fix('Remove it', 'unsafe', edits)] : [];
        ctx.report({ message: 'cycle', span, data: { name: shown(name) }, fixes });
      }
    },
  }),
});

/** The item that is the text at an offset. */
function itemAt(documents: readonly YamlDocument[], offset: number): YamlItem | undefined {
  const document = documents.find(({ span }) => span.start <= offset && offset <= span.end);
  const node = document && nodeAt(document, offset);
  return node?.kind === 'scalar' && node.holder?.kind === 'item' ? node.holder : undefined;
}
