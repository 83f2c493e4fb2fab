import { defineRule } from '../../core/rule';
import { stringOf } from '../../languages/kubernetes/model';
import { minorOf } from '../../languages/kubernetes/pod-security/policy';
import { hasUserNamespace, ownSetting, places, valueSpan, withoutEntry } from '../../languages/kubernetes/security';
import { asScalar } from '../../languages/yaml/query';

export default defineRule({
  id: 'kubernetes/no-unmasked-proc',
  summary: 'Leave /proc masked',
  category: 'security',
  severity: 'warning',
  recommended: true,
  profiles: ['pod-security-baseline', 'pod-security-restricted'],
  since: '0.1.0',
  fixable: 'sometimes',
  local: 'facts',
  equivalents: {
    'kube-linter': ['unsafe-proc-mount'],
    polaris: ['procMount'],
    trivy: ['KSV-0027'],
    kubescape: ['set-procmount-default'],
    pss: ['baseline/procmount'],
  },
  messages: { unmasked: '`procMount: Unmasked` opens `/proc` of the kernel to `{{name}}`; remove it' },
  notes: ['pod-security'],
  lessons: ['K13'],
  docs: {
    why: 'The runtime hides the parts of `/proc` that tell about the kernel or change it, and makes others read-only. `Unmasked` shows all of it. The API server accepts that only in a pod with users of its own (`hostUsers: false`).',
    invalid: [
      {
        code: 'apiVersion: v1\nkind: Pod\nmetadata:\n  name: shop\nspec:\n  containers:\n    - name: web\n      image: shop:1.4\n      securityContext:\n        runAsUser: 1000\n        procMount: Unmasked\n',
        fixed:
          'apiVersion: v1\nkind: Pod\nmetadata:\n  name: shop\nspec:\n  containers:\n    - name: web\n      image: shop:1.4\n      securityContext:\n        runAsUser: 1000\n',
      },
    ],
    valid: [
      {
        code: 'apiVersion: v1\nkind: Pod\nmetadata:\n  name: shop\nspec:\n  hostUsers: false\n  containers:\n    - name: build\n      image: shop:1.4\n      securityContext:\n        procMount: Unmasked\n',
      },
    ],
    fixSafety: 'A program that starts containers within its own needs the whole of `/proc`.',
    references: [
      'https://kubernetes.io/docs/concepts/workloads/pods/user-namespaces/',
      'https://kubernetes.io/docs/concepts/security/pod-security-standards/',
    ],
  },
  check: (ctx) => {
    const isNew = places();
    return {
      Container(container) {
        if (container.pod.windows) return;
        // Nothing of the node is seen there, and since 1.35 the policies allow it.
        if (hasUserNamespace(container.pod) && minorOf(ctx.facts.release) >= 35) return;
        const said = ownSetting(container, 'procMount');
        if (said === undefined || said === 'unknown') return;
        if (stringOf(asScalar(said.value)) !== 'Unmasked' || !isNew(valueSpan(said.entry))) return;
        ctx.report({
          message: 'unmasked',
          span: valueSpan(said.entry),
          data: { name: container.name ?? 'the container' },
          fixes: () => withoutEntry(said.entry, 'Remove procMount'),
        });
      },
    };
  },
});
