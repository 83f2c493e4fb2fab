import { defineRule } from '../../core/rule';
import { stringOf } from '../../languages/kubernetes/model';
import { annotationsOf, contextsOf, places, repairsNear } from '../../languages/kubernetes/security';
import { replaceValue } from '../../languages/yaml/edits';
import { asScalar, entryOf, get } from '../../languages/yaml/query';

const ANNOTATION = 'container.apparmor.security.beta.kubernetes.io/';

export default defineRule({
  id: 'kubernetes/apparmor-profile',
  summary: 'Leave AppArmor on',
  category: 'security',
  severity: 'warning',
  recommended: true,
  since: '0.1.0',
  fixable: 'sometimes',
  local: true,
  equivalents: { trivy: ['KSV-0002'], kubesec: ['ApparmorUnconfined'], pss: ['baseline/apparmorprofile'] },
  messages: {
    unconfined: '`{{value}}` turns AppArmor off; use the profile `{{profile}}`',
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
        const judge = (scalar: ReturnType<typeof asScalar>, bad: string, profile: string): void => {
          if (!scalar || stringOf(scalar) !== bad || !isNew(scalar.span)) return;
          ctx.report({
            message: 'unconfined',
            span: scalar.span,
            data: { value: bad, profile },
            fixes: repairsNear(`Replace with ${profile}`, 'unsafe', scalar, () => replaceValue(scalar, profile)),
          });
        };
        for (const { node } of contextsOf(pod)) {
          judge(asScalar(entryOf(get(node, 'appArmorProfile'), 'type')?.value), 'Unconfined', 'RuntimeDefault');
        }
        for (const entry of annotationsOf(pod)) {
          if (!entry.name.startsWith(ANNOTATION)) continue;
          judge(asScalar(entry.value), 'unconfined', 'runtime/default');
        }
      },
    };
  },
});
