import { defineRule } from '../../core/rule';
import { once } from '../../languages/compose/own';
import { asScalar, textOf } from '../../languages/compose/tree';
import { replaceValue } from '../../languages/yaml/edits';
import { fix } from '../../languages/yaml/fixes';

export default defineRule({
  id: 'compose/restart-on-failure-unlimited',
  summary: 'Limit how often a service that fails is started again',
  category: 'reliability',
  severity: 'information',
  recommended: false,
  since: '0.1.0',
  fixable: 'sometimes',
  local: true,
  equivalents: {},
  messages: {
    unlimited: '`on-failure` tries without end; limit it, as in `on-failure:5`',
  },
  notes: ['compose-restart'],
  docs: {
    why: 'A service that fails at every start is started again and again, and uses the machine for nothing. With a number it stays down after so many attempts.',
    invalid: [{ code: 'services:\n  web:\n    image: nginx:1.29\n    restart: on-failure\n' }],
    valid: [{ code: 'services:\n  web:\n    image: nginx:1.29\n    restart: on-failure:5\n' }],
    fixSafety: 'The service stays down after five attempts.',
    references: ['https://docs.docker.com/reference/compose-file/services/#restart'],
  },
  check: (ctx) => {
    const first = once();
    return {
      Service(service) {
        const value = asScalar(service.get('restart'));
        if (!value || textOf(value) !== 'on-failure' || !first(value.span)) return;
        const { node, hasVariable, span } = value;
        const edits = () => (node ? replaceValue(node, 'on-failure:5', 'go-yaml-3') : undefined);
        const fixes = node && !hasVariable ? [fix('Replace with on-failure:5', 'unsafe', edits)] : [];
        ctx.report({ message: 'unlimited', span, fixes });
      },
    };
  },
});
