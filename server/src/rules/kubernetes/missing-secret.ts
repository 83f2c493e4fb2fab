import { defineRule } from '../../core/rule';
import { lookUp, nearFix, podReferences, relatedTo } from '../../languages/kubernetes/references';
import { objectsAround } from '../../languages/kubernetes/summary';

export default defineRule({
  id: 'kubernetes/missing-secret',
  summary: 'Name a Secret that exists',
  category: 'correctness',
  severity: 'information',
  recommended: false,
  since: '0.1.0',
  fixable: 'sometimes',
  local: 'facts',
  equivalents: { 'kube-linter': ['env-value-from'] },
  messages: {
    near: 'There is no Secret `{{name}}` here; did you mean `{{near}}`?',
    none: 'There is no Secret `{{name}}` here',
  },
  notes: ['secrets', 'configuration-objects'],
  lessons: ['K14'],
  docs: {
    why: 'A container whose Secret does not exist is not started: the pod stays in `CreateContainerConfigError` or `ContainerCreating` until somebody makes it.\n\nSecrets are often made outside of the repository; so the rule is off unless somebody wants to know.',
    invalid: [
      {
        code: 'apiVersion: v1\nkind: Pod\nmetadata:\n  name: shop\nspec:\n  restartPolicy: Never\n  containers:\n    - name: web\n      image: shop:1.4\n      env:\n        - name: MODE\n          valueFrom:\n            secretKeyRef: {name: shop-logn, key: token}\n---\napiVersion: v1\nkind: Secret\nmetadata:\n  name: shop-login\nstringData:\n  user: "${USER}"\n  token: "${TOKEN}"\n',
        fixed:
          'apiVersion: v1\nkind: Pod\nmetadata:\n  name: shop\nspec:\n  restartPolicy: Never\n  containers:\n    - name: web\n      image: shop:1.4\n      env:\n        - name: MODE\n          valueFrom:\n            secretKeyRef: {name: shop-login, key: token}\n---\napiVersion: v1\nkind: Secret\nmetadata:\n  name: shop-login\nstringData:\n  user: "${USER}"\n  token: "${TOKEN}"\n',
      },
    ],
    valid: [
      {
        code: 'apiVersion: v1\nkind: Pod\nmetadata:\n  name: shop\nspec:\n  restartPolicy: Never\n  containers:\n    - name: web\n      image: shop:1.4\n      env:\n        - name: MODE\n          valueFrom:\n            secretKeyRef: {name: shop-login, key: token}\n---\napiVersion: v1\nkind: Secret\nmetadata:\n  name: shop-login\nstringData:\n  user: "${USER}"\n  token: "${TOKEN}"\n',
      },
    ],
    fixSafety: 'The pod gets the values of another object.',
    references: ['https://kubernetes.io/docs/concepts/configuration/secret/'],
  },
  check: (ctx) => ({
    Pod(pod) {
      for (const { kind, name, optional } of podReferences(pod)) {
        if (kind !== 'Secret' || optional) continue;
        // The answer lies elsewhere, and may change.
        ctx.askAgain();
        const view = objectsAround(ctx.doc, ctx.facts);
        const { state, near } = lookUp(view, pod.manifest, ['Secret'], name.text);
        if (state !== 'missing') continue;
        if (!near) {
          ctx.report({ message: 'none', span: name.span, data: { name: name.text } });
          continue;
        }
        ctx.report({
          message: 'near',
          span: name.span,
          data: { name: name.text, near: near.name ?? '' },
          fixes: nearFix(name, near),
          related: [relatedTo(view, near, `Secret ${near.name}`)],
        });
      }
    },
  }),
});
