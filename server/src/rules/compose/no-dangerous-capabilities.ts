import { defineRule } from '../../core/rule';
import { places } from '../../languages/compose/places';
import { textOf } from '../../languages/compose/tree';
import { removeItem } from '../../languages/yaml/edits';
import { fix, shown } from '../../languages/yaml/fixes';

export default defineRule({
  id: 'compose/no-dangerous-capabilities',
  aka: ['compose/cap-add-dangerous'],
  summary: 'Add no capabilities that hand over the host',
  category: 'security',
  severity: 'warning',
  recommended: true,
  since: '0.1.0',
  fixable: 'sometimes',
  local: true,
  equivalents: { kics: ['ce76b7d0-9e77-464d-b86f-c5c48e03e22d'] },
  messages: { danger: '`{{name}}` lets `{{service}}` {{what}}; remove it' },
  notes: ['compose-privileges'],
  lessons: ['C17'],
  docs: {
    why: "Some capabilities are close to root on the host: with `SYS_ADMIN` a container mounts the host's disk, with `SYS_MODULE` it loads code into the kernel. Add only what the program asks for, and after `cap_drop: [ALL]`.",
    invalid: [{ code: 'services:\n  web:\n    image: nginx:1.29\n    cap_add: [SYS_ADMIN]\n' }],
    valid: [
      { code: 'services:\n  web:\n    image: nginx:1.29\n    cap_drop: [ALL]\n    cap_add: [NET_BIND_SERVICE]\n' },
    ],
    fixSafety: 'What the program did with the capability no longer works.',
    exceptions: 'VPN and firewall containers need `NET_ADMIN`, debuggers `SYS_PTRACE`.',
    references: [
      'https://docs.docker.com/reference/compose-file/services/#cap_add',
      'https://docs.docker.com/engine/containers/run/#runtime-privilege-and-linux-capabilities',
    ],
  },
  check: (ctx) => {
    const isNew = places();
    return {
      Service(service) {
        const list = service.get('cap_add');
        for (const { value, written } of list?.kind === 'list' ? list.items : []) {
          const name = textOf(value)?.toUpperCase().replace(/^CAP_/, '');
          const what = name === undefined ? undefined : DANGERS.get(name);
          if (name === undefined || what === undefined || !isNew(value.span)) continue;
          const fixes = written
            ? [fix(`Remove ${name}`, 'unsafe', () => removeItem(written, { removeEmptyParent: true }))]
            : [];
          ctx.report({
            message: 'danger',
            span: value.span,
            data: { name, what, service: shown(service.name) },
            fixes,
          });
        }
      },
    };
  },
});

const DANGERS: ReadonlyMap<string, string> = new Map([
  ['ALL', 'do all that root can on the host'],
  ['BPF', 'read the memory of the kernel'],
  ['DAC_READ_SEARCH', 'read any file of the host'],
  ['MAC_ADMIN', 'change what AppArmor or SELinux forbid'],
  ['MAC_OVERRIDE', 'pass by what SELinux forbids'],
  ['NET_ADMIN', 'change interfaces, routes and firewall rules'],
  ['PERFMON', 'watch the kernel and other processes'],
  ['SYS_ADMIN', 'mount file systems and leave the container'],
  ['SYS_BOOT', 'restart the host'],
  ['SYS_MODULE', 'load modules into the kernel'],
  ['SYS_PTRACE', 'read the memory of other processes'],
  ['SYS_RAWIO', 'write to memory and devices of the host'],
  ['SYS_TIME', 'set the clock of the host'],
]);
