import { defineRule } from '../../core/rule';
import { mappingsAt } from '../../languages/kubernetes/model';
import { isLater } from '../../languages/kubernetes/schema/types';
import { targetRelease } from '../../languages/kubernetes/schema-problems';
import type { YamlEntry } from '../../languages/yaml/nodes';
import { entriesOf } from '../../languages/yaml/query';

export default defineRule({
  id: 'kubernetes/removed-volume-type',
  summary: 'Replace volume types that Kubernetes dropped or is about to drop',
  category: 'maintainability',
  severity: 'warning',
  recommended: true,
  since: '0.1.0',
  fixable: 'never',
  local: 'facts',
  tags: ['deprecated'],
  equivalents: {},
  messages: {
    removed: 'The volume type `{{type}}` is gone since Kubernetes {{release}}; {{instead}}',
    deprecated: 'The volume type `{{type}}` is deprecated since Kubernetes {{release}}; {{instead}}',
  },
  notes: ['storage'],
  lessons: ['K22'],
  docs: {
    why: 'Drivers of storage moved out of Kubernetes into CSI drivers. Pods that name a type which is gone do not start; deprecated types will go the same way.',
    invalid: [
      {
        code: 'apiVersion: v1\nkind: Pod\nmetadata:\n  name: shop\nspec:\n  volumes:\n    - name: code\n      gitRepo:\n        repository: https://example.com/shop.git\n  containers:\n    - name: web\n      image: shop:1.2\n',
      },
    ],
    valid: [
      {
        code: 'apiVersion: v1\nkind: Pod\nmetadata:\n  name: shop\nspec:\n  volumes:\n    - name: code\n      emptyDir: {}\n  containers:\n    - name: web\n      image: shop:1.2\n',
      },
    ],
    references: ['https://kubernetes.io/docs/concepts/storage/volumes/#volume-types'],
  },
  check: (ctx) => {
    const seen = new Set<YamlEntry>();
    const target = targetRelease(ctx.facts);
    return {
      Pod({ spec }) {
        for (const volume of mappingsAt(spec, 'volumes')) {
          for (const entry of entriesOf(volume)) {
            const old = TYPES.get(entry.name);
            if (!old || !entry.value || seen.has(entry)) continue;
            seen.add(entry);
            const [release, removed, instead = 'use a CSI driver'] = old;
            if (target !== undefined && isLater(release, target)) continue;
            ctx.report({
              message: removed ? 'removed' : 'deprecated',
              span: entry.key.span,
              data: { type: entry.name, release, instead },
            });
          }
        }
      },
    };
  },
});

const TYPES: ReadonlyMap<string, readonly [release: string, removed: boolean, instead?: string]> = new Map([
  ['gitRepo', ['1.11', false, 'clone in an init container into an `emptyDir`']],
  ['flocker', ['1.25', true]],
  ['quobyte', ['1.25', true]],
  ['storageos', ['1.25', true]],
  ['glusterfs', ['1.26', true]],
  ['cephfs', ['1.31', true]],
  ['rbd', ['1.31', true]],
  ['scaleIO', ['1.22', true]],
  ['flexVolume', ['1.23', false]],
]);
