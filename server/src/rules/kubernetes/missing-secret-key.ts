import { defineRule } from '../../core/rule';
import { missingKeys, relatedTo, takesKeys } from '../../languages/kubernetes/references';
import { objectsAround } from '../../languages/kubernetes/summary';
import { replaceValue } from '../../languages/yaml/edits';
import { fix } from '../../languages/yaml/fixes';

export default defineRule({
  id: 'kubernetes/missing-secret-key',
  summary: 'Name a key that the Secret has',
  category: 'correctness',
  severity: 'error',
  recommended: true,
  since: '0.1.0',
  fixable: 'sometimes',
  local: 'facts',
  equivalents: { 'kube-linter': ['env-value-from'] },
  messages: { none: 'Secret `{{name}}` has no key `{{key}}`{{hint}}' },
  notes: ['secrets', 'configuration-objects'],
  lessons: ['K14'],
  docs: {
    why: 'A container that takes a value from a key which is not there is not started: the pod stays in `CreateContainerConfigError`, or the volume is not mounted.\n\nThe rule looks at the Secret of this name in the workspace. When several have the name, one with the key is enough.',
    invalid: [
      {
        code: 'apiVersion: v1\nkind: Pod\nmetadata:\n  name: shop\nspec:\n  restartPolicy: Never\n  containers:\n    - name: web\n      image: shop:1.4\n      env:\n        - name: MODE\n          valueFrom:\n            secretKeyRef: {name: shop-login, key: tokn}\n---\napiVersion: v1\nkind: Secret\nmetadata:\n  name: shop-login\nstringData:\n  user: "${USER}"\n  token: "${TOKEN}"\n',
        fixed:
          'apiVersion: v1\nkind: Pod\nmetadata:\n  name: shop\nspec:\n  restartPolicy: Never\n  containers:\n    - name: web\n      image: shop:1.4\n      env:\n        - name: MODE\n          valueFrom:\n            secretKeyRef: {name: shop-login, key: token}\n---\napiVersion: v1\nkind: Secret\nmetadata:\n  name: shop-login\nstringData:\n  user: "${USER}"\n  token: "${TOKEN}"\n',
      },
    ],
    valid: [
      {
        code: 'apiVersion: v1\nkind: Pod\nmetadata:\n  name: shop\nspec:\n  restartPolicy: Never\n  containers:\n    - name: web\n      image: shop:1.4\n      env:\n        - name: MODE\n          valueFrom:\n            secretKeyRef: {name: shop-login, key: token}\n---\napiVersion: v1\nkind: Secret\nmetadata:\n  name: shop-login\nstringData:\n  user: "${USER}"\n  token: "${TOKEN}"\n',
      },
    ],
    fixSafety: 'The pod gets the value of another key.',
    references: ['https://kubernetes.io/docs/concepts/configuration/secret/'],
  },
  check: (ctx) => ({
    Pod(pod) {
      if (!takesKeys(pod, 'Secret')) return;
      // The answer lies elsewhere, and may change.
      ctx.askAgain();
      const view = objectsAround(ctx.doc, ctx.facts);
      for (const { key, name, object, right } of missingKeys(view, pod, 'Secret')) {
        ctx.report({
          message: 'none',
          span: key.span,
          data: { name, key: key.text, hint: right === undefined ? '' : `; did you mean \`${right}\`?` },
          fixes: right === undefined ? [] : [fix(`Write ${right}`, 'unsafe', () => replaceValue(key, right))],
          related: [relatedTo(view, object, `Secret ${object.name}`)],
        });
      }
    },
  }),
});
