import { defineRule } from '../../core/rule';
import { booleanAt, stringAt } from '../../languages/kubernetes/model';
import { objectSpan } from '../../languages/kubernetes/repair-fixes';
import { entryWith, isComplete, mayLack, places, standsAlone, valueSpan } from '../../languages/kubernetes/security';
import { lacks } from '../../languages/kubernetes/workloads';
import { insertEntry } from '../../languages/yaml/edits';
import { entryOf } from '../../languages/yaml/query';

export default defineRule({
  id: 'kubernetes/no-default-service-account',
  summary: 'Give pods a ServiceAccount of their own',
  category: 'security',
  severity: 'information',
  recommended: false,
  since: '0.1.0',
  fixable: 'sometimes',
  equivalents: {},
  messageEquivalents: {
    missing: { 'kube-linter': ['default-service-account'], kubesec: ['ServiceAccountName'] },
    named: { 'kube-linter': ['default-service-account'] },
    empty: { 'kube-linter': ['default-service-account'], kubesec: ['ServiceAccountName'] },
    account: { checkov: ['CKV_K8S_41'], kubescape: ['automount-default-service-account'] },
  },
  messages: {
    account: 'Pods that name no account get the token of this one; set `automountServiceAccountToken: false`',
    missing: '`{{name}}` uses the ServiceAccount that all share; name one under `serviceAccountName`',
    named: 'ServiceAccount `default` is shared by all pods of the namespace; name another',
    empty: 'Without a name it is the ServiceAccount `default`, which all pods share; name one',
  },
  notes: ['pod-security'],
  docs: {
    why: 'Pods without a ServiceAccount of their own all use `default`. A right that one of them needs is given to all of them then, and the audit log cannot tell them apart.',
    invalid: [
      {
        code: 'apiVersion: v1\nkind: Pod\nmetadata:\n  name: shop\nspec:\n  containers:\n    - name: web\n      image: shop:1.4\n',
      },
    ],
    valid: [
      {
        code: 'apiVersion: v1\nkind: Pod\nmetadata:\n  name: shop\nspec:\n  serviceAccountName: shop\n  containers:\n    - name: web\n      image: shop:1.4\n',
      },
    ],
    references: ['https://kubernetes.io/docs/concepts/security/service-accounts/'],
  },
  check: (ctx) => {
    const isNew = places();
    return {
      Manifest(manifest) {
        const { kind, root, kindNode } = manifest;
        if (kind !== 'ServiceAccount' || manifest.name !== 'default' || !kindNode || ctx.facts.fragment) return;
        if (booleanAt(root, 'automountServiceAccountToken') !== false) {
          ctx.report({ message: 'account', span: kindNode.span });
        }
      },
      Pod(pod) {
        const { spec, manifest } = pod;
        // Without its token the account gives nothing.
        if (entryWith(spec, 'automountServiceAccountToken', false)) return;
        const keys = ['serviceAccountName', 'serviceAccount'];
        const entry = keys.map((key) => entryOf(spec, key)).find((found) => found?.value && !lacks(spec, found.name));
        if (entry) {
          const account = stringAt(spec, entry.name);
          if ((account !== 'default' && account !== '') || !isNew(valueSpan(entry))) return;
          const message = account === '' ? 'empty' : 'named';
          ctx.report({ message, span: valueSpan(entry) });
          return;
        }
        const span = objectSpan(manifest);
        if (!mayLack(pod, ctx.facts) || !(standsAlone(pod) || pod.containers.some(isComplete)) || !isNew(span)) return;
        const edits = () => insertEntry(spec, `serviceAccountName: \${1:${manifest.name ?? 'name'}}`);
        ctx.report({
          message: 'missing',
          span,
          data: { name: manifest.name ?? manifest.kind ?? '' },
          fixes:
            edits() === undefined
              ? []
              : [{ title: 'Name a ServiceAccount …', safety: 'manual', snippet: true, edits: () => edits() ?? [] }],
        });
      },
    };
  },
});
