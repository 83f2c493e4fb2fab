import { defineRule } from '../../core/rule';
import {
  addedBeyond,
  BASELINE_CAPABILITIES,
  isDangerous,
  removeCapability,
} from '../../languages/kubernetes/pod-security/privileges';
import { places, repairsNear } from '../../languages/kubernetes/security';
import { replaceValue } from '../../languages/yaml/edits';

export default defineRule({
  id: 'kubernetes/no-added-capabilities',
  summary: 'Add no capability beyond those that containers commonly have',
  category: 'security',
  severity: 'warning',
  recommended: false,
  profiles: ['pod-security-baseline', 'pod-security-restricted', 'nsa'],
  since: '0.1.0',
  fixable: 'sometimes',
  local: true,
  equivalents: { trivy: ['KSV-0022', 'KSV-0106'], checkov: ['CKV_K8S_25'], pss: ['baseline/capabilities_baseline'] },
  messages: {
    spelled: '`{{capability}}` is a name that the Pod Security Standards refuse; write `{{name}}`',
    added: '`{{capability}}` is more than containers need to run; remove it from `add`',
  },
  notes: ['pod-security'],
  lessons: ['K13'],
  docs: {
    why: 'A container has the capabilities that the runtime gives it, and a few more do no harm. All others reach beyond the program: with `NET_RAW` it forges packets of its neighbours, with `SYS_NICE` it takes their time.\n\nWhat gives the node away is reported by `no-dangerous-capabilities` and not a second time.',
    invalid: [
      {
        code: 'apiVersion: v1\nkind: Pod\nmetadata:\n  name: shop\nspec:\n  containers:\n    - name: web\n      image: shop:1.4\n      securityContext:\n        runAsUser: 1000\n        capabilities:\n          add: [NET_RAW]\n',
        fixed:
          'apiVersion: v1\nkind: Pod\nmetadata:\n  name: shop\nspec:\n  containers:\n    - name: web\n      image: shop:1.4\n      securityContext:\n        runAsUser: 1000\n',
      },
    ],
    valid: [
      {
        code: 'apiVersion: v1\nkind: Pod\nmetadata:\n  name: shop\nspec:\n  containers:\n    - name: web\n      image: shop:1.4\n      securityContext:\n        capabilities:\n          drop: [ALL]\n          add: [NET_BIND_SERVICE]\n',
      },
    ],
    fixSafety: 'A program that uses the capability fails without it.',
    references: [
      'https://kubernetes.io/docs/concepts/security/pod-security-standards/',
      'https://man7.org/linux/man-pages/man7/capabilities.7.html',
    ],
  },
  check: (ctx) => {
    const isNew = places();
    return {
      Container(container) {
        if (container.pod.windows) return;
        for (const capability of addedBeyond(container, BASELINE_CAPABILITIES)) {
          const { name, scalar } = capability;
          if (isDangerous(container.pod, name) || !isNew(scalar.span)) continue;
          if (BASELINE_CAPABILITIES.has(name)) {
            ctx.report({
              message: 'spelled',
              span: scalar.span,
              data: { capability: scalar.text, name },
              fixes: () => repairsNear(`Replace with ${name}`, 'safe', scalar, () => replaceValue(scalar, name)),
            });
            continue;
          }
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
