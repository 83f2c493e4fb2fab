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

export default defineRule({
  id: 'kubernetes/drop-some-capabilities',
  summary: 'Drop capabilities that the program does not need',
  category: 'security',
  severity: 'information',
  recommended: false,
  since: '0.1.0',
  fixable: 'sometimes',
  equivalents: { trivy: ['KSV-0004'], kubesec: ['CapDropAny'] },
  messages: {
    missing: 'Container `{{name}}` drops no capability; drop `ALL` under `capabilities`',
  },
  notes: ['pod-security'],
  docs: {
    why: 'The runtime leaves a container a dozen rights of root that hardly any service needs. This rule is content with one that is dropped; `drop-all-capabilities` asks for all.',
    invalid: [
      {
        code: 'apiVersion: v1\nkind: Pod\nmetadata:\n  name: shop\nspec:\n  containers:\n    - name: web\n      image: shop:1.4\n',
        fixed:
          'apiVersion: v1\nkind: Pod\nmetadata:\n  name: shop\nspec:\n  containers:\n    - name: web\n      image: shop:1.4\n      securityContext:\n        capabilities:\n          drop: [ALL]\n',
      },
    ],
    valid: [
      {
        code: 'apiVersion: v1\nkind: Pod\nmetadata:\n  name: shop\nspec:\n  containers:\n    - name: web\n      image: shop:1.4\n      securityContext:\n        capabilities:\n          drop: [NET_RAW]\n',
      },
    ],
    fixSafety:
      'A program that binds a port below 1024, changes its user or owners of files fails without the capability for it.',
    references: ['https://kubernetes.io/docs/tasks/configure-pod-container/security-context/'],
  },
  check: (ctx) => {
    const isNew = places();
    return {
      Container(container) {
        if (!mayLack(container.pod, ctx.facts) || !isJudged(container)) return;
        const span = containerSpan(container);
        if (capabilitiesOf(container, 'drop')?.length !== 0 || !isNew(span)) return;
        ctx.report({
          message: 'missing',
          span,
          data: { name: containerName(container) },
          fixes: () =>
            repairsNear('Drop ALL', 'unsafe', container.node, () =>
              setOnContainer(container, ['capabilities', 'drop'], '[ALL]'),
            ),
        });
      },
    };
  },
});
