import { defineRule } from '../../core/rule';
import { badAppArmor, useProfile } from '../../languages/kubernetes/pod-security/guards';
import { places } from '../../languages/kubernetes/security';

export default defineRule({
  id: 'kubernetes/apparmor-profile',
  summary: 'Leave AppArmor on',
  category: 'security',
  severity: 'warning',
  recommended: true,
  profiles: ['pod-security-baseline', 'pod-security-restricted', 'nsa'],
  since: '0.1.0',
  fixable: 'sometimes',
  local: true,
  equivalents: { trivy: ['KSV-0002'], kubesec: ['ApparmorUnconfined'], pss: ['baseline/apparmorprofile'] },
  messages: {
    unconfined: '`{{value}}` turns AppArmor off; use the profile `{{profile}}`',
    other: '`{{value}}` is no AppArmor profile; use `{{profile}}` or `localhost/<name>`',
  },
  notes: ['pod-security'],
  lessons: ['K13'],
  docs: {
    why: 'Where the node has AppArmor, the runtime gives each container a profile that keeps it from mounting disks and from writing under `/proc` and `/sys`. `Unconfined` takes that away, and nothing else on the node takes its place.',
    invalid: [
      {
        code: 'apiVersion: v1\nkind: Pod\nmetadata:\n  name: shop\nspec:\n  containers:\n    - name: web\n      image: shop:1.4\n      securityContext:\n        appArmorProfile:\n          type: Unconfined\n',
        fixed:
          'apiVersion: v1\nkind: Pod\nmetadata:\n  name: shop\nspec:\n  containers:\n    - name: web\n      image: shop:1.4\n      securityContext:\n        appArmorProfile:\n          type: RuntimeDefault\n',
      },
    ],
    valid: [
      {
        code: 'apiVersion: v1\nkind: Pod\nmetadata:\n  name: shop\nspec:\n  containers:\n    - name: web\n      image: shop:1.4\n      securityContext:\n        appArmorProfile:\n          type: RuntimeDefault\n',
      },
    ],
    fixSafety: 'A program that mounts file systems or writes below `/proc` fails under the default profile.',
    references: ['https://kubernetes.io/docs/tutorials/security/apparmor/'],
  },
  check: (ctx) => {
    const isNew = places();
    return {
      Pod(pod) {
        if (pod.windows) return;
        for (const bad of badAppArmor(pod)) {
          const { scalar, allowed, written } = bad;
          const off = scalar.text.toLowerCase() === 'unconfined';
          // Another kind of profile in the field is a value that the schema does not know.
          if ((!off && written === 'field') || !isNew(scalar.span)) continue;
          ctx.report({
            message: off ? 'unconfined' : 'other',
            span: scalar.span,
            data: { value: scalar.text, profile: allowed },
            fixes: useProfile(bad),
          });
        }
      },
    };
  },
});
