import { defineRule } from '../../core/rule';
import { stringOf } from '../../languages/kubernetes/model';
import { annotationsOf, contextsOf, places, repairsNear, valueSpan } from '../../languages/kubernetes/security';
import { replaceValue } from '../../languages/yaml/edits';
import { asScalar, entryOf, get } from '../../languages/yaml/query';

export default defineRule({
  id: 'kubernetes/no-seccomp-unconfined',
  summary: 'Leave the filter of system calls on',
  category: 'security',
  severity: 'warning',
  recommended: true,
  profiles: ['pod-security-baseline', 'pod-security-restricted', 'nsa'],
  since: '0.1.0',
  fixable: 'sometimes',
  local: true,
  equivalents: {
    trivy: ['KSV-0104', 'KSV-0030'],
    checkov: ['CKV_K8S_31'],
    kubesec: ['SeccompUnconfined'],
    kubescape: ['set-seccomp-profile-RuntimeDefault', 'set-seccomp-profile'],
    pss: ['baseline/seccompprofile_baseline'],
  },
  messages: {
    unconfined: '`{{value}}` allows all system calls; use the profile `RuntimeDefault`',
  },
  notes: ['pod-security'],
  lessons: ['K13'],
  docs: {
    why: 'Seccomp refuses the system calls that programs in containers hardly ever need, and most ways out of a container have led through one of those. `Unconfined` turns the filter off, even where the kubelet turns it on for everybody.',
    invalid: [
      {
        code: 'apiVersion: v1\nkind: Pod\nmetadata:\n  name: shop\nspec:\n  securityContext:\n    seccompProfile:\n      type: Unconfined\n  containers:\n    - name: web\n      image: shop:1.4\n',
        fixed:
          'apiVersion: v1\nkind: Pod\nmetadata:\n  name: shop\nspec:\n  securityContext:\n    seccompProfile:\n      type: RuntimeDefault\n  containers:\n    - name: web\n      image: shop:1.4\n',
      },
    ],
    valid: [
      {
        code: 'apiVersion: v1\nkind: Pod\nmetadata:\n  name: shop\nspec:\n  securityContext:\n    seccompProfile:\n      type: RuntimeDefault\n  containers:\n    - name: web\n      image: shop:1.4\n',
      },
    ],
    fixSafety:
      'A system call that the default profile of the runtime refuses fails; debuggers and sandboxes use such calls.',
    references: [
      'https://kubernetes.io/docs/tutorials/security/seccomp/',
      'https://kubernetes.io/docs/reference/node/seccomp/',
    ],
  },
  check: (ctx) => {
    const isNew = places();
    return {
      Pod(pod) {
        if (pod.windows) return;
        for (const { node } of contextsOf(pod)) {
          const entry = entryOf(get(node, 'seccompProfile'), 'type');
          const scalar = asScalar(entry?.value);
          if (!entry || !scalar || stringOf(scalar) !== 'Unconfined' || !isNew(valueSpan(entry))) continue;
          ctx.report({
            message: 'unconfined',
            span: valueSpan(entry),
            data: { value: scalar.text },
            fixes:
              entry.value === scalar
                ? repairsNear('Replace with RuntimeDefault', 'unsafe', scalar, () =>
                    replaceValue(scalar, 'RuntimeDefault'),
                  )
                : [],
          });
        }
        for (const { name, value } of annotationsOf(pod)) {
          const scalar = asScalar(value);
          if (scalar?.text !== 'unconfined' || !isNew(scalar.span)) continue;
          if (!/^(?:seccomp|container\.seccomp)\.security\.alpha\.kubernetes\.io\//.test(name)) continue;
          ctx.report({ message: 'unconfined', span: scalar.span, data: { value: scalar.text } });
        }
      },
    };
  },
});
