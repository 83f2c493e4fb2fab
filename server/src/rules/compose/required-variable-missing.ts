import { defineRule } from '../../core/rule';
import { isDotenvKnown } from '../../languages/compose/dotenv-facts';
import { rawSpan } from '../../languages/compose/pairs';
import { scalarsWithVariables } from '../../languages/compose/scalars';

export default defineRule({
  id: 'compose/required-variable-missing',
  summary: 'Set the variables that a file asks for',
  category: 'correctness',
  severity: 'information',
  recommended: false,
  since: '0.1.0',
  fixable: 'never',
  equivalents: {},
  messages: { missing: '`{{name}}` is required here and not in `.env`; set it there or in the environment' },
  notes: ['variables'],
  docs: {
    why: 'With `${NAME:?}` Compose stops when the variable is not set. Whoever starts the project from a fresh checkout needs it in `.env`, or has to know of it.',
    invalid: [{ code: 'services:\n  web:\n    image: nginx:1.29\n    user: ${SHOP_USER:?}\n' }],
    valid: [
      {
        code: 'services:\n  web:\n    image: nginx:1.29\n    user: ${SHOP_USER:?}\n',
        files: { '.env': 'SHOP_USER=1000\n' },
      },
    ],
    references: ['https://docs.docker.com/reference/compose-file/interpolation/'],
  },
  check: (ctx) => ({
    Compose({ file }) {
      if (!isDotenvKnown(ctx.facts)) return;
      const seen = new Set<string>();
      for (const scalar of scalarsWithVariables(file.roots)) {
        for (const { name, start, end, operator, nested } of scalar.interpolation.variables) {
          if (nested || (operator !== ':?' && operator !== '?') || seen.has(name) || file.lookup(name) !== undefined)
            continue;
          seen.add(name);
          ctx.report({ message: 'missing', span: rawSpan(scalar, start, end), data: { name } });
        }
      }
    },
  }),
});
