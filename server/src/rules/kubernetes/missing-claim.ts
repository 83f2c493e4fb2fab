import { defineRule } from '../../core/rule';
import { lookUp, nearFix, podReferences, relatedTo } from '../../languages/kubernetes/references';
import { objectsAround } from '../../languages/kubernetes/summary';

export default defineRule({
  id: 'kubernetes/missing-claim',
  aka: ['kubernetes/missing-pvc'],
  summary: 'Name a PersistentVolumeClaim that exists',
  category: 'correctness',
  severity: 'warning',
  recommended: true,
  since: '0.1.0',
  fixable: 'sometimes',
  local: 'facts',
  equivalents: {},
  messages: { near: 'There is no claim `{{name}}` here; did you mean `{{near}}`?' },
  notes: ['storage'],
  lessons: ['K08', 'K22'],
  docs: {
    why: 'A pod whose claim does not exist is never placed on a node: it stays `Pending`.\n\nClaims are often made outside of the repository. The rule speaks only when the folder has one whose name is nearly the same.',
    invalid: [
      {
        code: 'apiVersion: v1\nkind: Pod\nmetadata:\n  name: shop\nspec:\n  restartPolicy: Never\n  containers:\n    - {name: web, image: "shop:1.4", volumeMounts: [{name: data, mountPath: /data}]}\n  volumes:\n    - name: data\n      persistentVolumeClaim: {claimName: shop-dta}\n---\napiVersion: v1\nkind: PersistentVolumeClaim\nmetadata:\n  name: shop-data\nspec:\n  accessModes: [ReadWriteOnce]\n  resources: {requests: {storage: 1Gi}}\n',
        fixed:
          'apiVersion: v1\nkind: Pod\nmetadata:\n  name: shop\nspec:\n  restartPolicy: Never\n  containers:\n    - {name: web, image: "shop:1.4", volumeMounts: [{name: data, mountPath: /data}]}\n  volumes:\n    - name: data\n      persistentVolumeClaim: {claimName: shop-data}\n---\napiVersion: v1\nkind: PersistentVolumeClaim\nmetadata:\n  name: shop-data\nspec:\n  accessModes: [ReadWriteOnce]\n  resources: {requests: {storage: 1Gi}}\n',
      },
    ],
    valid: [
      {
        code: 'apiVersion: v1\nkind: Pod\nmetadata:\n  name: shop\nspec:\n  restartPolicy: Never\n  containers:\n    - {name: web, image: "shop:1.4", volumeMounts: [{name: data, mountPath: /data}]}\n  volumes:\n    - name: data\n      persistentVolumeClaim: {claimName: shop-data}\n---\napiVersion: v1\nkind: PersistentVolumeClaim\nmetadata:\n  name: shop-data\nspec:\n  accessModes: [ReadWriteOnce]\n  resources: {requests: {storage: 1Gi}}\n',
      },
    ],
    fixSafety: 'The pod mounts another volume.',
    references: ['https://kubernetes.io/docs/concepts/storage/persistent-volumes/#claims-as-volumes'],
  },
  check: (ctx) => ({
    Pod(pod) {
      for (const { kind, name } of podReferences(pod)) {
        if (kind !== 'PersistentVolumeClaim') continue;
        // The answer lies elsewhere, and may change.
        ctx.askAgain();
        const view = objectsAround(ctx.doc, ctx.facts);
        const { state, near } = lookUp(view, pod.manifest, ['PersistentVolumeClaim'], name.text);
        if (state !== 'missing' || !near) continue;
        ctx.report({
          message: 'near',
          span: name.span,
          data: { name: name.text, near: near.name ?? '' },
          fixes: nearFix(name, near),
          related: [relatedTo(view, near, `Claim ${near.name}`)],
        });
      }
    },
  }),
});
