import type { Fix } from '../../core/finding';
import { closest } from '../../core/nearest';
import { defineRule } from '../../core/rule';
import { judgedService, once, severityOf } from '../../languages/compose/own';
import { asScalar, type ScalarValue, textOf } from '../../languages/compose/tree';
import { replaceValue } from '../../languages/yaml/edits';
import { fix, shown } from '../../languages/yaml/fixes';

export default defineRule({
  id: 'compose/invalid-restart',
  summary: 'Use a restart policy that Docker knows',
  category: 'correctness',
  severity: 'warning',
  recommended: true,
  since: '0.1.0',
  fixable: 'sometimes',
  local: 'facts',
  equivalents: {},
  messages: {
    unknown: '`{{text}}` is no restart policy; use `no`, `always`, `on-failure` or `unless-stopped`',
    near: '`{{text}}` is no restart policy; did you mean `{{near}}`?',
    retries: '`{{text}}` counts retries, which only `on-failure` does; write `{{policy}}`',
    count: '`{{count}}` is no number of retries; write `on-failure:3`, for example',
  },
  notes: ['compose-restart'],
  docs: {
    why: 'Compose takes any text as `restart`, and Docker refuses it when the container is to be created. The policies are `no`, `always`, `unless-stopped` and `on-failure`, the last with a number of retries behind a colon.',
    invalid: [{ code: 'services:\n  web:\n    image: nginx:1.29\n    restart: unless_stopped\n' }],
    valid: [{ code: 'services:\n  web:\n    image: nginx:1.29\n    restart: on-failure:3\n' }],
    fixSafety: 'The word that is near may not be the one that was meant.',
    references: ['https://docs.docker.com/reference/compose-file/services/#restart'],
  },
  check: (ctx) => {
    const first = once();
    return {
      Service(service) {
        const value = asScalar(service.get('restart'));
        const text = textOf(value);
        if (!value?.isString || !text) return;
        const [policy = '', count, ...more] = text.split(':');
        const known = POLICIES.includes(policy);
        if (known && more.length === 0 && (count === undefined || count === '0')) return;
        if (policy === 'on-failure' && more.length === 0 && /^\d{1,9}$/.test(count ?? '')) return;
        if (!first(value.span)) return;
        const severity = severityOf(judgedService(service, ctx.facts));
        const { span } = value;
        const shownText = shown(text);
        const near = known ? undefined : meant(policy);
        if (near !== undefined) {
          const safety = near === policy.toLowerCase() ? 'safe' : 'unsafe';
          const fixes = count === undefined ? replacements(value, near, safety) : [];
          ctx.report({ message: 'near', span, data: { text: shownText, near }, fixes, severity });
        } else if (!known) ctx.report({ message: 'unknown', span, data: { text: shownText }, severity });
        else if (policy === 'on-failure') {
          const retries = [count, ...more].join(':');
          const at = retries === '' ? span : value.part(policy.length + 1, text.length);
          ctx.report({ message: 'count', span: at, data: { count: shown(retries || text) }, severity });
        } else {
          const fixes = replacements(value, policy, 'unsafe');
          ctx.report({ message: 'retries', span, data: { text: shownText, policy }, fixes, severity });
        }
      },
    };
  },
});

const POLICIES: readonly string[] = ['no', 'always', 'unless-stopped', 'on-failure'];

/** Words of other tools. */
const WORDS: ReadonlyMap<string, string> = new Map([
  ['never', 'no'],
  ['none', 'no'],
  ['false', 'no'],
  ['off', 'no'],
  ['any', 'always'],
  ['true', 'always'],
  ['yes', 'always'],
]);

function meant(policy: string): string | undefined {
  const word = policy.trim().toLowerCase().replaceAll('_', '-');
  return POLICIES.find((one) => one === word) ?? WORDS.get(word) ?? closest(word, POLICIES);
}

function replacements({ node, hasVariable }: ScalarValue, text: string, safety: Fix['safety']): readonly Fix[] {
  return node && !hasVariable ? [fix(`Replace with ${text}`, safety, () => replaceValue(node, text))] : [];
}
