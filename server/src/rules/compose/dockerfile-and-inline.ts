import { defineRule } from '../../core/rule';
import { entryFor, judgedService, once, removal, severityOf, textIn } from '../../languages/compose/own';
import { shown } from '../../languages/yaml/fixes';

const NAMED = ['build', 'dockerfile'];
const INLINE = ['build', 'dockerfile_inline'];

export default defineRule({
  id: 'compose/dockerfile-and-inline',
  summary: 'Use either `dockerfile` or `dockerfile_inline`',
  category: 'correctness',
  severity: 'error',
  recommended: true,
  since: '0.1.0',
  fixable: 'sometimes',
  local: 'facts',
  equivalents: {},
  messages: {
    both: '`dockerfile: {{path}}` and `dockerfile_inline` exclude each other; keep one of them',
  },
  notes: [],
  docs: {
    why: 'An image is built by one Dockerfile: the file, or the text in the Compose file. Compose refuses a build with both.',
    invalid: [
      {
        code: 'services:\n  web:\n    build:\n      context: .\n      dockerfile: web.Dockerfile\n      dockerfile_inline: |\n        FROM nginx:1.29\n',
      },
    ],
    valid: [{ code: 'services:\n  web:\n    build:\n      context: .\n      dockerfile: web.Dockerfile\n' }],
    fixSafety: 'The other Dockerfile is built from then on.',
    references: ['https://docs.docker.com/reference/compose-file/build/#dockerfile_inline'],
  },
  check: (ctx) => {
    const first = once();
    return {
      Service(service) {
        const merged = judgedService(service, ctx.facts);
        const path = textIn(merged.at(...NAMED));
        if (path === undefined || textIn(merged.at(...INLINE)) === undefined) return;
        const entry = entryFor(service.value, [NAMED, INLINE]);
        if (!entry || !first(entry.keySpan)) return;
        const fixes = [
          ...removal('Remove dockerfile', 'unsafe', service.value, NAMED),
          ...removal('Remove dockerfile_inline', 'unsafe', service.value, INLINE),
        ];
        const data = { path: shown(path) };
        ctx.report({ message: 'both', span: entry.keySpan, data, fixes, severity: severityOf(merged) });
      },
    };
  },
});
