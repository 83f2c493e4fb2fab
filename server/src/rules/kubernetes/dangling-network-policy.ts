import { defineRule } from '../../core/rule';
import { objectsOf } from '../../languages/kubernetes/objects';
import { selectsNobody } from '../../languages/kubernetes/references';
import { objectsAround } from '../../languages/kubernetes/summary';

export default defineRule({
  id: 'kubernetes/dangling-network-policy',
  summary: 'Let a network policy apply to pods',
  category: 'correctness',
  severity: 'information',
  recommended: true,
  since: '0.1.0',
  fixable: 'never',
  equivalents: {
    'kube-linter': ['dangling-networkpolicy'],
    'kube-score': ['networkpolicy-targets-pod'],
    kubescape: ['dangling-networkpolicy'],
  },
  messages: { none: 'Policy `{{name}}` applies to nothing: no pod here matches its selector' },
  notes: ['traffic'],
  lessons: ['K10'],
  docs: {
    why: 'A policy that selects no pod restricts none, and the pods that it was written for stay open to everybody.\n\nThe rule looks at all manifests of the workspace, and speaks where the folder holds workloads. A selector that takes everything is left alone.',
    invalid: [
      {
        code: 'apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata:\n  name: shop\nspec:\n  podSelector:\n    matchLabels: {app: till}\n  policyTypes: [Ingress]\n---\napiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: shop\nspec:\n  selector:\n    matchLabels: {app: shop}\n  template:\n    metadata:\n      labels: {app: shop, tier: web}\n    spec:\n      containers:\n        - name: web\n          image: shop:1.4\n          ports:\n            - {name: http, containerPort: 8080}\n          readinessProbe: {httpGet: {path: /, port: http}}\n',
      },
    ],
    valid: [
      {
        code: 'apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata:\n  name: shop\nspec:\n  podSelector:\n    matchLabels: {app: shop}\n  policyTypes: [Ingress]\n---\napiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: shop\nspec:\n  selector:\n    matchLabels: {app: shop}\n  template:\n    metadata:\n      labels: {app: shop, tier: web}\n    spec:\n      containers:\n        - name: web\n          image: shop:1.4\n          ports:\n            - {name: http, containerPort: 8080}\n          readinessProbe: {httpGet: {path: /, port: http}}\n',
      },
    ],
    references: ['https://kubernetes.io/docs/concepts/services-networking/network-policies/'],
  },
  check: (ctx) => ({
    Document() {
      if (ctx.facts.fragment) return;
      for (const object of objectsOf(ctx.doc, 'NetworkPolicy')) {
        const span = selectsNobody(objectsAround(ctx.doc, ctx.facts), object, 'podSelector', ctx.facts);
        if (span) ctx.report({ message: 'none', span, data: { name: object.name ?? '' } });
      }
    },
  }),
});
