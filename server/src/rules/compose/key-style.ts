import { defineRule } from '../../core/rule';
import { fix, shown } from '../../languages/yaml/fixes';
import { isSound } from '../../languages/yaml/layout';
import type { YamlEntry } from '../../languages/yaml/nodes';
import { walk } from '../../languages/yaml/query';
import { isPlainSafe, quoteIfNeeded } from '../../languages/yaml/quote';

export default defineRule({
  id: 'compose/key-style',
  summary: 'Write keys without needless quotes',
  category: 'style',
  severity: 'information',
  recommended: false,
  since: '0.1.0',
  fixable: 'always',
  equivalents: {},
  messages: { quoted: 'The key `{{key}}` needs no quotes; remove them' },
  notes: [],
  docs: {
    why: 'Keys are written without quotes nearly everywhere, so a quoted one looks as if it were special. Quotes stay where the bare key would be something else for some reader of YAML: a number, a date, `null`, or a word such as `on`.',
    invalid: [
      {
        code: 'services:\n  "web":\n    "image": nginx:1.29\n',
        fixed: 'services:\n  web:\n    image: nginx:1.29\n',
      },
    ],
    valid: [{ code: 'services:\n  web:\n    image: nginx:1.29\n    labels:\n      "on": push\n      "1.0": stable\n' }],
    exceptions: 'A file that is JSON needs its quotes and is left alone.',
    references: ['https://yaml.org/spec/1.2.2/#733-plain-style'],
  },
  check: (ctx) => ({
    Yaml(document) {
      const { root } = document;
      if (!isSound(document) || root?.kind !== 'mapping' || root.flow) return;
      walk(root, (node) => {
        if (node.kind !== 'mapping') return;
        for (const entry of node.entries) {
          if (!isNeedless(entry)) continue;
          const { name } = entry;
          const { span } = entry.key;
          const fixes = [fix('Remove the quotes', 'safe', () => [{ span, text: name }])];
          ctx.report({ message: 'quoted', span, data: { key: shown(name) }, fixes });
        }
      });
    },
  }),
});

/** Whether the key is the same string without its quotes, for every reader. */
function isNeedless({ key, name, colon, mapping }: YamlEntry): boolean {
  if (key.kind !== 'scalar' || (key.style !== 'single' && key.style !== 'double') || key.tag || key.anchor)
    return false;
  const { text } = mapping.document.source;
  // Behind a quoted key the colon needs no blank: `{"a":1}`.
  if (colon === undefined || !/^\s?$/.test(text.charAt(colon + 1))) return false;
  if (text.slice(key.span.start + 1, key.span.end - 1) !== name) return false;
  return isPlainSafe(name, mapping.flow) && !/[:?]/.test(name) && quoteIfNeeded(name, { flow: mapping.flow }) === name;
}
