import { defineRule } from '../../core/rule';
import { integerAt } from '../../languages/kubernetes/model';
import { contextsOf, hasUserNamespace, places, repairsNear, valueSpan } from '../../languages/kubernetes/security';
import { removeItem, replaceValue } from '../../languages/yaml/edits';
import { asScalar, asSequence, entryOf, get } from '../../languages/yaml/query';
import { goYaml2 } from '../../languages/yaml/values';

export default defineRule({
  id: 'kubernetes/no-root-group',
  summary: 'Do not put containers into the group of root',
  category: 'security',
  severity: 'information',
  recommended: false,
  since: '0.1.0',
  fixable: 'sometimes',
  local: true,
  equivalents: {
    'kube-linter': ['run-as-non-root'],
    trivy: ['KSV-0116'],
    kubescape: ['set-supplementalgroups-values'],
  },
  messages: {
    root: '`{{key}}: 0` is the group of root; name another group, such as 10001',
    listed: 'Group 0 under `supplementalGroups` is that of root; remove it',
  },
  notes: ['pod-security'],
  docs: {
    why: 'Files that belong to root are often open to its group too: sockets, devices, and what is mounted from the node. A program in group 0 reaches them although its user is not root.',
    invalid: [
      {
        code: 'apiVersion: v1\nkind: Pod\nmetadata:\n  name: shop\nspec:\n  securityContext:\n    runAsUser: 10001\n    runAsGroup: 0\n  containers:\n    - name: web\n      image: shop:1.4\n',
        fixed:
          'apiVersion: v1\nkind: Pod\nmetadata:\n  name: shop\nspec:\n  securityContext:\n    runAsUser: 10001\n    runAsGroup: 10001\n  containers:\n    - name: web\n      image: shop:1.4\n',
      },
    ],
    valid: [
      {
        code: 'apiVersion: v1\nkind: Pod\nmetadata:\n  name: shop\nspec:\n  securityContext:\n    runAsUser: 10001\n    runAsGroup: 10001\n    fsGroup: 10001\n  containers:\n    - name: web\n      image: shop:1.4\n',
      },
    ],
    fixSafety: 'Files that only root and its group may read or write are closed to the program.',
    exceptions: 'Images that are made for a random user, as OpenShift uses them, keep their files open to group 0.',
    references: ['https://kubernetes.io/docs/tasks/configure-pod-container/security-context/'],
  },
  check: (ctx) => {
    const isNew = places();
    return {
      Pod(pod) {
        if (pod.windows || hasUserNamespace(pod)) return;
        for (const { node } of contextsOf(pod)) {
          for (const key of ['runAsGroup', 'fsGroup']) {
            const entry = integerAt(node, key) === 0 ? entryOf(node, key) : undefined;
            if (!entry || !isNew(valueSpan(entry))) continue;
            const { value } = entry;
            ctx.report({
              message: 'root',
              span: valueSpan(entry),
              data: { key },
              fixes:
                value?.kind === 'scalar'
                  ? repairsNear(`Set ${key}: 10001`, 'unsafe', value, () => replaceValue(value, 10001))
                  : [],
            });
          }
          for (const item of asSequence(get(node, 'supplementalGroups'))?.items ?? []) {
            const scalar = asScalar(item.value);
            const group = scalar && goYaml2(scalar);
            if (!scalar || group?.kind !== 'int' || group.value !== 0 || !isNew(scalar.span)) continue;
            ctx.report({
              message: 'listed',
              span: scalar.span,
              fixes: () =>
                repairsNear('Remove group 0', 'unsafe', scalar, () => removeItem(item, { removeEmptyParent: true })),
            });
          }
        }
      },
    };
  },
});
