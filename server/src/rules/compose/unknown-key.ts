import { defineRule } from '../../core/rule';
import type { UnknownKey } from '../../languages/compose/schema/problem';
import { problemsOf, ruleOf } from '../../languages/compose/schema-problems';
import { renameKey } from '../../languages/yaml/edits';
import { fix, repairFixes, shown } from '../../languages/yaml/fixes';

export default defineRule({
  id: 'compose/unknown-key',
  summary: 'Report keys that Docker Compose does not know',
  category: 'correctness',
  severity: 'error',
  recommended: true,
  since: '0.1.0',
  fixable: 'sometimes',
  equivalents: { dclint: ['invalid-schema'] },
  messages: {
    near: 'Unknown key `{{name}}` in `{{holder}}`; did you mean `{{suggestion}}`?',
    unknown: 'Unknown key `{{name}}` in `{{holder}}`; remove it, or begin it with `x-`',
    ignored: 'Compose overlooks the unknown key `{{name}}` in `{{holder}}`; remove it',
    nearTop: 'Unknown top-level key `{{name}}`; did you mean `{{suggestion}}`?',
    top: 'Unknown top-level key `{{name}}`; remove it, or begin it with `x-`',
    name: '`{{name}}` cannot be a name in `{{holder}}`; use letters, digits, `.`, `_` and `-`',
  },
  notes: ['compose-files'],
  lessons: ['C10'],
  docs: {
    why: 'Docker Compose refuses a file with a key that its schema does not have: a misspelt one, or one at the wrong level. Keys that begin with `x-` are for your own use and may stand anywhere.',
    invalid: [
      {
        code: 'services:\n  web:\n    image: nginx:1.29\n    healthcheck:\n      test: [CMD, curl, -f, http://127.0.0.1]\n      start-period: 30s\n',
        fixed:
          'services:\n  web:\n    image: nginx:1.29\n    healthcheck:\n      test: [CMD, curl, -f, http://127.0.0.1]\n      start_period: 30s\n',
      },
    ],
    valid: [{ code: 'x-team: shop\nservices:\n  web:\n    image: nginx:1.29\n    x-owner: jane\n' }],
    fixSafety: 'The key takes effect that was refused before.',
    references: [
      'https://docs.docker.com/reference/compose-file/',
      'https://docs.docker.com/reference/compose-file/extension/',
    ],
  },
  check: (ctx) => ({
    Compose() {
      for (const problem of problemsOf('unknown-key', ctx.doc, ctx.facts)) {
        const { span, suggestion, path, badName } = problem;
        const { written } = problem.entry;
        // A key that is being typed is reported for its missing colon.
        if (written?.colon === undefined && written?.mapping.flow === false) continue;
        // An alias as a key is another name than it seems.
        if (written?.key.kind === 'alias' || ruleOf(problem) !== 'compose/unknown-key') continue;
        // Compose refuses the others, and ignores these.
        const severity = isIgnored(path) ? 'warning' : undefined;
        const name = shown(problem.name);
        const holder = shown(problem.owner);
        if (badName) ctx.report({ message: 'name', span, data: { name, holder } });
        else if (suggestion !== undefined) {
          const fixes = [...repairFixes(problem.repair), ...(severity ? [] : others(problem))];
          if (path.length === 1) ctx.report({ message: 'nearTop', span, data: { name, suggestion }, fixes });
          else ctx.report({ message: 'near', span, data: { name, holder, suggestion }, severity, fixes });
        } else if (severity) ctx.report({ message: 'ignored', span, data: { name, holder }, severity });
        else if (path.length === 1) ctx.report({ message: 'top', span, data: { name }, fixes: others(problem) });
        else ctx.report({ message: 'unknown', span, data: { name, holder }, fixes: others(problem) });
      }
    },
  }),
});

/** Below `include` and `extends` Compose reads what it knows, and overlooks the rest. */
const isIgnored = ([top, , key]: readonly (string | number)[]): boolean =>
  top === 'include' || (top === 'services' && key === 'extends');

/** Keep it as a note to oneself: only a person can choose. */
function others({ entry, name }: UnknownKey) {
  const { written } = entry;
  if (written?.key.kind !== 'scalar' || !/^[\w.-]{1,60}$/.test(name)) return [];
  return [fix(`Rename to x-${name}`, 'manual', () => renameKey(written, `x-${name}`, 'go-yaml-3'))];
}
