import { defineRule } from '../../core/rule';
import { lookUp, nearFix, podReferences, relatedTo } from '../../languages/kubernetes/references';
import { objectsAround } from '../../languages/kubernetes/summary';

export default defineRule({
  id: 'kubernetes/missing-config-map',
  summary: 'Name a ConfigMap that exists',
  category: 'correctness',
  severity: 'warning',
  recommended: true,
  since: '0.1.0',
  fixable: 'sometimes',
  local: 'facts',
  equivalents: { 'kube-linter': ['env-value-from'] },
  messages: {
    near: 'There is no ConfigMap `{{name}}` here; did you mean `{{near}}`?',
  },
  notes: ['configuration-objects'],
  lessons: ['K14'],
  docs: {
    why: 'A container whose ConfigMap does not exist is not started: the pod stays in `CreateContainerConfigError` or `ContainerCreating` until somebody makes it.\n\nConfigMaps are often made outside of the repository. The rule speaks only when the folder has one whose name is nearly the same.',
    invalid: [
      {
        code: 'apiVersion: v1\nkind: Pod\nmetadata:\n  name: shop\nspec:\n  restartPolicy: Never\n  containers:\n    - name: web\n      image: shop:1.4\n      env:\n        - name: MODE\n          valueFrom:\n            configMapKeyRef: {name: shop-confg, key: mode}\n---\napiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: shop-config\ndata:\n  mode: fast\n  colour: red\n',
        fixed:
          'apiVersion: v1\nkind: Pod\nmetadata:\n  name: shop\nspec:\n  restartPolicy: Never\n  containers:\n    - name: web\n      image: shop:1.4\n      env:\n        - name: MODE\n          valueFrom:\n            configMapKeyRef: {name: shop-config, key: mode}\n---\napiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: shop-config\ndata:\n  mode: fast\n  colour: red\n',
      },
    ],
    valid: [
      {
        code: 'apiVersion: v1\nkind: Pod\nmetadata:\n  name: shop\nspec:\n  restartPolicy: Never\n  containers:\n    - name: web\n      image: shop:1.4\n      env:\n        - name: MODE\n          valueFrom:\n            configMapKeyRef: {name: shop-config, key: mode}\n---\napiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: shop-config\ndata:\n  mode: fast\n  colour: red\n',
      },
    ],
    fixSafety: 'The pod gets the values of another object.',
    references: ['https://kubernetes.io/docs/concepts/configuration/configmap/'],
  },
  check: (ctx) => ({
    Pod(pod) {
      for (const { kind, name, optional } of podReferences(pod)) {
        if (kind !== 'ConfigMap' || optional) continue;
        // The answer lies elsewhere, and may change.
        ctx.askAgain();
        const view = objectsAround(ctx.doc, ctx.facts);
        const { state, near } = lookUp(view, pod.manifest, ['ConfigMap'], name.text);
        if (state !== 'missing' || !near) continue;
        ctx.report({
          message: 'near',
          span: name.span,
          data: { name: name.text, near: near.name ?? '' },
          fixes: nearFix(name, near),
          related: [relatedTo(view, near, `ConfigMap ${near.name}`)],
        });
      }
    },
  }),
});
