import { closest } from '../../core/nearest';
import { defineRule } from '../../core/rule';
import { places } from '../../languages/compose/places';
import { withoutOption } from '../../languages/compose/volume-spec';
import { fix, shown } from '../../languages/yaml/fixes';

export default defineRule({
  id: 'compose/unknown-volume-option',
  summary: 'Report volume options that Docker Compose drops',
  category: 'correctness',
  severity: 'warning',
  recommended: true,
  since: '0.1.0',
  fixable: 'sometimes',
  local: true,
  equivalents: {},
  messages: {
    near: 'Compose does not know the volume option `{{name}}` and drops it; did you mean `{{near}}`?',
    unknown: 'Compose does not know the volume option `{{name}}` and drops it; remove it',
  },
  notes: ['compose-data'],
  docs: {
    why: 'Behind the second colon stand options: `ro`, `rw`, `nocopy`, `z`, `Z`, or how mounts spread (`rslave` …). Compose drops any other without a word, so that a misspelt `ro` leaves the volume writable.',
    invalid: [
      {
        code: 'services:\n  web:\n    image: nginx:1.29\n    volumes:\n      - ./site:/usr/share/nginx/html:readonly\n',
        fixed: 'services:\n  web:\n    image: nginx:1.29\n    volumes:\n      - ./site:/usr/share/nginx/html:ro\n',
      },
    ],
    valid: [
      { code: 'services:\n  web:\n    image: nginx:1.29\n    volumes:\n      - ./site:/usr/share/nginx/html:ro,z\n' },
    ],
    fixSafety:
      'The option that is near may not be the one that was meant; with `ro` the container can no longer write.',
    references: ['https://docs.docker.com/reference/compose-file/services/#short-syntax-5'],
  },
  check: (ctx) => {
    const isNew = places();
    return {
      Mount({ options, value }) {
        if (value.kind !== 'scalar') return;
        for (const { name, span } of options) {
          if (name === '' || KNOWN.has(name) || !isNew(span)) continue;
          const exact = ctx.source.text.slice(span.start, span.end) === name;
          const near = meant(name);
          if (near === undefined) {
            const fixes = exact
              ? [fix(`Remove ${name}`, 'safe', () => withoutOption(ctx.source.text, span, value.span))]
              : [];
            ctx.report({ message: 'unknown', span, data: { name: shown(name) }, fixes });
          } else {
            const fixes = exact ? [fix(`Replace with ${near}`, 'unsafe', () => [{ span, text: near }])] : [];
            ctx.report({ message: 'near', span, data: { name: shown(name), near }, fixes });
          }
        }
      },
    };
  },
});

/** Those of Docker for Mac mean nothing any more, and are no mistakes. */
const KNOWN: ReadonlySet<string> = new Set(
  'ro rw nocopy z Z private rprivate shared rshared slave rslave cached delegated consistent'.split(' '),
);

const WORDS: Readonly<Record<string, string>> = {
  readonly: 'ro',
  read_only: 'ro',
  'read-only': 'ro',
  r: 'ro',
  w: 'rw',
  wr: 'rw',
};

function meant(name: string): string | undefined {
  const lower = name.trim().toLowerCase();
  if (Object.hasOwn(WORDS, lower)) return WORDS[lower];
  if (KNOWN.has(lower)) return lower;
  return lower.length < 2 ? undefined : closest(lower, KNOWN);
}
