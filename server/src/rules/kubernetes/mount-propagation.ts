import { defineRule } from '../../core/rule';
import { mappingsAt, stringAt } from '../../languages/kubernetes/model';
import { containerName, places, valueSpan } from '../../languages/kubernetes/security';
import { entryOf } from '../../languages/yaml/query';

export default defineRule({
  id: 'kubernetes/mount-propagation',
  summary: 'Do not hand mounts of a container to the node',
  category: 'security',
  severity: 'information',
  recommended: false,
  since: '0.1.0',
  fixable: 'never',
  local: true,
  equivalents: {},
  messages: {
    both: '`Bidirectional` hands what `{{name}}` mounts to the node and all pods; use `HostToContainer`',
  },
  notes: ['storage'],
  docs: {
    why: 'With `mountPropagation: Bidirectional` a volume that is mounted inside the container appears on the node and in other pods. A program that fails to take its mounts away again leaves them there; the API server allows it in privileged containers only.',
    invalid: [
      {
        code: 'apiVersion: v1\nkind: Pod\nmetadata:\n  name: shop\nspec:\n  containers:\n    - name: web\n      image: shop:1.4\n      volumeMounts:\n        - name: data\n          mountPath: /data\n          mountPropagation: Bidirectional\n',
      },
    ],
    valid: [
      {
        code: 'apiVersion: v1\nkind: Pod\nmetadata:\n  name: shop\nspec:\n  containers:\n    - name: web\n      image: shop:1.4\n      volumeMounts:\n        - name: data\n          mountPath: /data\n          mountPropagation: HostToContainer\n',
      },
    ],
    exceptions: 'Drivers for storage, which mount volumes for other pods.',
    references: ['https://kubernetes.io/docs/concepts/storage/volumes/#mount-propagation'],
  },
  check: (ctx) => {
    const isNew = places();
    return {
      Container(container) {
        for (const mount of mappingsAt(container.node, 'volumeMounts')) {
          const entry = entryOf(mount, 'mountPropagation');
          if (!entry || stringAt(mount, 'mountPropagation') !== 'Bidirectional' || !isNew(valueSpan(entry))) continue;
          ctx.report({ message: 'both', span: valueSpan(entry), data: { name: containerName(container) } });
        }
      },
    };
  },
});
