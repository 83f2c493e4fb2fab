import { defineRule } from '../../core/rule';
import { places } from '../../languages/compose/places';
import { textOf } from '../../languages/compose/tree';
import { shown } from '../../languages/yaml/fixes';

export default defineRule({
  id: 'compose/no-root-user',
  aka: ['compose/runs-as-root'],
  summary: 'Run as another user than root',
  category: 'security',
  severity: 'warning',
  recommended: true,
  since: '0.1.0',
  fixable: 'never',
  local: true,
  equivalents: {},
  messages: { root: '`user: {{user}}` runs `{{service}}` as root; name another user, or a number above 0' },
  notes: ['compose-privileges'],
  lessons: ['C06'],
  docs: {
    why: "Root in a container is root for every file that is mounted into it, and one mistake in the kernel or the engine away from root on the host. The rule reports only what is written: an image's own user is not known here.",
    invalid: [{ code: 'services:\n  web:\n    image: nginx:1.29\n    user: root\n' }],
    valid: [{ code: 'services:\n  web:\n    image: nginx:1.29\n    user: "1000:1000"\n' }],
    exceptions: 'Services that only prepare a volume (`chown`) and end.',
    references: [
      'https://docs.docker.com/reference/compose-file/services/#user',
      'https://docs.docker.com/build/building/best-practices/#user',
    ],
  },
  check: (ctx) => {
    const isNew = places();
    return {
      Service(service) {
        const value = service.get('user');
        const user = textOf(value);
        if (!value || user === undefined || !ROOT.test(user) || !isNew(value.span)) return;
        ctx.report({ message: 'root', span: value.span, data: { user: shown(user), service: shown(service.name) } });
      },
    };
  },
});

const ROOT = /^(?:root|0+)(?::.*)?$/;
