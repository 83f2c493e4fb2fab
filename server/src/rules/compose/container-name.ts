import { defineRule } from '../../core/rule';
import { isVerbatim, places } from '../../languages/compose/places';
import { asScalar } from '../../languages/compose/tree';
import { replaceValue } from '../../languages/yaml/edits';
import { fix, shown } from '../../languages/yaml/fixes';

export default defineRule({
  id: 'compose/container-name',
  summary: 'Give containers names that Docker accepts',
  category: 'correctness',
  severity: 'warning',
  recommended: true,
  since: '0.1.0',
  fixable: 'sometimes',
  local: true,
  equivalents: { dclint: ['service-container-name-regex'] },
  messages: {
    short: '`{{name}}` is too short for the name of a container; use two characters or more',
    invalid: '`{{name}}` is no name for a container; use letters, digits, `_`, `.` and `-`',
  },
  notes: ['compose-scaling'],
  docs: {
    why: 'The name of a container has two characters or more: letters, digits, `_`, `.`, `-`, with a letter or digit at the beginning. Compose looks only for a part that fits, and lets the engine refuse the rest when the container is created.',
    invalid: [
      {
        code: 'services:\n  web:\n    image: nginx:1.29\n    container_name: shop web\n',
        fixed: 'services:\n  web:\n    image: nginx:1.29\n    container_name: shop-web\n',
      },
    ],
    valid: [{ code: 'services:\n  web:\n    image: nginx:1.29\n    container_name: shop-web_1\n' }],
    fixSafety: 'What refers to the container by its name must be changed too.',
    references: ['https://docs.docker.com/reference/compose-file/services/#container_name'],
  },
  check: (ctx) => {
    const isNew = places();
    return {
      Service(service) {
        const value = asScalar(service.get('container_name'));
        const { text } = value ?? {};
        if (!value?.isString || text === undefined || NAME.test(text) || !isNew(value.span)) return;
        const data = { name: shown(text) };
        const { span } = value;
        if (text === '' || /^[a-zA-Z0-9]$/.test(text)) {
          ctx.report({ message: 'short', span, data, severity: 'error' });
          return;
        }
        const { node } = value;
        const name = text
          .trim()
          .replace(/[^a-zA-Z0-9_.-]+/g, '-')
          .replace(/^[^a-zA-Z0-9]+/, '')
          .replace(/-$/, '');
        const fixes =
          node && isVerbatim(value) && NAME.test(name)
            ? [fix(`Rename to ${shown(name)}`, 'unsafe', () => replaceValue(node, name, 'go-yaml-3'))]
            : [];
        const severity = PART.test(text) ? undefined : ('error' as const);
        ctx.report({ message: 'invalid', span, data, fixes, severity });
      },
    };
  },
});

/** What Compose itself looks for, anywhere in the name. */
const PART = /[a-zA-Z0-9][a-zA-Z0-9_.-]+/;

/** The engine takes a slash in front away. */
const NAME = /^\/?[a-zA-Z0-9][a-zA-Z0-9_.-]+$/;
