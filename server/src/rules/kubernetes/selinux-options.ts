import { defineRule } from '../../core/rule';
import { badSeLinux } from '../../languages/kubernetes/pod-security/guards';
import { minorOf } from '../../languages/kubernetes/pod-security/policy';
import { places, valueSpan, withoutEntry } from '../../languages/kubernetes/security';
import { asScalar } from '../../languages/yaml/query';

export default defineRule({
  id: 'kubernetes/selinux-options',
  summary: 'Leave the SELinux label of containers to the runtime',
  category: 'security',
  severity: 'warning',
  recommended: false,
  profiles: ['pod-security-baseline', 'pod-security-restricted', 'nsa'],
  since: '0.1.0',
  fixable: 'sometimes',
  equivalents: { trivy: ['KSV-0025'], kubescape: ['set-seLinuxOptions'], pss: ['baseline/selinuxoptions'] },
  messages: {
    custom: '`{{key}}: {{value}}` takes the pod out of the SELinux rules for containers; remove it',
  },
  notes: ['pod-security'],
  lessons: ['K13'],
  docs: {
    why: 'With SELinux each container gets a label that keeps it from the files of the node and of other containers. A `user` or `role` of its own, or a `type` that is not made for containers (`spc_t` is the one without limits), lifts that.',
    invalid: [
      {
        code: 'apiVersion: v1\nkind: Pod\nmetadata:\n  name: shop\nspec:\n  securityContext:\n    fsGroup: 1000\n    seLinuxOptions:\n      type: spc_t\n  containers:\n    - name: web\n      image: shop:1.4\n',
        fixed:
          'apiVersion: v1\nkind: Pod\nmetadata:\n  name: shop\nspec:\n  securityContext:\n    fsGroup: 1000\n  containers:\n    - name: web\n      image: shop:1.4\n',
      },
    ],
    valid: [
      {
        code: 'apiVersion: v1\nkind: Pod\nmetadata:\n  name: shop\nspec:\n  securityContext:\n    seLinuxOptions:\n      type: container_t\n      level: "s0:c123,c456"\n  containers:\n    - name: web\n      image: shop:1.4\n',
      },
    ],
    fixSafety: 'The program can no longer reach what the label opened to it.',
    exceptions: 'Agents that are part of the node.',
    references: [
      'https://kubernetes.io/docs/concepts/security/pod-security-standards/',
      'https://kubernetes.io/docs/tasks/configure-pod-container/security-context/#assign-selinux-labels-to-a-container',
    ],
  },
  check: (ctx) => {
    const isNew = places();
    const minor = minorOf(ctx.facts.release);
    return {
      Pod(pod) {
        if (pod.windows) return;
        for (const entry of badSeLinux(pod, minor)) {
          if (!isNew(valueSpan(entry))) continue;
          ctx.report({
            message: 'custom',
            span: valueSpan(entry),
            data: { key: entry.name, value: asScalar(entry.value)?.text ?? '' },
            fixes: () => withoutEntry(entry, `Remove ${entry.name}`),
          });
        }
      },
    };
  },
});
