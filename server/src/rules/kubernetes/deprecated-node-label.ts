import { defineRule } from '../../core/rule';
import { fix } from '../../languages/kubernetes/repair-fixes';
import { renameKey, replaceValue } from '../../languages/yaml/edits';
import { walk } from '../../languages/yaml/query';

export default defineRule({
  id: 'kubernetes/deprecated-node-label',
  summary: 'Select nodes by the labels that are stable',
  category: 'maintainability',
  severity: 'warning',
  recommended: true,
  since: '0.1.0',
  fixable: 'sometimes',
  local: true,
  tags: ['deprecated'],
  equivalents: {},
  messages: {
    deprecated: 'The node label `{{old}}` is deprecated; write `{{new}}`',
    master: '`{{old}}` is not set since Kubernetes 1.24; write `{{new}}`',
  },
  notes: ['scheduling'],
  lessons: ['K15'],
  docs: {
    why: 'Nodes carry these labels under stable names since Kubernetes 1.14 and 1.17. The old ones are deprecated, and a pod that asks for a label which no node has any more stays pending.',
    invalid: [
      {
        code: 'apiVersion: v1\nkind: Pod\nmetadata:\n  name: shop\nspec:\n  nodeSelector:\n    beta.kubernetes.io/os: linux\n  containers:\n    - name: web\n      image: shop:1.2\n',
        fixed:
          'apiVersion: v1\nkind: Pod\nmetadata:\n  name: shop\nspec:\n  nodeSelector:\n    kubernetes.io/os: linux\n  containers:\n    - name: web\n      image: shop:1.2\n',
      },
    ],
    valid: [
      {
        code: 'apiVersion: v1\nkind: Pod\nmetadata:\n  name: shop\nspec:\n  nodeSelector:\n    kubernetes.io/os: linux\n  containers:\n    - name: web\n      image: shop:1.2\n',
      },
    ],
    fixSafety: 'Nodes of clusters before 1.20 have no `control-plane` label.',
    references: ['https://kubernetes.io/docs/reference/labels-annotations-taints/'],
  },
  check: (ctx) => ({
    Pod({ spec }) {
      for (const { name, value } of spec.entries) {
        if (!value || !PLACES.has(name)) continue;
        walk(value, (node) => {
          if (node.kind !== 'scalar' || node.holder === undefined) return;
          const { holder, span } = node;
          const right = LABELS.get(node.text);
          if (!right || (holder.kind === 'entry' && holder.key !== node && !LABEL_FIELDS.has(holder.name))) return;
          const isKey = holder.kind === 'entry' && holder.key === node;
          if (isKey && holder.mapping.entries.some((entry) => entry.name === right)) return;
          const master = node.text === MASTER;
          // Tolerating both is how pods run on old and new clusters.
          if (master && name === 'tolerations') return;
          ctx.report({
            message: master ? 'master' : 'deprecated',
            span,
            data: { old: node.text, new: right },
            fixes: [
              fix(`Write ${right}`, master ? 'unsafe' : 'safe', () =>
                isKey ? renameKey(holder, right) : replaceValue(node, right),
              ),
            ],
          });
        });
      }
    },
  }),
});

const PLACES: ReadonlySet<string> = new Set(['nodeSelector', 'affinity', 'tolerations', 'topologySpreadConstraints']);

/** Fields whose value is the key of a label. */
const LABEL_FIELDS: ReadonlySet<string> = new Set(['key', 'topologyKey']);

const MASTER = 'node-role.kubernetes.io/master';

const LABELS: ReadonlyMap<string, string> = new Map([
  ['beta.kubernetes.io/arch', 'kubernetes.io/arch'],
  ['beta.kubernetes.io/os', 'kubernetes.io/os'],
  ['beta.kubernetes.io/instance-type', 'node.kubernetes.io/instance-type'],
  ['failure-domain.beta.kubernetes.io/zone', 'topology.kubernetes.io/zone'],
  ['failure-domain.beta.kubernetes.io/region', 'topology.kubernetes.io/region'],
  [MASTER, 'node-role.kubernetes.io/control-plane'],
]);
