import { defineRule } from '../../core/rule';
import type { Span } from '../../core/span';
import { mappingsAt, type Pod, stringAt, stringOf } from '../../languages/kubernetes/model';
import { mappingSpan } from '../../languages/kubernetes/repair-fixes';
import { isOpen, places, repairsNear } from '../../languages/kubernetes/security';
import { removeItem } from '../../languages/yaml/edits';
import type { YamlItem, YamlNode } from '../../languages/yaml/nodes';
import { asMapping, asScalar, asSequence, deref, entriesOf, get } from '../../languages/yaml/query';

interface List {
  readonly name: string;
  /** What makes two items one; without, all that is in them. */
  readonly key?: string;
}

const LISTS: readonly List[] = [
  { name: 'hostAliases', key: 'ip' },
  { name: 'imagePullSecrets', key: 'name' },
  { name: 'tolerations' },
];

interface Again {
  readonly item: YamlItem;
  readonly span: Span;
  readonly what: string;
  /** Nothing is in it that is not in the first. */
  readonly same: boolean;
}

/** Items that say what one before them says. */
function repeated(items: readonly YamlItem[], { key }: List): readonly Again[] {
  const seen = new Map<string, string>();
  return items.flatMap((item): Again[] => {
    const mapping = asMapping(item.value);
    if (!mapping || item.value?.kind !== 'mapping') return [];
    const whole = textOf(mapping);
    const id = key === undefined ? whole : stringAt(mapping, key);
    if (id === undefined || id === '' || isOpen(whole)) return [];
    const first = seen.get(id);
    seen.set(id, first ?? whole);
    if (first === undefined) return [];
    const scalar = key === undefined ? undefined : asScalar(get(mapping, key));
    const what = key === undefined ? 'This toleration' : `\`${key}: ${id}\``;
    return [{ item, span: scalar?.span ?? mappingSpan(mapping), what, same: first === whole }];
  });
}

/** What a small tree says, whatever the order of its keys. */
function textOf(node: YamlNode | undefined, depth = 0): string {
  const target = deref(node);
  if (!target || depth > 8) return '';
  if (target.kind === 'scalar') return JSON.stringify(target.text);
  if (target.kind === 'sequence') return `[${target.items.map(({ value }) => textOf(value, depth + 1)).join()}]`;
  const parts = entriesOf(target).map(({ name, value }) => `${JSON.stringify(name)}:${textOf(value, depth + 1)}`);
  return `{${parts.sort().join()}}`;
}

export default defineRule({
  id: 'kubernetes/duplicate-list-item',
  summary: 'List each alias, pull secret, toleration and path once',
  category: 'correctness',
  severity: 'warning',
  recommended: true,
  since: '0.1.0',
  fixable: 'sometimes',
  local: true,
  equivalents: {},
  messages: {
    again: '{{what}} is in the list twice; remove one',
    path: 'Two sources write `{{path}}` into this volume, the later one wins; rename one',
  },
  notes: [],
  docs: {
    why: 'Lists of this kind have no use for an entry that is there already. Mostly a line was copied and should have been changed, so that what was meant is missing. The API server warns about some of them, and merges of `kubectl apply` can mix them up.',
    invalid: [
      {
        code: 'apiVersion: v1\nkind: Pod\nmetadata:\n  name: shop\nspec:\n  imagePullSecrets:\n    - name: registry\n    - name: registry\n  containers:\n    - name: web\n      image: shop:1.4\n',
        fixed:
          'apiVersion: v1\nkind: Pod\nmetadata:\n  name: shop\nspec:\n  imagePullSecrets:\n    - name: registry\n  containers:\n    - name: web\n      image: shop:1.4\n',
      },
    ],
    valid: [
      {
        code: 'apiVersion: v1\nkind: Pod\nmetadata:\n  name: shop\nspec:\n  imagePullSecrets:\n    - name: registry\n    - name: mirror\n  containers:\n    - name: web\n      image: shop:1.4\n',
      },
    ],
    references: ['https://kubernetes.io/docs/reference/kubernetes-api/workload-resources/pod-v1/'],
  },
  check: (ctx) => {
    const isNew = places();
    const judgePaths = (pod: Pod): void => {
      for (const volume of mappingsAt(pod.spec, 'volumes')) {
        const seen = new Set<string>();
        for (const { value } of asSequence(get(get(volume, 'projected'), 'sources'))?.items ?? []) {
          for (const kind of ['configMap', 'secret', 'downwardAPI']) {
            for (const item of asSequence(get(get(value, kind), 'items'))?.items ?? []) {
              const scalar = asScalar(get(item.value, 'path'));
              const path = stringOf(scalar);
              if (!scalar || path === undefined || isOpen(path)) continue;
              if (seen.has(path) && isNew(scalar.span)) {
                ctx.report({ message: 'path', span: scalar.span, data: { path } });
              }
              seen.add(path);
            }
          }
        }
      }
    };
    return {
      Pod(pod) {
        for (const list of LISTS) {
          for (const again of repeated(asSequence(get(pod.spec, list.name))?.items ?? [], list)) {
            if (!isNew(again.span)) continue;
            ctx.report({
              message: 'again',
              span: again.span,
              data: { what: again.what },
              fixes: again.same
                ? repairsNear('Remove the second', 'safe', again.item.sequence, () => removeItem(again.item))
                : [],
            });
          }
        }
        judgePaths(pod);
      },
    };
  },
});
