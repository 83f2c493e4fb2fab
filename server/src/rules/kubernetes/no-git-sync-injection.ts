import { defineRule } from '../../core/rule';
import { imageOf } from '../../languages/kubernetes/images';
import { stringOf } from '../../languages/kubernetes/model';
import { places, repairsNear } from '../../languages/kubernetes/security';
import { removeItem } from '../../languages/yaml/edits';
import { asScalar, asSequence, get } from '../../languages/yaml/query';

export default defineRule({
  id: 'kubernetes/no-git-sync-injection',
  summary: 'Let git-sync run its own git',
  category: 'security',
  severity: 'warning',
  recommended: false,
  since: '0.1.0',
  fixable: 'sometimes',
  local: true,
  equivalents: { checkov: ['CKV_K8S_159'] },
  messages: {
    command: '`{{name}}` is what git-sync runs as git: a way to run anything; remove it',
  },
  notes: [],
  docs: {
    why: 'git-sync runs the program that `GITSYNC_GIT` (or `GIT_SYNC_GIT`) names instead of `git`. Who may change the environment of the pod, or the repository that a path in it leads to, runs programs of their own with the token and the network of the pod.',
    invalid: [
      {
        code: 'apiVersion: v1\nkind: Pod\nmetadata:\n  name: shop\nspec:\n  containers:\n    - name: web\n      image: registry.k8s.io/git-sync/git-sync:v4.2.3\n      env:\n        - name: GITSYNC_GIT\n          value: /repo/run.sh\n',
        fixed:
          'apiVersion: v1\nkind: Pod\nmetadata:\n  name: shop\nspec:\n  containers:\n    - name: web\n      image: registry.k8s.io/git-sync/git-sync:v4.2.3\n',
      },
    ],
    valid: [
      {
        code: 'apiVersion: v1\nkind: Pod\nmetadata:\n  name: shop\nspec:\n  containers:\n    - name: web\n      image: registry.k8s.io/git-sync/git-sync:v4.2.3\n      env:\n        - name: GITSYNC_REPO\n          value: https://git.example.com/shop\n',
      },
    ],
    fixSafety: 'git-sync runs the `git` of its image again.',
    references: ['https://github.com/kubernetes/git-sync'],
  },
  check: (ctx) => {
    const isNew = places();
    return {
      Container(container) {
        if (imageOf(container)?.reference.name !== 'git-sync') return;
        for (const item of asSequence(get(container.node, 'env'))?.items ?? []) {
          const scalar = asScalar(get(item.value, 'name'));
          const name = stringOf(scalar);
          if (!scalar || (name !== 'GITSYNC_GIT' && name !== 'GIT_SYNC_GIT') || !isNew(scalar.span)) continue;
          ctx.report({
            message: 'command',
            span: scalar.span,
            data: { name },
            fixes: () =>
              repairsNear(`Remove ${name}`, 'unsafe', scalar, () => removeItem(item, { removeEmptyParent: true })),
          });
        }
      },
    };
  },
});
