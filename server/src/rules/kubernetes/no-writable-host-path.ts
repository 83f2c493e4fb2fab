import { defineRule } from '../../core/rule';
import { booleanAt, mappingsAt, stringAt } from '../../languages/kubernetes/model';
import {
  containerName,
  hostPathsOf,
  isSocket,
  places,
  repairsNear,
  valueSpan,
} from '../../languages/kubernetes/security';
import { lacks } from '../../languages/kubernetes/workloads';
import { setPath } from '../../languages/yaml/edits';
import { entryOf } from '../../languages/yaml/query';

export default defineRule({
  id: 'kubernetes/no-writable-host-path',
  summary: 'Mount paths of the node read-only',
  category: 'security',
  severity: 'warning',
  recommended: false,
  since: '0.1.0',
  fixable: 'sometimes',
  local: true,
  equivalents: { 'kube-linter': ['writable-host-mount'], kubescape: ['alert-rw-hostpath'] },
  messages: {
    writable: '`{{path}}` of the node is writable in `{{name}}`; add `readOnly: true` to the mount',
  },
  notes: ['pod-security', 'storage'],
  lessons: ['K13'],
  docs: {
    why: 'What a container can write on its node, it can use against it: a changed program, a planted job, a full disk. Most containers that need a path of the node only read it.',
    invalid: [
      {
        code: 'apiVersion: v1\nkind: Pod\nmetadata:\n  name: shop\nspec:\n  volumes:\n    - name: logs\n      hostPath: {path: /var/log/shop}\n  containers:\n    - name: web\n      image: shop:1.4\n      volumeMounts:\n        - name: logs\n          mountPath: /logs\n',
        fixed:
          'apiVersion: v1\nkind: Pod\nmetadata:\n  name: shop\nspec:\n  volumes:\n    - name: logs\n      hostPath: {path: /var/log/shop}\n  containers:\n    - name: web\n      image: shop:1.4\n      volumeMounts:\n        - name: logs\n          mountPath: /logs\n          readOnly: true\n',
      },
    ],
    valid: [
      {
        code: 'apiVersion: v1\nkind: Pod\nmetadata:\n  name: shop\nspec:\n  volumes:\n    - name: logs\n      hostPath: {path: /var/log/shop}\n  containers:\n    - name: web\n      image: shop:1.4\n      volumeMounts:\n        - name: logs\n          mountPath: /logs\n          readOnly: true\n',
      },
    ],
    fixSafety: 'A program that writes there fails.',
    exceptions: 'Agents that prepare the node: drivers for storage and networks.',
    references: ['https://kubernetes.io/docs/concepts/storage/volumes/#hostpath'],
  },
  check: (ctx) => {
    const isNew = places();
    return {
      Pod(pod) {
        const paths = new Map(
          hostPathsOf(pod)
            // A socket takes commands through a read-only mount all the same; that is another finding.
            .filter(({ path }) => !isSocket(path))
            .map((volume) => [volume.name, volume.path]),
        );
        if (paths.size === 0) return;
        for (const container of pod.containers) {
          for (const mount of mappingsAt(container.node, 'volumeMounts')) {
            const path = paths.get(stringAt(mount, 'name'));
            const entry = entryOf(mount, 'name');
            if (path === undefined || !entry || !isNew(valueSpan(entry))) continue;
            const readOnly = entryOf(mount, 'readOnly');
            // What is neither true nor false is not known.
            if (readOnly && !lacks(mount, 'readOnly') && booleanAt(mount, 'readOnly') !== false) continue;
            ctx.report({
              message: 'writable',
              span: valueSpan(entry),
              data: { path, name: containerName(container) },
              fixes: () =>
                repairsNear('Add readOnly: true', 'unsafe', mount, () => setPath(mount, ['readOnly'], 'true')),
            });
          }
        }
      },
    };
  },
});
