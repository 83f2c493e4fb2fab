import { defineRule } from '../../core/rule';
import { once } from '../../languages/compose/own';
import { textOf } from '../../languages/compose/tree';

export default defineRule({
  id: 'compose/provider-type',
  summary: 'Name a provider that is not Compose itself',
  category: 'correctness',
  severity: 'warning',
  recommended: true,
  since: '0.1.0',
  fixable: 'never',
  local: true,
  equivalents: {},
  messages: {
    compose: 'Compose cannot be its own provider; name another `type`',
    empty: 'The provider has no `type`; name the command that provides the service',
  },
  notes: [],
  docs: {
    why: 'A service with a `provider` is started by another command: a Docker plugin or a program of that name. `compose` is turned down when the project is started, and an empty name finds nothing. A missing `type` is reported by `compose/schema`.',
    invalid: [{ code: 'services:\n  db:\n    provider:\n      type: compose\n' }],
    valid: [{ code: 'services:\n  db:\n    provider:\n      type: awesomecloud\n' }],
    references: ['https://docs.docker.com/reference/compose-file/services/#provider'],
  },
  check: (ctx) => {
    const first = once();
    return {
      Service(service) {
        const type = service.at('provider', 'type');
        const text = textOf(type);
        if (!type || (text !== 'compose' && text !== '') || !first(type.span)) return;
        ctx.report({ message: text === '' ? 'empty' : 'compose', span: type.span });
      },
    };
  },
});
