import { defineRule } from '../../core/rule';
import { quantityOf } from '../../languages/kubernetes/quantity';
import { shown } from '../../languages/kubernetes/repair-fixes';
import { containerName, isJudged, places } from '../../languages/kubernetes/security';
import { asScalar, getPath } from '../../languages/yaml/query';

const bound = (what: string) =>
  ({
    type: 'string',
    description: `The ${what} that a container may have, such as \`100m\` or \`1Gi\`; empty for none.`,
    default: '',
  }) as const;

/** Where an amount stands, and the options that bound it. */
const AMOUNTS = [
  ['requests', 'cpu', 'minCpuRequest', 'maxCpuRequest'],
  ['limits', 'cpu', 'minCpuLimit', 'maxCpuLimit'],
  ['requests', 'memory', 'minMemoryRequest', 'maxMemoryRequest'],
  ['limits', 'memory', 'minMemoryLimit', 'maxMemoryLimit'],
] as const;

export default defineRule({
  id: 'kubernetes/resource-range',
  summary: 'Keep requests and limits within the bounds of the project',
  category: 'reliability',
  severity: 'warning',
  recommended: false,
  since: '0.1.0',
  fixable: 'never',
  local: true,
  equivalents: {
    'kube-linter': ['unset-cpu-requirements', 'unset-memory-requirements'],
    polaris: ['resourceRange'],
  },
  options: {
    minCpuRequest: bound('smallest CPU request'),
    maxCpuRequest: bound('largest CPU request'),
    minCpuLimit: bound('smallest CPU limit'),
    maxCpuLimit: bound('largest CPU limit'),
    minMemoryRequest: bound('smallest memory request'),
    maxMemoryRequest: bound('largest memory request'),
    minMemoryLimit: bound('smallest memory limit'),
    maxMemoryLimit: bound('largest memory limit'),
  },
  messages: {
    below: '`{{value}}` of {{resource}} for `{{name}}` is below the smallest that is allowed, `{{bound}}`',
    above: '`{{value}}` of {{resource}} for `{{name}}` is above the largest that is allowed, `{{bound}}`',
  },
  notes: ['resources'],
  docs: {
    why: 'Nodes have a size, and so have budgets: a project can say in its configuration what a single container may ask for. A LimitRange does the same in the cluster, when the object is already on its way.',
    invalid: [
      {
        code: 'apiVersion: v1\nkind: Pod\nmetadata:\n  name: shop\nspec:\n  containers:\n    - name: web\n      image: shop:1.4\n      resources:\n        limits:\n          memory: 64Gi\n',
        options: { maxMemoryLimit: '8Gi' },
      },
    ],
    valid: [
      {
        code: 'apiVersion: v1\nkind: Pod\nmetadata:\n  name: shop\nspec:\n  containers:\n    - name: web\n      image: shop:1.4\n      resources:\n        limits:\n          memory: 4Gi\n',
        options: { maxMemoryLimit: '8Gi' },
      },
    ],
    references: ['https://kubernetes.io/docs/concepts/policy/limit-range/'],
  },
  check: (ctx) => {
    const isNew = places();
    return {
      Container(container) {
        if (!isJudged(container)) return;
        for (const [list, resource, low, high] of AMOUNTS) {
          const [least, most] = [quantityOf(ctx.options[low]), quantityOf(ctx.options[high])];
          const scalar = asScalar(getPath(container.node, ['resources', list, resource]));
          const amount = scalar && quantityOf(scalar.text);
          if (!scalar || amount === undefined) continue;
          const below = least !== undefined && amount < least;
          if (!below && (most === undefined || amount <= most)) continue;
          if (!isNew(scalar.span)) continue;
          const data = { value: shown(scalar.text), resource, name: containerName(container) };
          const message = below ? 'below' : 'above';
          ctx.report({ message, span: scalar.span, data: { ...data, bound: ctx.options[below ? low : high] } });
        }
      },
    };
  },
});
