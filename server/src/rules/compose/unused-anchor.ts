import type { Fix } from '../../core/finding';
import { defineRule } from '../../core/rule';
import { fix, shown } from '../../languages/yaml/fixes';
import type { YamlNode } from '../../languages/yaml/nodes';
import { walk } from '../../languages/yaml/query';

export default defineRule({
  id: 'compose/unused-anchor',
  summary: 'Leave out anchors that no alias repeats',
  category: 'maintainability',
  severity: 'information',
  recommended: false,
  since: '0.1.0',
  fixable: 'sometimes',
  tags: ['unnecessary'],
  equivalents: {},
  messages: { unused: 'No alias repeats `&{{name}}`; remove the anchor' },
  notes: [],
  docs: {
    why: 'An anchor is only seen in its own file. One that no alias repeats does nothing; often the last use of a shared block has gone, and the block can go too.',
    invalid: [
      {
        code: 'services:\n  web: &web\n    image: nginx:1.29\n',
        fixed: 'services:\n  web:\n    image: nginx:1.29\n',
      },
    ],
    valid: [{ code: 'x-image: &image nginx:1.29\nservices:\n  web:\n    image: *image\n' }],
    references: ['https://docs.docker.com/reference/compose-file/fragments/'],
  },
  check: (ctx) => ({
    Compose({ stream }) {
      const used = new Set<string>();
      const anchored: YamlNode[] = [];
      for (const { root } of stream.documents) {
        walk(root, (node) => {
          if (node.kind === 'alias') used.add(node.name);
          if (node.anchor) anchored.push(node);
        });
      }
      for (const node of anchored) {
        const { anchor } = node;
        if (!anchor || used.has(anchor.name)) continue;
        ctx.report({ message: 'unused', span: anchor.span, data: { name: shown(anchor.name) }, fixes: removed(node) });
      }
    },
  }),
});

/** With the blanks on one of its sides; what stands before it is a colon, a dash or a tag. */
function removed({ anchor, document }: YamlNode): readonly Fix[] {
  if (!anchor) return [];
  const { text } = document.source;
  const { start, end } = anchor.span;
  const behind = /^[ \t]*/.exec(text.slice(end, end + 200))?.[0].length ?? 0;
  const next = text.charAt(end + behind);
  if (next !== '\n' && next !== '\r' && next !== '') {
    return [fix('Remove the anchor', 'safe', () => [{ span: { start, end: end + behind }, text: '' }])];
  }
  const before = /[ \t]*$/.exec(text.slice(Math.max(0, start - 200), start))?.[0].length ?? 0;
  return [fix('Remove the anchor', 'safe', () => [{ span: { start: start - before, end }, text: '' }])];
}
