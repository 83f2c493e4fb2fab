import type { Fix } from '../../core/finding';
import { closest } from '../../core/nearest';
import { defineRule } from '../../core/rule';
import { fix, shown } from '../../languages/yaml/fixes';
import type { YamlNode, YamlScalar } from '../../languages/yaml/nodes';
import { walk } from '../../languages/yaml/query';
import { goYaml3 } from '../../languages/yaml/values';

export default defineRule({
  id: 'compose/unknown-tag',
  summary: 'Report YAML tags that Docker Compose ignores',
  category: 'correctness',
  severity: 'warning',
  recommended: true,
  since: '0.1.0',
  fixable: 'sometimes',
  equivalents: {},
  messages: {
    near: 'Compose ignores the tag `{{tag}}`; did you mean `{{near}}`?',
    unknown: 'Compose ignores the tag `{{tag}}`; remove it',
    misfit: '`{{text}}` is no `{{tag}}`, and Compose stops; write another value, or no tag',
  },
  notes: [],
  docs: {
    why: 'Compose knows two tags of its own: `!reset` takes a value away, `!override` replaces it instead of merging. Any other tag is ignored without a word, so that a slip of the pen merges what was to be replaced. A value that is not of the type that `!!int` or the like asks for is refused.',
    invalid: [
      {
        code: 'services:\n  web:\n    image: nginx:1.29\n    ports: !overide ["8080:80"]\n',
        fixed: 'services:\n  web:\n    image: nginx:1.29\n    ports: !override ["8080:80"]\n',
      },
    ],
    valid: [{ code: 'services:\n  web:\n    image: nginx:1.29\n    ports: !override ["8080:80"]\n' }],
    fixSafety: 'What the tag did not do until now, it does then. A scalar without its tag may be read as another type.',
    references: ['https://docs.docker.com/reference/compose-file/merge/#reset-value'],
  },
  check: (ctx) => ({
    Yaml({ root }) {
      walk(root, (node) => {
        const { tag } = node;
        if (tag && isMisfit(node)) {
          const data = { text: shown(node.text), tag: tag.name };
          ctx.report({ message: 'misfit', span: tag.span, data, severity: 'error' });
        }
        if (!tag || KNOWN.has(tag.name) || tag.name.startsWith('!<')) return;
        const { name, span } = tag;
        const near = closest(name, OWN);
        if (near === undefined)
          ctx.report({ message: 'unknown', span, data: { tag: shown(name) }, fixes: removed(node) });
        else {
          const fixes = [fix(`Write ${near}`, 'unsafe', () => [{ span, text: near }])];
          ctx.report({ message: 'near', span, data: { tag: shown(name), near }, fixes });
        }
      });
    },
  }),
});

const OWN = ['!reset', '!override'];
const KNOWN: ReadonlySet<string> = new Set([
  ...OWN,
  '!',
  ...['str', 'int', 'float', 'bool', 'null', 'seq', 'map', 'set', 'omap', 'binary', 'timestamp', 'merge'].map(
    (name) => `!!${name}`,
  ),
]);

/** A scalar that is not what its tag says: it is read as a string. */
const isMisfit = (node: YamlNode): node is YamlScalar =>
  node.kind === 'scalar' && TYPED.has(node.tag?.name ?? '') && goYaml3(node).kind === 'string';

const TYPED: ReadonlySet<string> = new Set(['!!int', '!!float', '!!bool', '!!null']);

/** The tag with the blanks behind it, where the value stands on its line. */
function removed({ tag, kind, document }: YamlNode): readonly Fix[] {
  if (!tag) return [];
  const { text } = document.source;
  const blanks = /^[ \t]+(?=[^\s#])/.exec(text.slice(tag.span.end, tag.span.end + 200));
  if (!blanks) return [];
  const span = { start: tag.span.start, end: tag.span.end + blanks[0].length };
  return [fix(`Remove ${tag.name}`, kind === 'scalar' ? 'unsafe' : 'safe', () => [{ span, text: '' }])];
}
