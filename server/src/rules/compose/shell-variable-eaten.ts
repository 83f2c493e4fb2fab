import { defineRule } from '../../core/rule';
import { environmentOf } from '../../languages/compose/environment';
import { effectiveService } from '../../languages/compose/facts';
import { rawSpan } from '../../languages/compose/pairs';
import { places } from '../../languages/compose/places';
import type { Service } from '../../languages/compose/service';
import { scalarsOf } from '../../languages/compose/tree';
import { fix } from '../../languages/yaml/fixes';

export default defineRule({
  id: 'compose/shell-variable-eaten',
  summary: "Keep the container's variables from Docker Compose",
  category: 'correctness',
  severity: 'information',
  recommended: true,
  since: '0.1.0',
  fixable: 'sometimes',
  equivalents: {},
  messages: { eaten: 'Compose fills in `{{text}}` before the container starts; write `${{text}}` for its shell' },
  notes: ['variables'],
  docs: {
    why: 'Compose puts variables in before anything else reads the text. A `$NAME` that the shell in the container was to read is then empty, or holds what the variable is on this computer. With two dollar signs it reaches the shell.',
    invalid: [
      {
        code: 'services:\n  web:\n    image: postgres:18\n    environment:\n      POSTGRES_USER: shop\n    healthcheck:\n      test: pg_isready -U $POSTGRES_USER\n',
        fixed:
          'services:\n  web:\n    image: postgres:18\n    environment:\n      POSTGRES_USER: shop\n    healthcheck:\n      test: pg_isready -U $$POSTGRES_USER\n',
      },
    ],
    valid: [
      {
        code: 'services:\n  web:\n    image: postgres:18\n    environment:\n      POSTGRES_USER: shop\n    healthcheck:\n      test: pg_isready -U $$POSTGRES_USER\n',
      },
    ],
    fixSafety: 'If the variable was meant to be one of the computer that runs Compose, it is no longer filled in.',
    references: [
      'https://docs.docker.com/reference/compose-file/interpolation/',
      'https://docs.docker.com/reference/compose-file/services/#command',
    ],
  },
  check: (ctx) => {
    const isNew = places();
    return {
      Service(service) {
        const scalars = [
          ...scalarsOf(service.get('command')),
          ...scalarsOf(service.get('entrypoint')),
          ...scalarsOf(service.at('healthcheck', 'test')),
        ].filter((scalar) => scalar.hasVariable);
        if (scalars.length === 0) return;
        const own = literalsOf(effectiveService(service, ctx.facts));
        for (const scalar of scalars) {
          for (const { name, start, end, operator, nested } of scalar.interpolation.variables) {
            if (nested || operator !== '' || ctx.doc.file.lookup(name) !== undefined) continue;
            if (!own.has(name) && !SHELL.has(name) && !isSetIn(scalar.raw, name)) continue;
            const span = rawSpan(scalar, start, end);
            if (!isNew(span)) continue;
            const text = scalar.raw.slice(start, end);
            const exact = ctx.source.text.slice(span.start, span.end) === text;
            const edit = { span: { start: span.start, end: span.start }, text: '$' };
            const fixes = exact ? [fix(`Write $${text}`, 'unsafe', () => [edit])] : [];
            ctx.report({ message: 'eaten', span, data: { text }, fixes });
          }
        }
      },
    };
  },
});

/** Set by the shell itself, and in no environment of a computer. */
const SHELL: ReadonlySet<string> = new Set(['HOSTNAME', 'RANDOM', 'PPID', 'IFS', 'LINENO', 'SECONDS', 'OPTARG']);

/** Variables that the container gets with a value of their own: not from the computer that runs Compose. */
const literalsOf = (service: Service): ReadonlySet<string> =>
  new Set(environmentOf(service).flatMap(({ name, given, hasVariable }) => (given && !hasVariable ? [name] : [])));

/** Whether a script sets a variable itself: `name=`, `for name in`, `read name`. */
const isSetIn = (script: string, name: string): boolean =>
  new RegExp(`(?:^|[\\s;&|('"])(?:${name}=|for ${name} in\\b|read ${name}\\b)`).test(script);
