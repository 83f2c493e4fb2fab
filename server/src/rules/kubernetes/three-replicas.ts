import { defineRule } from '../../core/rule';
import { integerAt } from '../../languages/kubernetes/model';
import { specOf } from '../../languages/kubernetes/objects';
import { objectSpan } from '../../languages/kubernetes/repair-fixes';
import { lacks, replicasOf, scalerOf } from '../../languages/kubernetes/workloads';

/** What else keeps a number of pods. */
const OTHERS: ReadonlySet<string> = new Set(['DeploymentConfig', 'ReplicaSet', 'ReplicationController', 'StatefulSet']);

export default defineRule({
  id: 'kubernetes/three-replicas',
  summary: 'Run three of each pod',
  category: 'reliability',
  severity: 'information',
  recommended: false,
  since: '0.1.0',
  fixable: 'never',
  equivalents: {},
  messageEquivalents: {
    few: { 'kube-linter': ['minimum-three-replicas'], polaris: ['deploymentMissingReplicas'] },
    two: { 'kube-linter': ['minimum-three-replicas'] },
    others: { 'kube-linter': ['minimum-three-replicas'] },
    scaler: { 'kube-linter': ['hpa-minimum-three-replicas'] },
  },
  messages: {
    few: 'Deployment `{{name}}` runs as a single pod; set `replicas: 3`',
    two: 'Two pods of `{{name}}` are one too few while a node is down; set `replicas: 3`',
    others: '{{kind}} `{{name}}` runs {{count}}; set `replicas: 3`',
    scaler: 'Autoscaler `{{name}}` may go below three pods; set `minReplicas: 3`',
  },
  notes: ['controllers'],
  docs: {
    why: 'With two pods a node that is drained and one that fails at the same time take both. Three pods in three zones survive the loss of any of them, and what votes needs three.',
    invalid: [
      {
        code: 'apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: shop\nspec:\n  replicas: 2\n  selector:\n    matchLabels:\n      app: shop\n  template:\n    metadata:\n      labels:\n        app: shop\n    spec:\n      containers:\n        - name: web\n          image: shop:1.4\n',
      },
    ],
    valid: [
      {
        code: 'apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: shop\nspec:\n  replicas: 3\n  selector:\n    matchLabels:\n      app: shop\n  template:\n    metadata:\n      labels:\n        app: shop\n    spec:\n      containers:\n        - name: web\n          image: shop:1.4\n',
      },
    ],
    exceptions:
      'Programs that must not run twice, and those whose loss for a minute is no harm. `min-replicas` asks for two and only behind a Service.',
    references: ['https://kubernetes.io/docs/concepts/workloads/pods/disruptions/'],
  },
  check: (ctx) => ({
    Manifest(manifest) {
      const { kind, name = '' } = manifest;
      const spec = specOf(manifest);
      if (!spec || ctx.facts.fragment || manifest.otherFormat) return;
      if (kind === 'HorizontalPodAutoscaler') {
        const least = lacks(spec, 'minReplicas') ? 1 : integerAt(spec, 'minReplicas');
        if (least === undefined || least >= 3) return;
        ctx.report({ message: 'scaler', span: objectSpan(manifest), data: { name } });
        return;
      }
      const count = replicasOf(manifest);
      if (count === undefined || count >= 3 || scalerOf(ctx.doc, manifest)) return;
      if (OTHERS.has(kind ?? '')) {
        const data = { kind: kind ?? '', name, count: `${count} ${count === 1 ? 'pod' : 'pods'}` };
        ctx.report({ message: 'others', span: objectSpan(manifest), data });
      }
      if (kind === 'Deployment')
        ctx.report({ message: count === 2 ? 'two' : 'few', span: objectSpan(manifest), data: { name } });
    },
  }),
});
