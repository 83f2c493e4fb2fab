import { defineRule } from '../../core/rule';
import { objectsOf } from '../../languages/kubernetes/objects';
import { selectsNobody } from '../../languages/kubernetes/references';
import { objectsAround } from '../../languages/kubernetes/summary';

export default defineRule({
  id: 'kubernetes/dangling-pdb',
  summary: 'Let a disruption budget protect pods',
  category: 'correctness',
  severity: 'warning',
  recommended: true,
  since: '0.1.0',
  fixable: 'never',
  equivalents: {},
  messages: { none: 'Budget `{{name}}` protects nothing: no pod here matches its selector' },
  notes: ['controllers'],
  docs: {
    why: 'A budget that selects no pod protects none: the next drain of a node stops the pods that it was written for, all at once.\n\nThe rule looks at all manifests of the workspace, and speaks where the folder holds workloads. A selector that takes everything is left alone.',
    invalid: [
      {
        code: 'apiVersion: policy/v1\nkind: PodDisruptionBudget\nmetadata:\n  name: shop\nspec:\n  selector:\n    matchLabels: {app: till}\n  minAvailable: 1\n---\napiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: shop\nspec:\n  selector:\n    matchLabels: {app: shop}\n  template:\n    metadata:\n      labels: {app: shop, tier: web}\n    spec:\n      containers:\n        - name: web\n          image: shop:1.4\n          ports:\n            - {name: http, containerPort: 8080}\n          readinessProbe: {httpGet: {path: /, port: http}}\n',
      },
    ],
    valid: [
      {
        code: 'apiVersion: policy/v1\nkind: PodDisruptionBudget\nmetadata:\n  name: shop\nspec:\n  selector:\n    matchLabels: {app: shop}\n  minAvailable: 1\n---\napiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: shop\nspec:\n  selector:\n    matchLabels: {app: shop}\n  template:\n    metadata:\n      labels: {app: shop, tier: web}\n    spec:\n      containers:\n        - name: web\n          image: shop:1.4\n          ports:\n            - {name: http, containerPort: 8080}\n          readinessProbe: {httpGet: {path: /, port: http}}\n',
      },
    ],
    references: ['https://kubernetes.io/docs/tasks/run-application/configure-pdb/'],
  },
  check: (ctx) => ({
    Document() {
      if (ctx.facts.fragment) return;
      for (const object of objectsOf(ctx.doc, 'PodDisruptionBudget')) {
        const span = selectsNobody(objectsAround(ctx.doc, ctx.facts), object, 'selector', ctx.facts);
        if (span) ctx.report({ message: 'none', span, data: { name: object.name ?? '' } });
      }
    },
  }),
});
