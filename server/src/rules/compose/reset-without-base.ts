import { defineRule } from '../../core/rule';
import { fix } from '../../languages/yaml/fixes';
import type { YamlNode } from '../../languages/yaml/nodes';
import { asMapping, entryOf, pathOf, walk } from '../../languages/yaml/query';

export default defineRule({
  id: 'compose/reset-without-base',
  summary: 'Leave `!reset` and `!override` out of files that override nothing',
  category: 'maintainability',
  severity: 'information',
  recommended: false,
  since: '0.1.0',
  fixable: 'sometimes',
  tags: ['unnecessary'],
  equivalents: {},
  messages: {
    reset: 'There is nothing below this file that `!reset` could take away; remove the entry',
    override: 'There is nothing below this file that `!override` could replace; remove the tag',
  },
  notes: ['compose-overrides'],
  docs: {
    why: 'The tags say what becomes of values of a file that lies below: one that is overridden, included or extended. In a file below which nothing lies, `!override` does nothing, and `!reset` takes its own value away.',
    invalid: [
      {
        code: 'services:\n  web:\n    image: nginx:1.29\n    ports: !override ["8080:80"]\n',
        fixed: 'services:\n  web:\n    image: nginx:1.29\n    ports: ["8080:80"]\n',
      },
    ],
    valid: [{ code: 'services:\n  web:\n    image: nginx:1.29\n    ports: ["8080:80"]\n' }],
    exceptions: 'A file that is laid over another with `-f` by hand.',
    references: ['https://docs.docker.com/reference/compose-file/merge/#reset-value'],
  },
  check: (ctx) => ({
    Compose({ stream, source }) {
      const { role, whole } = ctx.facts;
      const [document] = stream.documents.filter(({ root }) => root !== undefined);
      if (role !== 'main' || !whole || !document) return;
      walk(document.root, (node) => {
        const { tag } = node;
        if ((tag?.name !== '!reset' && tag?.name !== '!override') || isExtending(node)) return;
        if (tag.name === '!reset') {
          ctx.report({ message: 'reset', span: tag.span });
          return;
        }
        const blanks = /^[ \t]+(?=[^\s#])/.exec(source.text.slice(tag.span.end, tag.span.end + 200))?.[0] ?? '';
        const span = { start: tag.span.start, end: tag.span.end + blanks.length };
        const fixes = blanks === '' ? [] : [fix('Remove !override', 'safe', () => [{ span, text: '' }])];
        ctx.report({ message: 'override', span: tag.span, fixes });
      });
    },
  }),
});

/** In a service that extends another the tags do something. */
function isExtending(node: YamlNode): boolean {
  const [section, name] = pathOf(node);
  const services = section === 'services' ? asMapping(entryOf(node.document.root, 'services')?.value) : undefined;
  return typeof name === 'string' && entryOf(entryOf(services, name)?.value, 'extends') !== undefined;
}
