import { defineRule } from '../../core/rule';
import { minorOf } from '../../languages/kubernetes/pod-security/policy';
import {
  containerName,
  containerSpan,
  escalatesAnyway,
  isComplete,
  mayLack,
  ownSetting,
  places,
  repairsNear,
  setOnContainer,
} from '../../languages/kubernetes/security';

export default defineRule({
  id: 'kubernetes/require-no-privilege-escalation',
  summary: 'Say that programs cannot gain rights',
  category: 'security',
  severity: 'warning',
  recommended: false,
  profiles: ['pod-security-restricted', 'nsa'],
  since: '0.1.0',
  fixable: 'sometimes',
  equivalents: {
    polaris: ['privilegeEscalationAllowed'],
    trivy: ['KSV-0001'],
    checkov: ['CKV_K8S_20'],
    kubescape: ['rule-allow-privilege-escalation'],
    pss: ['restricted/allowprivilegeescalation'],
  },
  messages: { missing: '`{{name}}` may gain rights (the default); set `allowPrivilegeEscalation: false`' },
  notes: ['pod-security'],
  lessons: ['K13'],
  docs: {
    why: 'Without the setting a program in the container can get more rights than the one that started it, through a setuid file such as `sudo`. With `false` the kernel keeps it from that for good.',
    invalid: [
      {
        code: 'apiVersion: v1\nkind: Pod\nmetadata:\n  name: shop\nspec:\n  containers:\n    - name: web\n      image: shop:1.4\n',
        fixed:
          'apiVersion: v1\nkind: Pod\nmetadata:\n  name: shop\nspec:\n  containers:\n    - name: web\n      image: shop:1.4\n      securityContext:\n        allowPrivilegeEscalation: false\n',
      },
    ],
    valid: [
      {
        code: 'apiVersion: v1\nkind: Pod\nmetadata:\n  name: shop\nspec:\n  containers:\n    - name: web\n      image: shop:1.4\n      securityContext:\n        allowPrivilegeEscalation: false\n',
      },
    ],
    fixSafety: 'A program that calls `sudo` or another setuid file fails.',
    references: [
      'https://kubernetes.io/docs/tasks/configure-pod-container/security-context/',
      'https://kubernetes.io/docs/concepts/security/pod-security-standards/',
    ],
  },
  check: (ctx) => {
    const isNew = places();
    return {
      Container(container) {
        if (!mayLack(container.pod, ctx.facts) || !isComplete(container) || escalatesAnyway(container)) return;
        if (ownSetting(container, 'allowPrivilegeEscalation') !== undefined) return;
        const span = containerSpan(container);
        if (!isNew(span)) return;
        ctx.report({
          message: 'missing',
          span,
          data: { name: containerName(container) },
          fixes: () =>
            repairsNear('Set allowPrivilegeEscalation: false', 'unsafe', container.node, () =>
              setOnContainer(container, ['allowPrivilegeEscalation'], 'false'),
            ),
          equivalents: minorOf(ctx.facts.release) < 8 ? { pss: [] } : undefined,
        });
      },
    };
  },
});
