import type { Fix } from '../../core/finding';
import { defineRule } from '../../core/rule';
import { once } from '../../languages/compose/own';
import { asScalar, type ScalarValue, textOf } from '../../languages/compose/tree';
import { fix } from '../../languages/yaml/fixes';

export default defineRule({
  id: 'compose/healthcheck-none-string',
  summary: 'Turn a health check off with a list, not with the text `NONE`',
  category: 'correctness',
  severity: 'warning',
  recommended: true,
  since: '0.1.0',
  fixable: 'sometimes',
  local: true,
  equivalents: {},
  messages: {
    none: '`test: {{text}}` runs a command called {{text}}; write `["NONE"]` or `disable: true`',
  },
  notes: ['compose-start-order'],
  docs: {
    why: 'A `test` that is one text is run by a shell. There is no command `NONE`, so the container is never healthy. In a list the word turns off the check that the image brings.',
    invalid: [{ code: 'services:\n  web:\n    image: nginx:1.29\n    healthcheck:\n      test: NONE\n' }],
    valid: [{ code: 'services:\n  web:\n    image: nginx:1.29\n    healthcheck:\n      test: ["NONE"]\n' }],
    fixSafety: 'The container is no longer reported as unhealthy.',
    references: ['https://docs.docker.com/reference/compose-file/services/#healthcheck'],
  },
  check: (ctx) => {
    const first = once();
    return {
      Service(service) {
        const test = asScalar(service.at('healthcheck', 'test'));
        const text = textOf(test);
        if (!test || text?.trim().toUpperCase() !== 'NONE' || !first(test.span)) return;
        ctx.report({ message: 'none', span: test.span, data: { text: text.trim() }, fixes: repairs(test) });
      },
    };
  },
});

function repairs({ node, hasVariable, span }: ScalarValue): readonly Fix[] {
  if (!node || hasVariable || node.anchor || node.tag) return [];
  if (node.style === 'literal' || node.style === 'folded') return [];
  return [fix('Write ["NONE"]', 'unsafe', () => [{ span, text: '["NONE"]' }])];
}
