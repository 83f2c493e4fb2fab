import { defineRule } from '../../core/rule';
import { effectiveService } from '../../languages/compose/facts';
import { shown } from '../../languages/yaml/fixes';

export default defineRule({
  id: 'compose/security-opt-missing',
  summary: 'Choose the security options of every service',
  category: 'security',
  severity: 'information',
  recommended: false,
  since: '0.1.0',
  fixable: 'never',
  local: 'facts',
  equivalents: { kics: ['610e266e-6c12-4bca-9925-1ed0cd29742b'] },
  messages: { missing: '`{{service}}` has no `security_opt`; choose its options, as `no-new-privileges:true`' },
  notes: ['compose-privileges'],
  lessons: ['C17'],
  docs: {
    why: 'Without `security_opt` a service runs with the defaults of the engine: its seccomp profile, and setuid programs that raise rights. Some teams want that to be a choice that is written down.',
    invalid: [{ code: 'services:\n  web:\n    image: nginx:1.29\n    user: "1000"\n' }],
    valid: [{ code: 'services:\n  web:\n    image: nginx:1.29\n    security_opt: [no-new-privileges:true]\n' }],
    references: ['https://docs.docker.com/reference/compose-file/services/#security_opt'],
  },
  check: (ctx) => ({
    Service(service) {
      const { whole, project } = ctx.facts;
      if (!whole || !project.complete || !(service.has('image') || service.has('build'))) return;
      const found = effectiveService(service, ctx.facts);
      if (found.has('security_opt')) return;

      ctx.report({ message: 'missing', span: service.nameSpan, data: { service: shown(service.name) } });
    },
  }),
});
