import { defineRule } from '../../core/rule';
import { places } from '../../languages/compose/places';
import { textOf } from '../../languages/compose/tree';
import { removeItem } from '../../languages/yaml/edits';
import { fix, shown } from '../../languages/yaml/fixes';

export default defineRule({
  id: 'compose/no-unconfined',
  aka: ['compose/seccomp-unconfined', 'compose/apparmor-unconfined', 'compose/label-disable'],
  summary: 'Leave the profiles of the kernel on',
  category: 'security',
  severity: 'warning',
  recommended: true,
  since: '0.1.0',
  fixable: 'sometimes',
  local: true,
  equivalents: { kics: ['404fde2c-bc4b-4371-9747-7054132ac953'] },
  messages: { off: '`{{option}}` turns {{what}} off for `{{service}}`; remove it' },
  notes: ['compose-privileges'],
  lessons: ['C17'],
  docs: {
    why: "Docker's seccomp profile keeps a container from about 40 system calls, its AppArmor profile or SELinux label from files of the host. They are the second wall when a program in the container is taken over.",
    invalid: [{ code: 'services:\n  web:\n    image: nginx:1.29\n    security_opt:\n      - seccomp:unconfined\n' }],
    valid: [
      {
        code: 'services:\n  web:\n    image: nginx:1.29\n    security_opt:\n      - seccomp=./seccomp.json\n      - no-new-privileges:true\n',
      },
    ],
    fixSafety: 'A program that needs what the profile forbids no longer works: debuggers, or Docker in Docker.',
    references: [
      'https://docs.docker.com/reference/compose-file/services/#security_opt',
      'https://docs.docker.com/engine/security/seccomp/',
    ],
  },
  check: (ctx) => {
    const isNew = places();
    return {
      Service(service) {
        const list = service.get('security_opt');
        for (const { value, written } of list?.kind === 'list' ? list.items : []) {
          const option = textOf(value);
          const what = option === undefined ? undefined : turnedOff(option);
          if (option === undefined || what === undefined || !isNew(value.span)) continue;
          const fixes = written
            ? [fix(`Remove ${shown(option)}`, 'unsafe', () => removeItem(written, { removeEmptyParent: true }))]
            : [];
          ctx.report({
            message: 'off',
            span: value.span,
            data: { option: shown(option), what, service: shown(service.name) },
            fixes,
          });
        }
      },
    };
  },
});

function turnedOff(option: string): string | undefined {
  const [, name = '', value = ''] = /^([a-z]+)[:=](.*)$/.exec(option.trim().toLowerCase()) ?? [];
  if (value === 'unconfined') return UNCONFINED.get(name);
  return name === 'label' && value === 'disable' ? 'SELinux' : undefined;
}

const UNCONFINED: ReadonlyMap<string, string> = new Map([
  ['seccomp', 'the filter of system calls'],
  ['apparmor', 'AppArmor'],
  ['systempaths', 'the protection of /proc and /sys'],
]);
