import { defineRule } from '../../core/rule';
import { fix, shown } from '../../languages/yaml/fixes';
import { isSound } from '../../languages/yaml/layout';
import type { YamlScalar } from '../../languages/yaml/nodes';
import { walk } from '../../languages/yaml/query';

export default defineRule({
  id: 'compose/quote-style',
  summary: 'Write all quoted strings in the same quotes',
  category: 'style',
  severity: 'information',
  recommended: false,
  since: '0.1.0',
  fixable: 'always',
  equivalents: {},
  options: {
    prefer: {
      type: 'string',
      description: 'The quotes to write.',
      default: 'double',
      enum: ['double', 'single'],
    },
  },
  messages: { other: '`{{text}}` stands in {{other}} quotes; write {{prefer}} quotes' },
  notes: [],
  docs: {
    why: 'YAML has two kinds of quotes, and for a text without quotes or backslashes in it they mean the same. One kind in the whole file lets a reader stop wondering whether the other kind says something.\n\nTexts that hold a quote or a backslash are left alone: there the kind of quotes matters.',
    invalid: [
      {
        code: "services:\n  web:\n    image: nginx:1.29\n    ports:\n      - '8080:80'\n",
        fixed: 'services:\n  web:\n    image: nginx:1.29\n    ports:\n      - "8080:80"\n',
      },
    ],
    valid: [
      {
        code: 'services:\n  web:\n    image: nginx:1.29\n    command: ["sh", "-c", \'echo "up"\']\n    ports: ["8080:80"]\n',
      },
    ],
    exceptions: 'A file that is JSON has double quotes whatever the option says.',
    references: ['https://yaml.org/spec/1.2.2/#73-flow-scalar-styles'],
  },
  check: (ctx) => {
    const prefer = ctx.options.prefer === 'single' ? 'single' : 'double';
    const other = prefer === 'single' ? 'double' : 'single';
    const sign = prefer === 'single' ? "'" : '"';
    return {
      Yaml(document) {
        const { root } = document;
        // A root in brackets is JSON.
        if (!isSound(document) || root?.kind !== 'mapping' || root.flow) return;
        walk(root, (node) => {
          if (node.kind !== 'scalar' || node.style !== other) return;
          const inner = plainlyQuoted(node);
          if (inner === undefined) return;
          const { span } = node;
          ctx.report({
            message: 'other',
            span,
            data: { text: shown(inner), other, prefer },
            fixes: [fix(`Write ${prefer} quotes`, 'safe', () => [{ span, text: sign + inner + sign }])],
          });
        });
      },
    };
  },
});

/** What stands between the quotes, when it means the same between others. */
function plainlyQuoted({ document, span: { start, end } }: YamlScalar): string | undefined {
  const written = document.source.text.slice(start, end);
  const inner = written.slice(1, -1);
  const isWhole = written.length > 1 && written.startsWith(written.slice(-1));
  return isWhole && !/["'\\]/.test(inner) ? inner : undefined;
}
