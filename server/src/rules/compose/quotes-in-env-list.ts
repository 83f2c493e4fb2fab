import { defineRule } from '../../core/rule';
import { rawSpan } from '../../languages/compose/pairs';
import { places } from '../../languages/compose/places';
import { replaceValue } from '../../languages/yaml/edits';
import { fix, shown } from '../../languages/yaml/fixes';

export default defineRule({
  id: 'compose/quotes-in-env-list',
  summary: 'Leave quotes out of the values in a list',
  category: 'correctness',
  severity: 'warning',
  recommended: true,
  since: '0.1.0',
  fixable: 'sometimes',
  local: true,
  equivalents: {},
  messages: { quotes: 'The quotes of `{{item}}` become part of the value; remove them' },
  notes: ['env-and-arg'],
  docs: {
    why: 'In a list a variable is one text, `NAME=value`. Quotes in the middle of it mean nothing to YAML and nothing to Compose: they reach the container with the value. No shell is there to take them away.',
    invalid: [
      {
        code: 'services:\n  web:\n    image: nginx:1.29\n    environment:\n      - GREETING="Good day"\n',
        fixed: 'services:\n  web:\n    image: nginx:1.29\n    environment:\n      - GREETING=Good day\n',
      },
    ],
    valid: [
      {
        code: 'services:\n  web:\n    image: nginx:1.29\n    environment:\n      - "GREETING=Good day"\n      - OPTIONS={"a":"b"}\n',
      },
    ],
    fixSafety: 'A program that takes the quotes away itself sees another value.',
    references: ['https://docs.docker.com/reference/compose-file/services/#environment'],
  },
  check: (ctx) => {
    const isNew = places();
    return {
      EnvVar({ style, scalar, item }) {
        const node = scalar?.node;
        if (style !== 'list' || !scalar || !item || node?.style !== 'plain') return;
        const { raw } = scalar;
        const from = raw.indexOf('=') + 1;
        const value = raw.slice(from);
        const quote = value[0];
        if (from === 0 || value.length < 2 || (quote !== '"' && quote !== "'")) return;
        const inner = value.slice(1, -1);
        if (!value.endsWith(quote) || inner.includes(quote) || inner.includes('\\')) return;
        const span = rawSpan(scalar, from, raw.length);
        if (!isNew(span)) return;
        const bare = raw.slice(0, from) + inner;
        const fixes = [fix('Remove the quotes', 'unsafe', () => replaceValue(node, bare, 'go-yaml-3'))];
        ctx.report({ message: 'quotes', span, data: { item: shown(raw) }, fixes });
      },
    };
  },
});
