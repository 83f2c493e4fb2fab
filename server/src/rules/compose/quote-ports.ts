import { defineRule } from '../../core/rule';
import { once } from '../../languages/compose/own';
import { asScalar } from '../../languages/compose/tree';
import { fix, shown } from '../../languages/yaml/fixes';

export default defineRule({
  id: 'compose/quote-ports',
  summary: 'Put port mappings in quotes',
  category: 'style',
  severity: 'information',
  recommended: false,
  since: '0.1.0',
  fixable: 'sometimes',
  equivalents: { dclint: ['require-quotes-in-ports'] },
  messages: {
    plain: 'Put `{{text}}` in quotes: YAML 1.1 takes such pairs for numbers to base 60',
  },
  notes: ['compose-ports'],
  lessons: ['C09'],
  docs: {
    why: 'Older readers of YAML take `22:22` for a number to base 60. Compose reads a text, so this is a matter of style, and of other tools that read the file.',
    invalid: [
      {
        code: 'services:\n  web:\n    image: nginx:1.29\n    ports:\n      - 22:22\n',
        fixed: 'services:\n  web:\n    image: nginx:1.29\n    ports:\n      - "22:22"\n',
      },
    ],
    valid: [{ code: 'services:\n  web:\n    image: nginx:1.29\n    ports:\n      - "22:22"\n' }],
    references: ['https://docs.docker.com/reference/compose-file/services/#ports'],
  },
  check: (ctx) => {
    const first = once();
    return {
      Port({ value }) {
        const scalar = asScalar(value);
        const node = scalar?.node;
        if (!scalar || node?.style !== 'plain' || !node.text.includes(':') || !first(node.span)) return;
        const { span, text } = node;
        const quote = usual(ctx.source.text);
        const fixes = text.includes(quote)
          ? []
          : [fix('Put it in quotes', 'safe', () => [{ span, text: quote + text + quote }])];
        ctx.report({ message: 'plain', span, data: { text: shown(text) }, fixes });
      },
    };
  },
});

/** The quotes that the file has more of. */
const usual = (text: string): string => (text.split("'").length > text.split('"').length ? "'" : '"');
