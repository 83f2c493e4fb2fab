import { defineRule } from '../../core/rule';
import { mayShare } from '../../languages/kubernetes/object-index';
import { matcher, objectsOf, specOf } from '../../languages/kubernetes/objects';
import { peerSelectors } from '../../languages/kubernetes/references';
import { objectsAround } from '../../languages/kubernetes/summary';
import { entriesOf } from '../../languages/yaml/query';

export default defineRule({
  id: 'kubernetes/dangling-network-policy-peer',
  summary: 'Let the peers of a network policy be pods that exist',
  category: 'correctness',
  severity: 'information',
  recommended: false,
  since: '0.1.0',
  fixable: 'never',
  equivalents: { 'kube-linter': ['dangling-networkpolicypeer-podselector'] },
  messages: { none: 'Policy `{{name}}` speaks of pods that are not here: no pod matches this selector' },
  notes: ['traffic'],
  docs: {
    why: 'A rule for peers that do not exist opens nothing, mostly because of a slip in a label, and the pods that were meant cannot connect.\n\nThe peers may also come from another repository, so the rule is off unless somebody wants to know.',
    invalid: [
      {
        code: 'apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata:\n  name: shop\nspec:\n  podSelector: {matchLabels: {app: shop}}\n  policyTypes: [Ingress]\n  ingress:\n    - from:\n        - podSelector:\n            matchLabels: {app: till}\n---\napiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: shop\nspec:\n  selector:\n    matchLabels: {app: shop}\n  template:\n    metadata:\n      labels: {app: shop, tier: web}\n    spec:\n      containers:\n        - name: web\n          image: shop:1.4\n          ports:\n            - {name: http, containerPort: 8080}\n          readinessProbe: {httpGet: {path: /, port: http}}\n',
      },
    ],
    valid: [
      {
        code: 'apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata:\n  name: shop\nspec:\n  podSelector: {matchLabels: {app: shop}}\n  policyTypes: [Ingress]\n  ingress:\n    - from:\n        - podSelector:\n            matchLabels: {app: shop}\n---\napiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: shop\nspec:\n  selector:\n    matchLabels: {app: shop}\n  template:\n    metadata:\n      labels: {app: shop, tier: web}\n    spec:\n      containers:\n        - name: web\n          image: shop:1.4\n          ports:\n            - {name: http, containerPort: 8080}\n          readinessProbe: {httpGet: {path: /, port: http}}\n',
      },
    ],
    references: ['https://kubernetes.io/docs/concepts/services-networking/network-policies/'],
  },
  check: (ctx) => ({
    Document() {
      if (ctx.facts.fragment) return;
      for (const policy of objectsOf(ctx.doc, 'NetworkPolicy')) {
        for (const selector of peerSelectors(specOf(policy))) {
          const matches = entriesOf(selector).length > 0 ? matcher(selector) : undefined;
          if (!matches) continue;
          const view = objectsAround(ctx.doc, ctx.facts);
          const found = view
            .workloads()
            .some(({ pod, namespace }) => pod && mayShare(namespace, policy.namespace) && matches(pod.labels));
          const at = selector.entries[0]?.key.span;
          if (!found && at && view.settlesPods())
            ctx.report({ message: 'none', span: at, data: { name: policy.name ?? '' } });
        }
      }
    },
  }),
});
