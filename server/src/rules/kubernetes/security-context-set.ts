import { defineRule } from '../../core/rule';
import { mappingAt } from '../../languages/kubernetes/model';
import { presence } from '../../languages/kubernetes/objects';
import { containerName, containerSpan, isJudged, mayLack, places } from '../../languages/kubernetes/security';
import type { YamlMapping } from '../../languages/yaml/nodes';

/** Nothing is there, or nothing stands in it. */
const isVacant = (node: YamlMapping): boolean =>
  presence(node, 'securityContext') === 'absent' || mappingAt(node, 'securityContext')?.entries.length === 0;

export default defineRule({
  id: 'kubernetes/security-context-set',
  summary: 'Set a securityContext',
  category: 'security',
  severity: 'information',
  recommended: false,
  since: '0.1.0',
  fixable: 'never',
  equivalents: { trivy: ['KSV-0118'], checkov: ['CKV_K8S_30'] },
  messageEquivalents: {
    missing: { trivy: ['KSV-0118'], checkov: ['CKV_K8S_30', 'CKV_K8S_29'] },
  },
  messages: {
    own: 'Container `{{name}}` has no `securityContext` of its own; add one',
    missing: 'Neither the pod nor container `{{name}}` has a `securityContext`; add one',
  },
  notes: ['pod-security'],
  docs: {
    why: 'A pod without a `securityContext` runs with whatever the image and the runtime bring: mostly as root, with a dozen rights of root. The rules for the single settings say what should be in it.',
    invalid: [
      {
        code: 'apiVersion: v1\nkind: Pod\nmetadata:\n  name: shop\nspec:\n  containers:\n    - name: web\n      image: shop:1.4\n',
      },
    ],
    valid: [
      {
        code: 'apiVersion: v1\nkind: Pod\nmetadata:\n  name: shop\nspec:\n  containers:\n    - name: web\n      image: shop:1.4\n      securityContext:\n        runAsNonRoot: true\n',
      },
    ],
    references: ['https://kubernetes.io/docs/tasks/configure-pod-container/security-context/'],
  },
  check: (ctx) => {
    const isNew = places();
    return {
      Container(container) {
        const { pod, node } = container;
        if (!mayLack(pod, ctx.facts) || !isJudged(container)) return;
        if (!isVacant(node)) return;
        const message = isVacant(pod.spec) ? 'missing' : 'own';
        const span = containerSpan(container);
        if (isNew(span)) ctx.report({ message, span, data: { name: containerName(container) } });
      },
    };
  },
});
