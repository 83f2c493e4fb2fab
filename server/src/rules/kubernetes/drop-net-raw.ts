import { defineRule } from '../../core/rule';
import {
  capabilitiesOf,
  containerName,
  containerSpan,
  isJudged,
  mayLack,
  places,
  repairsNear,
  setOnContainer,
} from '../../languages/kubernetes/security';
import { insertItem, removeItem } from '../../languages/yaml/edits';

export default defineRule({
  id: 'kubernetes/drop-net-raw',
  summary: 'Take from containers the right to send raw packets',
  category: 'security',
  severity: 'information',
  recommended: false,
  since: '0.1.0',
  fixable: 'sometimes',
  equivalents: {
    'kube-linter': ['drop-net-raw-capability'],
    checkov: ['CKV_K8S_28'],
    kubescape: ['drop-capability-netraw'],
  },
  messageEquivalents: {
    added: {
      'kube-linter': ['drop-net-raw-capability'],
      checkov: ['CKV_K8S_28'],
      kubescape: ['drop-capability-netraw'],
      trivy: ['KSV-0119'],
    },
  },
  messages: {
    kept: 'Container `{{name}}` may send raw packets; drop `NET_RAW` under `capabilities`',
    added: '`{{capability}}` lets `{{name}}` send raw packets; remove it from `add`',
  },
  notes: ['pod-security'],
  lessons: ['K13'],
  docs: {
    why: 'With `NET_RAW`, which containers have unless it is dropped, a program makes packets that seem to come from another pod, and can answer for it. `ping` of a modern image does not need it.',
    invalid: [
      {
        code: 'apiVersion: v1\nkind: Pod\nmetadata:\n  name: shop\nspec:\n  containers:\n    - name: web\n      image: shop:1.4\n',
        fixed:
          'apiVersion: v1\nkind: Pod\nmetadata:\n  name: shop\nspec:\n  containers:\n    - name: web\n      image: shop:1.4\n      securityContext:\n        capabilities:\n          drop: [NET_RAW]\n',
      },
    ],
    valid: [
      {
        code: 'apiVersion: v1\nkind: Pod\nmetadata:\n  name: shop\nspec:\n  containers:\n    - name: web\n      image: shop:1.4\n      securityContext:\n        capabilities:\n          drop: [ALL]\n',
      },
    ],
    fixSafety: 'Tools that send raw packets fail, such as `tcpdump` and an old `ping`.',
    references: ['https://kubernetes.io/docs/tasks/configure-pod-container/security-context/'],
  },
  check: (ctx) => {
    const isNew = places();
    return {
      Container(container) {
        if (container.pod.windows) return;
        const name = containerName(container);
        const added = capabilitiesOf(container, 'add')?.find((capability) => capability.name === 'NET_RAW');
        if (added) {
          if (!isNew(added.scalar.span)) return;
          ctx.report({
            message: 'added',
            span: added.scalar.span,
            data: { capability: added.scalar.text, name },
            fixes: () =>
              repairsNear(`Remove ${added.scalar.text}`, 'unsafe', added.scalar, () =>
                removeItem(added.item, { removeEmptyParent: true }),
              ),
          });
          return;
        }
        if (!mayLack(container.pod, ctx.facts) || !isJudged(container)) return;
        const dropped = capabilitiesOf(container, 'drop');
        if (!dropped || dropped.some((capability) => /^(?:ALL|NET_RAW)$/.test(capability.name))) return;
        const span = containerSpan(container);
        if (!isNew(span)) return;
        const list = dropped[0]?.item.sequence;
        ctx.report({
          message: 'kept',
          span,
          data: { name },
          fixes: () =>
            repairsNear('Drop NET_RAW', 'unsafe', container.node, () =>
              list ? insertItem(list, 'NET_RAW') : setOnContainer(container, ['capabilities', 'drop'], '[NET_RAW]'),
            ),
        });
      },
    };
  },
});
