import { defineRule } from '../../core/rule';
import type { Pod } from '../../languages/kubernetes/model';
import { minorOf } from '../../languages/kubernetes/pod-security/policy';
import {
  type Context,
  contextsOf,
  hasUserNamespace,
  ownSetting,
  places,
  podSetting,
  repairsNear,
  saidBoolean,
  saidInteger,
  valueSpan,
} from '../../languages/kubernetes/security';
import { replaceValue } from '../../languages/yaml/edits';
import { entryOf } from '../../languages/yaml/query';

/** Whether the kubelet would refuse root: that is asked for, and a number says root. */
function isRefused(pod: Pod, { container }: Context): boolean {
  const ofPod = saidBoolean(podSetting(pod, 'runAsNonRoot'));
  if (container) return (saidBoolean(ownSetting(container, 'runAsNonRoot')) ?? ofPod) === true;
  return pod.containers.some(
    (other) =>
      ownSetting(other, 'runAsUser') === undefined &&
      (saidBoolean(ownSetting(other, 'runAsNonRoot')) ?? ofPod) === true,
  );
}

/** Whether no container runs as the pod says, since each has its own say. */
const isOverridden = (pod: Pod, { container }: Context): boolean =>
  !container && pod.containers.every((other) => (saidInteger(ownSetting(other, 'runAsUser')) ?? 0) !== 0);

export default defineRule({
  id: 'kubernetes/no-root-user',
  summary: 'Do not run containers as user 0',
  category: 'security',
  severity: 'error',
  recommended: true,
  profiles: ['pod-security-restricted', 'nsa'],
  since: '0.1.0',
  fixable: 'sometimes',
  local: 'facts',
  equivalents: {
    'kube-linter': ['run-as-non-root'],
    polaris: ['runAsRootAllowed'],
    trivy: ['KSV-0105'],
    checkov: ['CKV_K8S_23'],
    kubescape: ['non-root-containers'],
    pss: ['restricted/runasuser'],
  },
  messages: {
    root: '`runAsUser: {{value}}` is root; name the number of another user, such as 10001',
    refused: '`runAsUser: {{value}}` never starts beside `runAsNonRoot: true`; name another user',
  },
  notes: ['pod-security'],
  lessons: ['K13'],
  docs: {
    why: 'User 0 is root, in the container and, without a user namespace, on the node: a hole in the kernel or a mounted path is enough to get there. Beside `runAsNonRoot: true` the number is a mistake, since the kubelet then refuses to start the container.',
    instead:
      'Name a number above 0 that the files in the image can be read with. A number above 10000 cannot clash with a user of the node.',
    invalid: [
      {
        code: 'apiVersion: v1\nkind: Pod\nmetadata:\n  name: shop\nspec:\n  containers:\n    - name: web\n      image: shop:1.4\n      securityContext:\n        runAsUser: 0\n',
        fixed:
          'apiVersion: v1\nkind: Pod\nmetadata:\n  name: shop\nspec:\n  containers:\n    - name: web\n      image: shop:1.4\n      securityContext:\n        runAsUser: 10001\n',
      },
    ],
    valid: [
      {
        code: 'apiVersion: v1\nkind: Pod\nmetadata:\n  name: shop\nspec:\n  securityContext:\n    runAsUser: 10001\n  containers:\n    - name: web\n      image: shop:1.4\n',
      },
    ],
    fixSafety: 'The program cannot read or write files that belong to root alone, nor change owners.',
    exceptions: 'Pods with `hostUsers: false`: root in them is nobody on the node.',
    references: [
      'https://kubernetes.io/docs/tasks/configure-pod-container/security-context/',
      'https://kubernetes.io/docs/concepts/workloads/pods/user-namespaces/',
    ],
  },
  check: (ctx) => {
    const isNew = places();
    return {
      Pod(pod) {
        if (pod.windows) return;
        for (const context of contextsOf(pod)) {
          const entry = entryOf(context.node, 'runAsUser');
          const said = context.container ? ownSetting(context.container, 'runAsUser') : podSetting(pod, 'runAsUser');
          if (!entry || saidInteger(said) !== 0) continue;
          const refused = isRefused(pod, context);
          if (!refused && hasUserNamespace(pod)) continue;
          if (!isNew(valueSpan(entry))) continue;
          const { value } = entry;
          ctx.report({
            message: refused ? 'refused' : 'root',
            span: valueSpan(entry),
            // Root is a risk; only the contradiction fails.
            severity: refused ? 'error' : 'warning',
            data: { value: value?.kind === 'scalar' ? value.text : '0' },
            equivalents: {
              // The standards refuse what is written, the others ask who runs.
              ...(isOverridden(pod, context) ? { 'kube-linter': [], polaris: [], checkov: [] } : {}),
              ...(minorOf(ctx.facts.release) < 23 ? { pss: [] } : {}),
            },
            fixes:
              value?.kind === 'scalar'
                ? repairsNear('Set runAsUser: 10001', 'unsafe', value, () => replaceValue(value, 10001))
                : [],
          });
        }
      },
    };
  },
});
