import { defineRule } from '../../core/rule';
import { effectiveService } from '../../languages/compose/facts';
import { scalarsOf } from '../../languages/compose/tree';
import { setPath } from '../../languages/yaml/edits';
import { fix, shown } from '../../languages/yaml/fixes';

export default defineRule({
  id: 'compose/no-new-privileges',
  summary: 'Keep programs from gaining rights',
  category: 'security',
  severity: 'information',
  recommended: false,
  since: '0.1.0',
  fixable: 'sometimes',
  local: 'facts',
  equivalents: { kics: ['27fcc7d6-c49b-46e0-98f1-6c082a6a2750'] },
  messages: {
    missing: '`{{service}}` may gain rights by setuid programs; set `no-new-privileges:true` in `security_opt`',
  },
  notes: ['compose-privileges'],
  lessons: ['C17'],
  docs: {
    why: 'A program with the setuid bit runs as its owner, mostly root. With `no-new-privileges` the kernel does not raise the rights of a process, whatever it starts.',
    invalid: [
      {
        code: 'services:\n  web:\n    image: nginx:1.29\n    user: "1000"\n',
        fixed:
          'services:\n  web:\n    image: nginx:1.29\n    user: "1000"\n    security_opt:\n      - no-new-privileges:true\n',
      },
    ],
    valid: [{ code: 'services:\n  web:\n    image: nginx:1.29\n    security_opt: [no-new-privileges:true]\n' }],
    fixSafety: 'Programs that need the setuid bit, as `sudo` or `ping`, no longer work.',
    references: ['https://docs.docker.com/reference/compose-file/services/#security_opt'],
  },
  check: (ctx) => ({
    Service(service) {
      const { whole, project } = ctx.facts;
      if (!whole || !project.complete || !(service.has('image') || service.has('build'))) return;
      const found = effectiveService(service, ctx.facts);
      if (scalarsOf(found.get('security_opt')).some(({ raw }) => /^no-new-privileges(?:[:=]true)?$/.test(raw))) return;
      const node = service.value?.node;
      const fixes = node
        ? [
            fix('Add no-new-privileges', 'unsafe', () =>
              setPath(node, ['security_opt', scalarsOf(service.get('security_opt')).length], 'no-new-privileges:true'),
            ),
          ]
        : [];
      ctx.report({ message: 'missing', span: service.nameSpan, data: { service: shown(service.name) }, fixes });
    },
  }),
});
