import { defineRule } from '../../core/rule';
import { inSameNamespace, objectsOf } from '../../languages/kubernetes/objects';
import { containerName, containerSpan, isJudged, places } from '../../languages/kubernetes/security';
import { lacks, mayLackAnywhere, snippetFix } from '../../languages/kubernetes/workloads';
import { setPath } from '../../languages/yaml/edits';

export default defineRule({
  id: 'kubernetes/require-ephemeral-storage',
  summary: 'Limit how much of the disk containers take',
  category: 'reliability',
  severity: 'information',
  recommended: false,
  since: '0.1.0',
  fixable: 'sometimes',
  equivalents: { 'kube-score': ['container-ephemeral-storage-request-and-limit'] },
  messages: {
    request: 'Container `{{name}}` asks for no room on a disk; set `resources.requests.ephemeral-storage`',
    missing: 'Container `{{name}}` may fill the disk of its node; set `resources.limits.ephemeral-storage`',
  },
  notes: ['resources'],
  docs: {
    why: 'Logs, `emptyDir` volumes and what a container writes into its own file system lie on the disk of the node. When that is full the kubelet evicts pods, and not always the one that filled it. With a limit it evicts the one that went beyond.\n\nA request that is not written is the same as the limit.',
    invalid: [
      {
        code: 'apiVersion: v1\nkind: Pod\nmetadata:\n  name: shop\nspec:\n  containers:\n    - name: web\n      image: shop:1.4\n',
      },
    ],
    valid: [
      {
        code: 'apiVersion: v1\nkind: Pod\nmetadata:\n  name: shop\nspec:\n  containers:\n    - name: web\n      image: shop:1.4\n      resources:\n        requests:\n          ephemeral-storage: 1Gi\n        limits:\n          ephemeral-storage: 1Gi\n',
      },
    ],
    references: ['https://kubernetes.io/docs/concepts/storage/ephemeral-storage/'],
  },
  check: (ctx) => {
    const isNew = places();
    const defaults = objectsOf(ctx.doc, 'LimitRange');
    return {
      Container(container) {
        const { pod, node } = container;
        if (!isJudged(container) || !mayLackAnywhere(pod, ctx.facts)) return;
        if (defaults.some((other) => inSameNamespace(other, pod.manifest))) return;
        const name = containerName(container);
        if (!lacks(node, 'resources', 'limits', 'ephemeral-storage')) {
          if (lacks(node, 'resources', 'requests', 'ephemeral-storage') && isNew(containerSpan(container)))
            ctx.report({ message: 'request', span: containerSpan(container), data: { name } });
          return;
        }
        if (!isNew(containerSpan(container))) return;
        const edits = () => setPath(node, ['resources', 'limits', 'ephemeral-storage'], '${1:1Gi}');
        const fixes = snippetFix(`Add resources.limits.ephemeral-storage to ${name} …`, edits);
        ctx.report({ message: 'missing', span: containerSpan(container), data: { name }, fixes });
      },
    };
  },
});
