import { defineRule } from '../../core/rule';
import { effectiveService } from '../../languages/compose/facts';
import { setPath } from '../../languages/yaml/edits';
import { fix, shown } from '../../languages/yaml/fixes';

export default defineRule({
  id: 'compose/read-only-root',
  aka: ['compose/read-only-missing'],
  summary: 'Run with a read-only file system',
  category: 'security',
  severity: 'information',
  recommended: false,
  since: '0.1.0',
  fixable: 'sometimes',
  local: 'facts',
  equivalents: {},
  messages: { missing: '`{{service}}` can change its own files; set `read_only: true`, and `tmpfs` where it writes' },
  notes: ['compose-limits'],
  lessons: ['C05'],
  docs: {
    why: 'With a read-only root file system whoever breaks into a container cannot change programs or leave files behind. What the service writes goes to volumes and `tmpfs`.',
    invalid: [
      {
        code: 'services:\n  web:\n    image: nginx:1.29\n    user: "1000"\n',
        fixed: 'services:\n  web:\n    image: nginx:1.29\n    user: "1000"\n    read_only: true\n',
      },
    ],
    valid: [{ code: 'services:\n  web:\n    image: nginx:1.29\n    read_only: true\n    tmpfs: /tmp\n' }],
    fixSafety: 'The service fails where it writes outside of volumes and `tmpfs`.',
    references: [
      'https://docs.docker.com/reference/compose-file/services/#read_only',
      'https://docs.docker.com/reference/compose-file/services/#tmpfs',
    ],
  },
  check: (ctx) => ({
    Service(service) {
      const { whole, project } = ctx.facts;
      if (!whole || !project.complete || !(service.has('image') || service.has('build'))) return;
      const found = effectiveService(service, ctx.facts);
      if (found.has('read_only')) return;
      const node = service.value?.node;
      const fixes = node ? [fix('Add read_only: true', 'unsafe', () => setPath(node, ['read_only'], 'true'))] : [];
      ctx.report({ message: 'missing', span: service.nameSpan, data: { service: shown(service.name) }, fixes });
    },
  }),
});
