import type { Edit } from '../../core/finding';
import { defineRule } from '../../core/rule';
import type { Span } from '../../core/span';
import { isDotenvKnown } from '../../languages/compose/dotenv-facts';
import { rawSpan } from '../../languages/compose/pairs';
import { scalarsWithVariables } from '../../languages/compose/scalars';
import { fix } from '../../languages/yaml/fixes';

export default defineRule({
  id: 'compose/undefined-variable',
  summary: 'Give every variable a value or a default',
  category: 'correctness',
  severity: 'information',
  recommended: false,
  since: '0.1.0',
  fixable: 'sometimes',
  equivalents: {},
  messages: { undefined: '`{{name}}` is not in `.env` and has no default; set it, or write `{{fixed}}`' },
  notes: ['variables'],
  docs: {
    why: 'Compose puts in nothing for a variable that is not set, and prints a warning. In an image, a port or a number nothing is not a value, and the file is refused.',
    invalid: [
      {
        code: 'services:\n  web:\n    image: nginx:1.29\n    user: ${SHOP_USER}\n',
        fixed: 'services:\n  web:\n    image: nginx:1.29\n    user: ${SHOP_USER:-}\n',
      },
    ],
    valid: [
      {
        code: 'services:\n  web:\n    image: nginx:1.29\n    user: ${SHOP_USER}\n    hostname: ${SHOP_NAME:-shop}\n',
        files: { '.env': 'SHOP_USER=1000\n' },
      },
    ],
    fixSafety: 'Compose no longer warns that the variable is empty.',
    exceptions: 'Variables that the pipeline or the shell sets.',
    references: [
      'https://docs.docker.com/reference/compose-file/interpolation/',
      'https://docs.docker.com/compose/how-tos/environment-variables/variable-interpolation/',
    ],
  },
  check: (ctx) => ({
    Compose({ file }) {
      if (!isDotenvKnown(ctx.facts)) return;
      const uses = new Map<string, Span[]>();
      for (const scalar of scalarsWithVariables(file.roots)) {
        for (const { name, start, end, operator, nested } of scalar.interpolation.variables) {
          if (nested || operator !== '' || OF_SYSTEM.has(name) || file.lookup(name) !== undefined) continue;
          const spans = uses.get(name);
          const span = rawSpan(scalar, start, end);
          if (spans) spans.push(span);
          else uses.set(name, [span]);
        }
      }
      for (const [name, spans] of uses) {
        const [span] = spans;
        if (!span) continue;
        const fixed = `\${${name}:-}`;
        const exact = spans.every(({ start, end }) =>
          /^\$\{?[A-Za-z0-9_]+\}?$/.test(ctx.source.text.slice(start, end)),
        );
        const edits = (): readonly Edit[] => spans.map((at) => ({ span: at, text: fixed }));
        const fixes = exact ? [fix(`Write ${fixed}`, 'unsafe', edits)] : [];
        ctx.report({ message: 'undefined', span, data: { name, fixed }, fixes });
      }
    },
  }),
});

/** Set on every computer, or by Compose itself. */
const OF_SYSTEM: ReadonlySet<string> = new Set('HOME PWD USER PATH LANG COMPOSE_PROJECT_NAME DOCKER_HOST'.split(' '));
