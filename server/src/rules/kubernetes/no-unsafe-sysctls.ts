import { defineRule } from '../../core/rule';
import { stringOf } from '../../languages/kubernetes/model';
import { isOpen, places, podSetting, repairsNear } from '../../languages/kubernetes/security';
import { removeItem } from '../../languages/yaml/edits';
import { asScalar, asSequence, get } from '../../languages/yaml/query';

/** What every kubelet allows, with the release 1.x that first did. */
const SAFE: ReadonlyMap<string, number> = new Map([
  ['kernel.shm_rmid_forced', 0],
  ['net.ipv4.ip_local_port_range', 0],
  ['net.ipv4.tcp_syncookies', 0],
  ['net.ipv4.ping_group_range', 18],
  ['net.ipv4.ip_unprivileged_port_start', 22],
  ['net.ipv4.ip_local_reserved_ports', 27],
  ['net.ipv4.tcp_keepalive_time', 29],
  ['net.ipv4.tcp_fin_timeout', 29],
  ['net.ipv4.tcp_keepalive_intvl', 29],
  ['net.ipv4.tcp_keepalive_probes', 29],
  ['net.ipv4.tcp_rmem', 32],
  ['net.ipv4.tcp_wmem', 32],
  ['net.ipv4.tcp_slow_start_after_idle', 37],
  ['net.ipv4.tcp_notsent_lowat', 37],
]);

export default defineRule({
  id: 'kubernetes/no-unsafe-sysctls',
  summary: 'Set only the kernel parameters that every kubelet allows',
  category: 'security',
  severity: 'warning',
  recommended: true,
  since: '0.1.0',
  fixable: 'sometimes',
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
    const minor = Number(/^1\.(\d{1,3})/.exec(release ?? '')?.[1] ?? Number.POSITIVE_INFINITY);
    return {
      Pod(pod) {
        const said = pod.windows ? undefined : podSetting(pod, 'sysctls');
        if (said === undefined || said === 'unknown') return;
        for (const item of asSequence(said.value)?.items ?? []) {
          const scalar = asScalar(get(item.value, 'name'));
          const name = stringOf(scalar);
          if (!scalar || name === undefined || isOpen(name)) continue;
          // Slashes may separate the parts too.
          const since = SAFE.get(name.replaceAll('/', '.'));
          if ((since !== undefined && since <= minor) || !isNew(scalar.span)) continue;
          const fixes = repairsNear('Remove the sysctl', 'unsafe', scalar, () =>
            removeItem(item, { removeEmptyParent: true }),
          );
          if (since === undefined) ctx.report({ message: 'unsafe', span: scalar.span, data: { name }, fixes });
          else
            ctx.report({
              message: 'newer',
              span: scalar.span,
              data: { name, since, release: release ?? '' },
              fixes,
            });
        }
      },
    };
  },
});
