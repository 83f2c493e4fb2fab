import { defineRule } from '../../core/rule';
import { minorOf } from '../../languages/kubernetes/pod-security/policy';
import {
  isAllowedSysctl,
  removeSysctl,
  SAFE_SYSCTLS,
  sysctlsOf,
} from '../../languages/kubernetes/pod-security/sysctls';
import { places } from '../../languages/kubernetes/security';

/** The groups that kube-linter looks at. */
const KUBE_LINTER = /^(?:kernel\.(?:msg|sem|shm)|fs\.mqueue\.|net\.)/;

export default defineRule({
  id: 'kubernetes/no-unsafe-sysctls',
  summary: 'Set only the kernel parameters that every kubelet allows',
  category: 'security',
  severity: 'warning',
  recommended: true,
  profiles: ['pod-security-baseline', 'pod-security-restricted'],
  since: '0.1.0',
  fixable: 'sometimes',
  local: 'facts',
  equivalents: {
    'kube-linter': ['unsafe-sysctls'],
    trivy: ['KSV-0026'],
    kubescape: ['set-sysctls-params'],
    pss: ['baseline/sysctls'],
  },
  messages: {
    unsafe: 'Kubelets refuse a pod with `{{name}}` unless they allow it; remove the sysctl',
    newer: 'Kubelets before 1.{{since}} refuse `{{name}}`, and this is for {{release}}; remove the sysctl',
  },
  notes: ['pod-security'],
  lessons: ['K13'],
  docs: {
    why: 'A short list of kernel parameters concerns the pod alone. All others may change the node for everybody on it, so the kubelet refuses the pod with `SysctlForbidden` unless its administrator has allowed them by `--allowed-unsafe-sysctls`.',
    invalid: [
      {
        code: 'apiVersion: v1\nkind: Pod\nmetadata:\n  name: shop\nspec:\n  securityContext:\n    fsGroup: 1000\n    sysctls:\n      - name: net.core.somaxconn\n        value: "1024"\n  containers:\n    - name: web\n      image: shop:1.4\n',
        fixed:
          'apiVersion: v1\nkind: Pod\nmetadata:\n  name: shop\nspec:\n  securityContext:\n    fsGroup: 1000\n  containers:\n    - name: web\n      image: shop:1.4\n',
      },
    ],
    valid: [
      {
        code: 'apiVersion: v1\nkind: Pod\nmetadata:\n  name: shop\nspec:\n  securityContext:\n    sysctls:\n      - name: net.ipv4.ip_unprivileged_port_start\n        value: "0"\n  containers:\n    - name: web\n      image: shop:1.4\n',
      },
    ],
    fixSafety: 'The program runs with the value that the node has.',
    exceptions: 'Clusters whose kubelets allow the parameter.',
    references: ['https://kubernetes.io/docs/tasks/administer-cluster/sysctl-cluster/'],
  },
  check: (ctx) => {
    const isNew = places();
    const { release } = ctx.facts;
    const minor = minorOf(release);
    return {
      Pod(pod) {
        if (pod.windows) return;
        for (const sysctl of sysctlsOf(pod)) {
          const { name, scalar } = sysctl;
          const since = SAFE_SYSCTLS.get(name);
          if ((since !== undefined && since <= minor) || !isNew(scalar.span)) continue;
          const fixes = removeSysctl(sysctl);
          const written = scalar.text;
          const equivalents = {
            ...(KUBE_LINTER.test(name) ? {} : { 'kube-linter': [] }),
            ...(isAllowedSysctl(name, minor) ? { pss: [] } : {}),
          };
          if (since === undefined)
            ctx.report({ message: 'unsafe', span: scalar.span, data: { name: written }, fixes, equivalents });
          else
            ctx.report({
              message: 'newer',
              span: scalar.span,
              data: { name: written, since, release: release ?? '' },
              fixes,
              equivalents,
            });
        }
      },
    };
  },
});
