import { defineRule } from '../../core/rule';
import { type Manifest, mappingsAt, stringAt } from '../../languages/kubernetes/model';
import { objectsOf } from '../../languages/kubernetes/objects';
import { lookUp, nearFix, relatedTo } from '../../languages/kubernetes/references';
import { isOpen } from '../../languages/kubernetes/security';
import { objectsAround } from '../../languages/kubernetes/summary';
import { lacks } from '../../languages/kubernetes/workloads';
import type { YamlScalar } from '../../languages/yaml/nodes';
import { asScalar, get } from '../../languages/yaml/query';

export default defineRule({
  id: 'kubernetes/missing-service-account',
  summary: 'Name a ServiceAccount that exists',
  category: 'correctness',
  severity: 'warning',
  recommended: true,
  since: '0.1.0',
  fixable: 'sometimes',
  local: 'facts',
  equivalents: {
    'kube-linter': ['non-existent-service-account'],
    kubescape: ['non-existent-service-account'],
  },
  messages: { none: 'There is no ServiceAccount `{{name}}` here; no pod can run with it' },
  notes: ['users'],
  docs: {
    why: 'A Deployment whose ServiceAccount does not exist makes no pods: each of them is refused. A binding to one that does not exist gives nobody a right, or somebody else who makes an account of that name.\n\nThe rule looks at all manifests of the workspace, and speaks where the folder defines ServiceAccounts. The account `default` is in every namespace.',
    invalid: [
      {
        code: 'apiVersion: v1\nkind: Pod\nmetadata:\n  name: shop\nspec:\n  restartPolicy: Never\n  serviceAccountName: shopp\n  containers:\n    - {name: web, image: "shop:1.4"}\n---\napiVersion: v1\nkind: ServiceAccount\nmetadata:\n  name: shop\n',
        fixed:
          'apiVersion: v1\nkind: Pod\nmetadata:\n  name: shop\nspec:\n  restartPolicy: Never\n  serviceAccountName: shop\n  containers:\n    - {name: web, image: "shop:1.4"}\n---\napiVersion: v1\nkind: ServiceAccount\nmetadata:\n  name: shop\n',
      },
    ],
    valid: [
      {
        code: 'apiVersion: v1\nkind: Pod\nmetadata:\n  name: shop\nspec:\n  restartPolicy: Never\n  serviceAccountName: shop\n  containers:\n    - {name: web, image: "shop:1.4"}\n---\napiVersion: v1\nkind: ServiceAccount\nmetadata:\n  name: shop\n',
      },
    ],
    fixSafety: 'The pods get the rights of another account.',
    references: ['https://kubernetes.io/docs/concepts/security/service-accounts/'],
  },
  check: (ctx) => {
    const judge = (from: Manifest, name: YamlScalar | undefined): void => {
      if (!name || name.text === '' || name.text === 'default' || isOpen(name.text)) return;
      // The answer lies elsewhere, and may change.
      ctx.askAgain();
      const view = objectsAround(ctx.doc, ctx.facts);
      const { state, near } = lookUp(view, from, ['ServiceAccount'], name.text);
      if (state !== 'missing') return;
      ctx.report({
        message: 'none',
        span: name.span,
        data: { name: name.text },
        fixes: nearFix(name, near),
        related: near ? [relatedTo(view, near, `ServiceAccount ${near.name}`)] : [],
      });
    };
    return {
      Pod(pod) {
        const keys = ['serviceAccountName', 'serviceAccount'];
        const key = keys.find((each) => !lacks(pod.spec, each));
        if (key) judge(pod.manifest, asScalar(get(pod.spec, key)));
      },
      Document() {
        for (const binding of objectsOf(ctx.doc, 'RoleBinding', 'ClusterRoleBinding')) {
          for (const subject of mappingsAt(binding.root, 'subjects')) {
            const elsewhere = stringAt(subject, 'namespace') !== undefined;
            if (stringAt(subject, 'kind') === 'ServiceAccount' && !elsewhere)
              judge(binding, asScalar(get(subject, 'name')));
          }
        }
      },
    };
  },
});
