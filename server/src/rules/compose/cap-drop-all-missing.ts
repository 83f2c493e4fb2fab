import { defineRule } from '../../core/rule';
import { effectiveService } from '../../languages/compose/facts';
import { scalarsOf } from '../../languages/compose/tree';
import { setPath } from '../../languages/yaml/edits';
import { fix, shown } from '../../languages/yaml/fixes';

export default defineRule({
  id: 'compose/cap-drop-all-missing',
  summary: 'Drop all capabilities',
  category: 'security',
  severity: 'information',
  recommended: false,
  since: '0.1.0',
  fixable: 'sometimes',
  local: 'facts',
  equivalents: {},
  messages: { missing: '`{{service}}` keeps capabilities that it may not need; set `cap_drop: [ALL]`' },
  notes: ['compose-privileges'],
  lessons: ['C17'],
  docs: {
    why: 'Docker gives root in a container 14 capabilities, among them to change owners of files and to listen on low ports. Most programs need none of them. Drop all, and add back what is missing.',
    invalid: [
      {
        code: 'services:\n  web:\n    image: nginx:1.29\n    user: "1000"\n',
        fixed: 'services:\n  web:\n    image: nginx:1.29\n    user: "1000"\n    cap_drop:\n      - ALL\n',
      },
    ],
    valid: [{ code: 'services:\n  web:\n    image: nginx:1.29\n    cap_drop: [ALL]\n' }],
    fixSafety: 'A program that needs a capability no longer works until `cap_add` names it.',
    references: ['https://docs.docker.com/reference/compose-file/services/#cap_drop'],
  },
  check: (ctx) => ({
    Service(service) {
      const { whole, project } = ctx.facts;
      if (!whole || !project.complete || !(service.has('image') || service.has('build'))) return;
      const found = effectiveService(service, ctx.facts);
      if (scalarsOf(found.get('cap_drop')).some(({ text }) => text?.toUpperCase() === 'ALL')) return;
      const node = service.value?.node;
      const fixes = node
        ? [
            fix('Drop all capabilities', 'unsafe', () =>
              setPath(node, ['cap_drop', scalarsOf(service.get('cap_drop')).length], 'ALL'),
            ),
          ]
        : [];
      ctx.report({ message: 'missing', span: service.nameSpan, data: { service: shown(service.name) }, fixes });
    },
  }),
});
