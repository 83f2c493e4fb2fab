import { closest } from '../../core/nearest';
import { defineRule } from '../../core/rule';
import { isVerbatim, places } from '../../languages/compose/places';
import { asScalar } from '../../languages/compose/tree';
import { replaceValue } from '../../languages/yaml/edits';
import { fix, shown } from '../../languages/yaml/fixes';

export default defineRule({
  id: 'compose/invalid-pull-policy',
  summary: 'Report pull policies that Docker Compose does not know',
  category: 'correctness',
  severity: 'error',
  recommended: true,
  since: '0.1.0',
  fixable: 'sometimes',
  local: true,
  equivalents: {},
  messages: {
    near: '`{{value}}` is no pull policy; did you mean `{{near}}`?',
    unknown: '`{{value}}` is no pull policy; use `always`, `missing`, `never`, `build`, `daily` or `every_12h`',
    ignored: 'Compose takes `{{value}}` for `missing`; write a pull policy that it knows',
  },
  notes: ['image-references'],
  docs: {
    why: 'Compose refuses the file when `pull_policy` holds none of its words: `always`, `never`, `missing`, `if_not_present`, `build`, `refresh`, `daily`, `weekly`, `every_` with a duration. A text that only holds one of them (`xalways`) passes and does nothing.',
    invalid: [
      {
        code: 'services:\n  web:\n    image: nginx:1.29\n    pull_policy: IfNotPresent\n',
        fixed: 'services:\n  web:\n    image: nginx:1.29\n    pull_policy: if_not_present\n',
      },
    ],
    valid: [{ code: 'services:\n  web:\n    image: nginx:1.29\n    pull_policy: every_12h\n' }],
    fixSafety: 'The policy that is near may not be the one that was meant.',
    references: ['https://docs.docker.com/reference/compose-file/services/#pull_policy'],
  },
  check: (ctx) => {
    const isNew = places();
    return {
      Service(service) {
        const value = asScalar(service.get('pull_policy'));
        const { text } = value ?? {};
        if (!value?.isString || text === undefined || KNOWN.has(text) || EVERY.test(text) || !isNew(value.span)) return;
        const { span, node } = value;
        const near = meant(text);
        const data = { value: shown(text) };
        const severity = PASSES.test(text) ? 'warning' : undefined;
        const fixes =
          near !== undefined && node && isVerbatim(value)
            ? [fix(`Replace with ${near}`, 'unsafe', () => replaceValue(node, near, 'go-yaml-3'))]
            : [];
        if (near !== undefined) ctx.report({ message: 'near', span, data: { ...data, near }, fixes, severity });
        else ctx.report({ message: severity === undefined ? 'unknown' : 'ignored', span, data, severity });
      },
    };
  },
});

const KNOWN: ReadonlySet<string> = new Set('always never missing if_not_present build refresh daily weekly'.split(' '));
const EVERY = /^every_(?:\d{1,9}[wdhms])+$/;

/** The schema looks for a word anywhere in the text. */
const PASSES = /always|never|build|if_not_present|missing|refresh|daily|weekly|every_\d{1,9}[wdhms]/;

function meant(text: string): string | undefined {
  const plain = text
    .trim()
    .replace(/([a-z])([A-Z])/g, '$1_$2')
    .replaceAll('-', '_')
    .toLowerCase();
  return KNOWN.has(plain) || EVERY.test(plain) ? plain : closest(plain, KNOWN);
}
