import { defineRule } from '../../core/rule';
import { mappingAt, type Pod, stringAt } from '../../languages/kubernetes/model';
import { isNull } from '../../languages/kubernetes/schema/scalars';
import { contextsOf, places, withoutEntry } from '../../languages/kubernetes/security';
import type { YamlEntry, YamlMapping } from '../../languages/yaml/nodes';
import { deref, entryOf } from '../../languages/yaml/query';

const OF_SPEC = ['hostPID', 'hostIPC', 'hostUsers', 'shareProcessNamespace'];
const OF_BOTH = ['appArmorProfile', 'runAsGroup', 'runAsUser', 'seLinuxOptions', 'seccompProfile'];
const OF_POD = [
  ...OF_BOTH,
  'fsGroup',
  'fsGroupChangePolicy',
  'seLinuxChangePolicy',
  'supplementalGroups',
  'supplementalGroupsPolicy',
  'sysctls',
];
const OF_CONTAINER = [
  ...OF_BOTH,
  'allowPrivilegeEscalation',
  'capabilities',
  'privileged',
  'procMount',
  'readOnlyRootFilesystem',
];

/** The entries that are there; null is as good as nothing, and so is an empty list. */
const present = (node: YamlMapping, keys: readonly string[]): readonly YamlEntry[] =>
  keys.flatMap((key) => {
    const entry = entryOf(node, key);
    const value = deref(entry?.value);
    if (!entry || !value || isNull(value) || (value.kind === 'sequence' && value.items.length === 0)) return [];
    return [entry];
  });

const onWindows = (pod: Pod): readonly YamlEntry[] => [
  ...present(pod.spec, OF_SPEC),
  ...contextsOf(pod).flatMap(({ node, container }) => present(node, container ? OF_CONTAINER : OF_POD)),
];

const onLinux = (pod: Pod): readonly YamlEntry[] =>
  contextsOf(pod).flatMap(({ node }) => present(node, ['windowsOptions']));

export default defineRule({
  id: 'kubernetes/windows-linux-fields',
  summary: 'Set on pods only what their operating system knows',
  category: 'correctness',
  severity: 'error',
  recommended: true,
  since: '0.1.0',
  fixable: 'sometimes',
  local: true,
  equivalents: {},
  messages: {
    linux: 'A Windows pod may not have `{{key}}`; remove it',
    windows: 'A Linux pod may not have `{{key}}`; remove it',
  },
  notes: ['pod-security'],
  docs: {
    why: 'Since a pod can say `os.name`, the API server refuses fields that the other system alone understands: users by number, capabilities, seccomp, SELinux and the namespaces of the node on Windows, `windowsOptions` on Linux.',
    invalid: [
      {
        code: 'apiVersion: v1\nkind: Pod\nmetadata:\n  name: shop\nspec:\n  os:\n    name: windows\n  hostPID: true\n  containers:\n    - name: web\n      image: shop:1.4\n',
        fixed:
          'apiVersion: v1\nkind: Pod\nmetadata:\n  name: shop\nspec:\n  os:\n    name: windows\n  containers:\n    - name: web\n      image: shop:1.4\n',
      },
    ],
    valid: [
      {
        code: 'apiVersion: v1\nkind: Pod\nmetadata:\n  name: shop\nspec:\n  os:\n    name: windows\n  securityContext:\n    runAsNonRoot: true\n    windowsOptions:\n      runAsUserName: ContainerUser\n  containers:\n    - name: web\n      image: shop:1.4\n',
      },
    ],
    fixSafety: '`os.name` may be what is wrong: then the pod runs without a setting that it should have.',
    references: [
      'https://kubernetes.io/docs/concepts/workloads/pods/#pod-os',
      'https://kubernetes.io/docs/concepts/windows/intro/#compatibility-v1-pod',
    ],
  },
  check: (ctx) => {
    const isNew = places();
    return {
      Pod(pod) {
        const system = stringAt(mappingAt(pod.spec, 'os'), 'name');
        if (system !== 'windows' && system !== 'linux') return;
        for (const entry of system === 'windows' ? onWindows(pod) : onLinux(pod)) {
          if (!isNew(entry.key.span)) continue;
          ctx.report({
            message: system === 'windows' ? 'linux' : 'windows',
            span: entry.key.span,
            data: { key: entry.name },
            fixes: () => withoutEntry(entry, `Remove ${entry.name}`),
          });
        }
      },
    };
  },
});
