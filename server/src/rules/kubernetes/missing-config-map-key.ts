import { defineRule } from '../../core/rule';
import { missingKeys, relatedTo, takesKeys } from '../../languages/kubernetes/references';
import { objectsAround } from '../../languages/kubernetes/summary';
import { replaceValue } from '../../languages/yaml/edits';
import { fix } from '../../languages/yaml/fixes';

export default defineRule({
  id: 'kubernetes/missing-config-map-key',
  summary: 'Name a key that the ConfigMap has',
  category: 'correctness',
  severity: 'error',
  recommended: true,
  since: '0.1.0',
  fixable: 'sometimes',
  local: 'facts',
  equivalents: { 'kube-linter': ['env-value-from'] },
  messages: { none: 'ConfigMap `{{name}}` has no key `{{key}}`{{hint}}' },
  notes: ['configuration-objects'],
  lessons: ['K14'],
  docs: {
    why: 'A container that takes a value from a key which is not there is not started: the pod stays in `CreateContainerConfigError`, or the volume is not mounted.\n\nThe rule looks at the ConfigMap of this name in the workspace. When several have the name, one with the key is enough.',
    invalid: [
      {
        code: 'apiVersion: v1\nkind: Pod\nmetadata:\n  name: shop\nspec:\n  restartPolicy: Never\n  containers:\n    - name: web\n      image: shop:1.4\n      env:\n        - name: MODE\n          valueFrom:\n            configMapKeyRef: {name: shop-config, key: mod}\n---\napiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: shop-config\ndata:\n  mode: fast\n  colour: red\n',
        fixed:
          'apiVersion: v1\nkind: Pod\nmetadata:\n  name: shop\nspec:\n  restartPolicy: Never\n  containers:\n    - name: web\n      image: shop:1.4\n      env:\n        - name: MODE\n          valueFrom:\n            configMapKeyRef: {name: shop-config, key: mode}\n---\napiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: shop-config\ndata:\n  mode: fast\n  colour: red\n',
      },
    ],
    valid: [
      {
        code: 'apiVersion: v1\nkind: Pod\nmetadata:\n  name: shop\nspec:\n  restartPolicy: Never\n  containers:\n    - name: web\n      image: shop:1.4\n      env:\n        - name: MODE\n          valueFrom:\n            configMapKeyRef: {name: shop-config, key: mode}\n---\napiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: shop-config\ndata:\n  mode: fast\n  colour: red\n',
      },
    ],
    fixSafety: 'The pod gets the value of another key.',
    references: ['https://kubernetes.io/docs/concepts/configuration/configmap/'],
  },
  check: (ctx) => ({
    Pod(pod) {
      if (!takesKeys(pod, 'ConfigMap')) return;
      // The answer lies elsewhere, and may change.
      ctx.askAgain();
      const view = objectsAround(ctx.doc, ctx.facts);
      for (const { key, name, object, right } of missingKeys(view, pod, 'ConfigMap')) {
        ctx.report({
          message: 'none',
          span: key.span,
          data: { name, key: key.text, hint: right === undefined ? '' : `; did you mean \`${right}\`?` },
          fixes: right === undefined ? [] : [fix(`Write ${right}`, 'unsafe', () => replaceValue(key, right))],
          related: [relatedTo(view, object, `ConfigMap ${object.name}`)],
        });
      }
    },
  }),
});
