import { defineRule } from '../../core/rule';
import { mappingAt } from '../../languages/kubernetes/model';
import {
  containerName,
  entryWith,
  escalatesAnyway,
  places,
  repairsNear,
  setOnContainer,
  valueSpan,
} from '../../languages/kubernetes/security';

export default defineRule({
  id: 'kubernetes/no-allow-privilege-escalation',
  summary: 'Do not allow programs to gain more rights than their container has',
  category: 'security',
  severity: 'warning',
  recommended: true,
  profiles: ['pod-security-restricted', 'nsa'],
  since: '0.1.0',
  fixable: 'sometimes',
  local: true,
  equivalents: {
    'kube-linter': ['privilege-escalation-container'],
    polaris: ['privilegeEscalationAllowed'],
    trivy: ['KSV-0001'],
    checkov: ['CKV_K8S_20'],
    kubesec: ['AllowPrivilegeEscalation'],
    kubescape: ['rule-allow-privilege-escalation'],
    pss: ['restricted/allowprivilegeescalation'],
  },
  messages: {
    allowed: '`{{name}}` lets programs gain rights (setuid); set `allowPrivilegeEscalation: false`',
  },
  notes: ['pod-security'],
  lessons: ['K13'],
  docs: {
    why: 'With `allowPrivilegeEscalation: true` a program in the container can get more rights than the one that started it, through a setuid file such as `sudo` or `su`. Someone who breaks into a service that runs as a plain user can become root in the container this way.\n\nA privileged container and one with `SYS_ADMIN` always have this right. There the setting says nothing, and the API server refuses `false`.',
    invalid: [
      {
        code: 'apiVersion: v1\nkind: Pod\nmetadata:\n  name: shop\nspec:\n  containers:\n    - name: web\n      image: shop:1.4\n      securityContext:\n        allowPrivilegeEscalation: true\n',
        fixed:
          'apiVersion: v1\nkind: Pod\nmetadata:\n  name: shop\nspec:\n  containers:\n    - name: web\n      image: shop:1.4\n      securityContext:\n        allowPrivilegeEscalation: false\n',
      },
    ],
    valid: [
      {
        code: 'apiVersion: v1\nkind: Pod\nmetadata:\n  name: shop\nspec:\n  containers:\n    - name: web\n      image: shop:1.4\n      securityContext:\n        allowPrivilegeEscalation: false\n',
      },
    ],
    fixSafety: 'A program that calls `sudo`, `ping` of an old image or another setuid file fails.',
    references: ['https://kubernetes.io/docs/tasks/configure-pod-container/security-context/'],
  },
  check: (ctx) => {
    const isNew = places();
    return {
      Container(container) {
        if (container.pod.windows || escalatesAnyway(container)) return;
        const entry = entryWith(mappingAt(container.node, 'securityContext'), 'allowPrivilegeEscalation', true);
        if (!entry || !isNew(valueSpan(entry))) return;
        ctx.report({
          message: 'allowed',
          span: valueSpan(entry),
          data: { name: containerName(container) },
          fixes: () =>
            repairsNear('Set allowPrivilegeEscalation: false', 'unsafe', container.node, () =>
              setOnContainer(container, ['allowPrivilegeEscalation'], 'false'),
            ),
        });
      },
    };
  },
});
