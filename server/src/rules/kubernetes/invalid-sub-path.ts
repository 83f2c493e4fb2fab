import { defineRule } from '../../core/rule';
import { mappingsAt, stringAt } from '../../languages/kubernetes/model';
import { places, valueSpan } from '../../languages/kubernetes/security';
import { replaceValue } from '../../languages/yaml/edits';
import { fix } from '../../languages/yaml/fixes';
import { asScalar, entryOf } from '../../languages/yaml/query';

const KEYS = ['subPath', 'subPathExpr'] as const;

export default defineRule({
  id: 'kubernetes/invalid-sub-path',
  summary: 'Keep subPath inside its volume',
  category: 'correctness',
  severity: 'error',
  recommended: true,
  since: '0.1.0',
  fixable: 'sometimes',
  local: true,
  equivalents: {},
  messages: {
    absolute: '`{{path}}` is refused: `{{key}}` begins inside the volume, so write it without the slash',
    upward: '`{{path}}` is refused: `{{key}}` may not lead out of the volume; take `..` away',
    both: '`subPath` and `subPathExpr` exclude each other; remove one',
  },
  notes: ['storage'],
  docs: {
    why: 'The path of a `subPath` begins inside the volume. The API server refuses one that begins with a slash or has `..` as a part, and a mount that has both `subPath` and `subPathExpr`.',
    invalid: [
      {
        code: 'apiVersion: v1\nkind: Pod\nmetadata:\n  name: shop\nspec:\n  containers:\n    - name: web\n      image: shop:1.4\n      volumeMounts:\n        - name: data\n          mountPath: /data\n          subPath: /shop\n  volumes:\n    - name: data\n      emptyDir: {}\n',
      },
    ],
    valid: [
      {
        code: 'apiVersion: v1\nkind: Pod\nmetadata:\n  name: shop\nspec:\n  containers:\n    - name: web\n      image: shop:1.4\n      volumeMounts:\n        - name: data\n          mountPath: /data\n          subPath: shop\n  volumes:\n    - name: data\n      emptyDir: {}\n',
      },
    ],
    fixSafety: 'Whoever wrote a path with a slash may have meant one of the container, which is `mountPath`.',
    references: ['https://kubernetes.io/docs/concepts/storage/volumes/#using-subpath'],
  },
  check: (ctx) => {
    const isNew = places();
    return {
      Container(container) {
        for (const mount of mappingsAt(container.node, 'volumeMounts')) {
          for (const key of KEYS) {
            const entry = entryOf(mount, key);
            const path = stringAt(mount, key);
            const scalar = asScalar(entry?.value);
            if (!entry || !path || !scalar || !isNew(valueSpan(entry))) continue;
            const data = { key, path };
            const span = valueSpan(entry);
            if (path.split('/').includes('..')) ctx.report({ message: 'upward', span, data });
            if (!path.startsWith('/')) continue;
            const inside = path.replace(/^\/+/, '');
            const fixes = inside === '' ? [] : [fix(`Write ${inside}`, 'unsafe', () => replaceValue(scalar, inside))];
            ctx.report({ message: 'absolute', span, data, fixes });
          }
          const second = entryOf(mount, 'subPathExpr');
          if (second && stringAt(mount, 'subPath') && stringAt(mount, 'subPathExpr') && isNew(second.key.span)) {
            ctx.report({ message: 'both', span: second.key.span });
          }
        }
      },
    };
  },
});
