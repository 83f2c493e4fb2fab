import { defineRule } from '../../core/rule';
import { once } from '../../languages/compose/own';
import { type ScalarValue, scalarsOf, type Value } from '../../languages/compose/tree';
import { fix, shown } from '../../languages/yaml/fixes';

export default defineRule({
  id: 'compose/quote-ports',
  summary: 'Put ports in quotes',
  category: 'style',
  severity: 'information',
  recommended: false,
  since: '0.1.0',
  fixable: 'sometimes',
  local: true,
  equivalents: { dclint: ['require-quotes-in-ports'] },
  options: {
    quotes: {
      type: 'string',
      description: 'The quotes to write; `any` takes those that the file has more of, and leaves others as they are.',
      default: 'any',
      enum: ['any', 'double', 'single'],
    },
    sections: {
      type: 'strings',
      description: 'Which lists of a service are judged.',
      default: ['ports', 'expose'],
    },
  },
  messages: {
    plain: 'Put `{{text}}` in quotes: YAML 1.1 takes such pairs for numbers to base 60',
    single: 'Put `{{text}}` in quotes, as all ports',
    other: '`{{text}}` stands in other quotes; write {{quotes}} quotes',
  },
  notes: ['compose-ports'],
  lessons: ['C09'],
  docs: {
    why: 'Older readers of YAML take `22:22` for a number to base 60. Compose reads a text, so this is a matter of style, and of other tools that read the file. A port alone is a number for all of them, and looks like the others in quotes.',
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
    const { quotes, sections } = ctx.options;
    const wanted = quotes === 'double' || quotes === 'single' ? quotes : undefined;
    let quote: string | undefined;
    return {
      Service(service) {
        for (const section of sections) {
          for (const scalar of itemsOf(service.get(section))) {
            const { node } = scalar;
            if (!node || node.tag || !first(node.span)) continue;
            const { span, style, text } = node;
            quote ??= wanted === undefined ? usual(ctx.source.text) : wanted === 'single' ? "'" : '"';
            const requoted = quote + text + quote;
            const fixes = isSame(scalar) ? [fix('Put it in quotes', 'safe', () => [{ span, text: requoted }])] : [];
            const data = { text: shown(text) };
            if (style === 'plain') ctx.report({ message: text.includes(':') ? 'plain' : 'single', span, data, fixes });
            else if (wanted !== undefined && (style === 'single' || style === 'double') && style !== wanted)
              ctx.report({ message: 'other', span, data: { ...data, quotes: wanted }, fixes });
          }
        }
      },
    };
  },
});

const itemsOf = (value: Value | undefined): readonly ScalarValue[] => (value?.kind === 'list' ? scalarsOf(value) : []);

/** The text means the same in any quotes: `010` is a number to base 8 without them. */
const isSame = ({ node, yaml }: ScalarValue): boolean =>
  node !== undefined &&
  !/['"\\\r\n]/.test(node.document.source.text.slice(node.span.start + 1, node.span.end - 1) + node.text) &&
  (yaml.kind === 'string' || (yaml.kind === 'int' && String(yaml.value) === node.text));

/** The quotes that the file has more of. */
const usual = (text: string): string => (text.split("'").length > text.split('"').length ? "'" : '"');
