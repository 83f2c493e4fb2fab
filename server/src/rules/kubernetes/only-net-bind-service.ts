import { defineRule } from '../../core/rule';
import { addedToNone, removeCapability } from '../../languages/kubernetes/pod-security/privileges';
import { places } from '../../languages/kubernetes/security';

export default defineRule({
  id: 'kubernetes/only-net-bind-service',
  summary: 'Add no capability but NET_BIND_SERVICE',
  category: 'security',
  severity: 'warning',
  recommended: false,
  profiles: ['pod-security-restricted'],
  since: '0.1.0',
  fixable: 'sometimes',
  local: true,
  equivalents: { trivy: ['KSV-0106'], checkov: ['CKV_K8S_25'], pss: ['restricted/capabilities_restricted'] },
  messages: {
    added: '`restricted` refuses `{{capability}}` and lets `NET_BIND_SERVICE` alone be added; remove it',
  },
  notes: ['pod-security'],
  lessons: ['K13'],
  docs: {
    why: 'The restricted Pod Security Standard wants all capabilities dropped and one at most added back: to bind a port below 1024. Each of the others that `baseline` still allows lets a program act as another user or change files of others.',
    invalid: [
      {
        code: 'apiVersion: v1\nkind: Pod\nmetadata:\n  name: shop\nspec:\n  containers:\n    - name: web\n      image: shop:1.4\n      securityContext:\n        capabilities:\n          drop: [ALL]\n          add: [CHOWN, NET_BIND_SERVICE]\n',
        fixed:
          'apiVersion: v1\nkind: Pod\nmetadata:\n  name: shop\nspec:\n  containers:\n    - name: web\n      image: shop:1.4\n      securityContext:\n        capabilities:\n          drop: [ALL]\n          add: [NET_BIND_SERVICE]\n',
      },
    ],
    valid: [
      {
        code: 'apiVersion: v1\nkind: Pod\nmetadata:\n  name: shop\nspec:\n  containers:\n    - name: web\n      image: shop:1.4\n      securityContext:\n        capabilities:\n          drop: [ALL]\n          add: [NET_BIND_SERVICE]\n',
      },
    ],
    fixSafety: 'A program that uses the capability fails without it.',
    references: ['https://kubernetes.io/docs/concepts/security/pod-security-standards/'],
  },
  check: (ctx) => {
    const isNew = places();
    return {
      Container(container) {
        if (container.pod.windows) return;
        for (const capability of addedToNone(container)) {
          const { scalar } = capability;
          if (!isNew(scalar.span)) continue;
          ctx.report({
            message: 'added',
            span: scalar.span,
            data: { capability: scalar.text },
            fixes: removeCapability(capability),
          });
        }
      },
    };
  },
});
