import { defineRule } from '../../core/rule';
import { healthcheckOf } from '../../languages/compose/healthcheck';
import { once, removal, writtenAt } from '../../languages/compose/own';
import { booleanOf } from '../../languages/compose/tree';

export default defineRule({
  id: 'compose/healthcheck-disabled-with-test',
  summary: 'Write no test beside `disable: true`',
  category: 'maintainability',
  severity: 'information',
  recommended: true,
  since: '0.1.0',
  fixable: 'sometimes',
  local: true,
  equivalents: {},
  messages: {
    unused: 'The health check is disabled, this `test` never runs; remove one of them',
  },
  notes: ['compose-start-order'],
  docs: {
    why: 'With `disable: true` no check is run, neither the one of the image nor the one that is written beside it. A reader sees a test that does not exist. A test that comes from a base or an anchor is no mistake: turning it off is what `disable` is for.',
    invalid: [
      {
        code: 'services:\n  web:\n    image: nginx:1.29\n    healthcheck:\n      disable: true\n      test: curl -f http://localhost\n',
        fixed: 'services:\n  web:\n    image: nginx:1.29\n    healthcheck:\n      disable: true\n',
      },
    ],
    valid: [{ code: 'services:\n  web:\n    image: nginx:1.29\n    healthcheck:\n      disable: true\n' }],
    references: ['https://docs.docker.com/reference/compose-file/services/#healthcheck'],
  },
  check: (ctx) => {
    const first = once();
    return {
      Service(service) {
        const check = healthcheckOf(service);
        if (!check || booleanOf(check.map.get('disable')) !== true || check.kind === 'NONE') return;
        const { map } = check;
        const test = writtenAt(map, ['test']);
        if (!test || !writtenAt(map, ['disable']) || !first(test.key.span)) return;
        const fixes = removal('Remove test', 'safe', map, ['test']);
        ctx.report({ message: 'unused', span: test.key.span, fixes });
      },
    };
  },
});
