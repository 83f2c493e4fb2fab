import { defineRule } from '../../core/rule';
import type { Container, Pod } from '../../languages/kubernetes/model';
import {
  containerName,
  containerSpan,
  hasUserNamespace,
  isComplete,
  mayLack,
  ownSetting,
  places,
  podSetting,
  repairsNear,
  type Setting,
  saidBoolean,
  saidInteger,
  setOnContainer,
  setOnPod,
  settingOf,
  valueSpan,
} from '../../languages/kubernetes/security';

/** Whether a container may run as root: `false` where that is written, undefined where nothing is said. */
function rootAllowed(container: Container): { readonly written: Setting | undefined } | undefined {
  // What needs the whole node needs root too; that is another finding.
  if (saidBoolean(ownSetting(container, 'privileged')) === true) return undefined;
  // Any number settles it: root written as a number is another finding.
  if (saidInteger(settingOf(container, 'runAsUser')) !== undefined) return undefined;
  const said = settingOf(container, 'runAsNonRoot');
  const value = saidBoolean(said);
  if (value === true || value === 'unknown') return undefined;
  return { written: said === 'unknown' ? undefined : said };
}

export default defineRule({
  id: 'kubernetes/require-run-as-non-root',
  summary: 'Say that containers do not run as root',
  category: 'security',
  severity: 'warning',
  recommended: true,
  profiles: ['pod-security-restricted', 'nsa'],
  since: '0.1.0',
  fixable: 'sometimes',
  local: 'facts',
  equivalents: {
    'kube-linter': ['run-as-non-root'],
    polaris: ['runAsRootAllowed'],
    trivy: ['KSV-0012'],
    checkov: ['CKV_K8S_23'],
    kubesec: ['RunAsNonRoot'],
    kubescape: ['non-root-containers'],
    pss: ['restricted/runasnonroot'],
  },
  messages: {
    missing: '{{subject}} may run as root; set `runAsNonRoot: true` on the pod',
    off: '`runAsNonRoot: {{value}}` lets `{{name}}` run as root; set it to `true`',
  },
  notes: ['pod-security'],
  lessons: ['K13'],
  docs: {
    why: 'Unless the image or the manifest says otherwise, a container runs as user 0. Root in a container is root on the node as soon as there is a way out of it, by a hole in the kernel or by a mounted path.\n\nWith `runAsNonRoot: true` the kubelet refuses to start an image that would run as root, so that a change of the image cannot bring it back unseen. A number above 0 under `runAsUser` says the same.',
    invalid: [
      {
        code: 'apiVersion: v1\nkind: Pod\nmetadata:\n  name: shop\nspec:\n  containers:\n    - name: web\n      image: shop:1.4\n',
        fixed:
          'apiVersion: v1\nkind: Pod\nmetadata:\n  name: shop\nspec:\n  securityContext:\n    runAsNonRoot: true\n  containers:\n    - name: web\n      image: shop:1.4\n',
      },
    ],
    valid: [
      {
        code: 'apiVersion: v1\nkind: Pod\nmetadata:\n  name: shop\nspec:\n  securityContext:\n    runAsNonRoot: true\n  containers:\n    - name: web\n      image: shop:1.4\n',
      },
      {
        code: 'apiVersion: v1\nkind: Pod\nmetadata:\n  name: shop\nspec:\n  containers:\n    - name: web\n      image: shop:1.4\n      securityContext:\n        runAsUser: 10001\n',
      },
    ],
    fixSafety:
      'An image whose user is root, or is given by name and not by number, is not started any more until `runAsUser` names a user.',
    exceptions: 'Pods with `hostUsers: false`: root in them is nobody on the node, and the rule is silent.',
    references: [
      'https://kubernetes.io/docs/tasks/configure-pod-container/security-context/',
      'https://kubernetes.io/docs/concepts/security/pod-security-standards/',
    ],
  },
  check: (ctx) => {
    const isNew = places();
    const reportWritten = (container: Container, setting: Setting): void => {
      const span = valueSpan(setting.entry);
      if (!isNew(span)) return;
      ctx.report({
        message: 'off',
        span,
        data: { value: setting.value.kind === 'scalar' ? setting.value.text : '', name: containerName(container) },
        fixes: () =>
          repairsNear('Set runAsNonRoot: true', 'unsafe', container.node, () =>
            setting.level === 'pod'
              ? setOnPod(container.pod, ['runAsNonRoot'], 'true')
              : setOnContainer(container, ['runAsNonRoot'], 'true'),
          ),
      });
    };
    const reportMissing = (pod: Pod, containers: readonly Container[]): void => {
      const [first] = containers;
      if (!first || !isNew(containerSpan(first))) return;
      const others = containers.length - 1;
      const name = `\`${containerName(first)}\``;
      ctx.report({
        message: 'missing',
        span: containerSpan(first),
        data: {
          subject:
            others === 0 ? `Container ${name}` : `Container ${name} and ${others} ${others === 1 ? 'other' : 'others'}`,
        },
        fixes: () =>
          podSetting(pod, 'runAsNonRoot') === undefined
            ? repairsNear('Add runAsNonRoot: true to the pod', 'unsafe', pod.spec, () =>
                setOnPod(pod, ['runAsNonRoot'], 'true'),
              )
            : [],
      });
    };
    return {
      Pod(pod) {
        if (pod.windows || hasUserNamespace(pod)) return;
        const silent: Container[] = [];
        for (const container of pod.containers) {
          const allowed = rootAllowed(container);
          if (allowed?.written) reportWritten(container, allowed.written);
          else if (allowed && isComplete(container)) silent.push(container);
        }
        if (mayLack(pod, ctx.facts)) reportMissing(pod, silent);
      },
    };
  },
});
