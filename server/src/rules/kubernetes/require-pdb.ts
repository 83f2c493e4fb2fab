import type { Fix } from '../../core/finding';
import { defineRule } from '../../core/rule';
import { mappingAt, type Pod } from '../../languages/kubernetes/model';
import { addDocument, headFor } from '../../languages/kubernetes/new-document';
import { objectsOf, podsSelected, specOf } from '../../languages/kubernetes/objects';
import { selectorLines } from '../../languages/kubernetes/pod-labels';
import { objectSpan } from '../../languages/kubernetes/repair-fixes';
import { isOpen, repairs } from '../../languages/kubernetes/security';
import { isOpenObject, kubeScoreOf, mayLackAnywhere, mostReplicas } from '../../languages/kubernetes/workloads';

function budgetFor(pod: Pod): readonly Fix[] {
  const labels = selectorLines(pod, '      ');
  const { manifest } = pod;
  if (labels === undefined || manifest.name === undefined || isOpen(manifest.name)) return [];
  const head = headFor(manifest, 'policy/v1', 'PodDisruptionBudget');
  const text = `${head}\nspec:\n  maxUnavailable: 1\n  selector:\n    matchLabels:\n${labels}\n`;
  return repairs(`Add a PodDisruptionBudget for ${manifest.name}`, 'unsafe', () => addDocument(manifest, text));
}

export default defineRule({
  id: 'kubernetes/require-pdb',
  summary: 'Give workloads of several pods a disruption budget',
  category: 'reliability',
  severity: 'information',
  recommended: false,
  since: '0.1.0',
  fixable: 'sometimes',
  equivalents: {
    'kube-score': ['deployment-has-poddisruptionbudget', 'statefulset-has-poddisruptionbudget'],
    polaris: ['missingPodDisruptionBudget'],
  },
  messageEquivalents: { single: { polaris: ['missingPodDisruptionBudget'] } },
  messages: {
    missing: 'All pods of `{{name}}` may be evicted at once; add a PodDisruptionBudget',
    single: 'The only pod of `{{name}}` may be evicted at any time; run two, with a PodDisruptionBudget',
  },
  notes: ['controllers'],
  docs: {
    why: 'When nodes are drained for an update, their pods are evicted. Without a budget all pods of a workload can be away at the same time; with one, the drain waits until the others are ready elsewhere.\n\nThe rule looks at the file alone: a budget that stands in another file is not seen.',
    invalid: [
      {
        code: 'apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: shop\nspec:\n  replicas: 3\n  selector:\n    matchLabels:\n      app: shop\n  template:\n    metadata:\n      labels: {app: shop}\n    spec:\n      containers:\n        - name: web\n          image: shop:1.4\n',
        fixed:
          'apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: shop\nspec:\n  replicas: 3\n  selector:\n    matchLabels:\n      app: shop\n  template:\n    metadata:\n      labels: {app: shop}\n    spec:\n      containers:\n        - name: web\n          image: shop:1.4\n---\napiVersion: policy/v1\nkind: PodDisruptionBudget\nmetadata:\n  name: shop\nspec:\n  maxUnavailable: 1\n  selector:\n    matchLabels:\n      app: shop\n',
      },
    ],
    valid: [
      {
        code: 'apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: shop\nspec:\n  replicas: 0\n  selector:\n    matchLabels: {app: shop}\n  template:\n    metadata:\n      labels: {app: shop}\n    spec:\n      containers:\n        - name: web\n          image: shop:1.4\n',
      },
    ],
    fixSafety:
      'Drains wait from then on until one pod at a time has moved; a pod that never becomes ready holds them up.',
    references: ['https://kubernetes.io/docs/tasks/run-application/configure-pdb/'],
  },
  check: (ctx) => ({
    Document() {
      const budgets = objectsOf(ctx.doc, 'PodDisruptionBudget');
      const known = !budgets.some(isOpenObject);
      const covered = new Set(
        budgets.flatMap((budget) => podsSelected(ctx.doc, budget, mappingAt(specOf(budget), 'selector'))),
      );
      for (const { pod } of known ? objectsOf(ctx.doc, 'Deployment', 'StatefulSet') : []) {
        if (!pod || covered.has(pod) || !mayLackAnywhere(pod, ctx.facts)) continue;
        const most = mostReplicas(ctx.doc, pod.manifest);
        if (most === undefined || most === 0) continue;
        const alone = most < 2;
        if (alone && pod.manifest.kind !== 'Deployment') continue;
        const data = { name: pod.manifest.name ?? '' };
        const equivalents = kubeScoreOf(pod.manifest.kind, 'has-poddisruptionbudget');
        const span = objectSpan(pod.manifest);
        if (alone) ctx.report({ message: 'single', span, data });
        else ctx.report({ message: 'missing', span, data, fixes: budgetFor(pod), equivalents });
      }
    },
  }),
});
