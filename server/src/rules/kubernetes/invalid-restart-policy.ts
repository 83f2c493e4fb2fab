import { defineRule } from '../../core/rule';
import { mappingAt } from '../../languages/kubernetes/model';
import { fix, mappingSpan, objectSpan, shown } from '../../languages/kubernetes/repair-fixes';
import { isPlaceholder } from '../../languages/kubernetes/schema/scalars';
import { replaceValue, setPath } from '../../languages/yaml/edits';
import { asScalar, entryOf } from '../../languages/yaml/query';

export default defineRule({
  id: 'kubernetes/invalid-restart-policy',
  summary: 'Use a restart policy that the workload allows',
  category: 'correctness',
  severity: 'error',
  recommended: true,
  since: '0.1.0',
  fixable: 'sometimes',
  local: 'facts',
  equivalents: { 'kube-score': ['cronjob-restartpolicy'] },
  messages: {
    always: 'A {{kind}} restarts its pods itself, `{{policy}}` is refused; write `Always`',
    ends: 'A {{kind}} ends, `restartPolicy: {{policy}}` is refused; write `OnFailure` or `Never`',
    missing: 'A {{kind}} needs a `restartPolicy`; add `OnFailure` or `Never`',
  },
  notes: ['controllers'],
  docs: {
    why: 'A Job is done when its pod ends, so its pods cannot be restarted forever: the default `Always` is refused, and the policy has to be written. Deployments and the like keep their pods running and allow nothing but `Always`.',
    invalid: [
      {
        code: 'apiVersion: batch/v1\nkind: Job\nmetadata:\n  name: shop\nspec:\n  template:\n    spec:\n      restartPolicy: Always\n      containers:\n        - name: web\n          image: shop:1.2\n',
        fixed:
          'apiVersion: batch/v1\nkind: Job\nmetadata:\n  name: shop\nspec:\n  template:\n    spec:\n      restartPolicy: OnFailure\n      containers:\n        - name: web\n          image: shop:1.2\n',
      },
    ],
    valid: [
      {
        code: 'apiVersion: batch/v1\nkind: Job\nmetadata:\n  name: shop\nspec:\n  template:\n    spec:\n      restartPolicy: Never\n      containers:\n        - name: web\n          image: shop:1.2\n',
      },
    ],
    fixSafety: '`OnFailure` restarts the container in the same pod, `Never` makes a new pod.',
    references: ['https://kubernetes.io/docs/concepts/workloads/controllers/job/#pod-template'],
  },
  check: (ctx) => ({
    Pod(pod) {
      const { spec, manifest, ends } = pod;
      const { kind = '' } = manifest;
      const node = asScalar(entryOf(spec, 'restartPolicy')?.value);
      if (node && (isPlaceholder(node.text) || node.text === '')) return;
      if (CONTROLLED.has(kind)) {
        if (!node || (node.text !== 'OnFailure' && node.text !== 'Never')) return;
        ctx.report({
          message: 'always',
          span: node.span,
          data: { kind, policy: shown(node.text) },
          fixes: [fix('Write Always', 'safe', () => replaceValue(node, 'Always'))],
        });
      } else if (ends && node?.text === 'Always') {
        ctx.report({
          message: 'ends',
          span: node.span,
          data: { kind, policy: node.text },
          fixes: [fix('Write OnFailure', 'unsafe', () => replaceValue(node, 'OnFailure'))],
        });
      } else if (ends && !node && !ctx.facts.fragment && pod.containers.length > 0) {
        if (entryOf(spec, 'restartPolicy')?.value) return;
        ctx.report({
          message: 'missing',
          span: mappingAt(manifest.root, 'metadata') ? objectSpan(manifest) : mappingSpan(spec),
          data: { kind },
          fixes: [fix('Add restartPolicy: OnFailure', 'unsafe', () => setPath(spec, ['restartPolicy'], 'OnFailure'))],
        });
      }
    },
  }),
});

const CONTROLLED: ReadonlySet<string> = new Set([
  'Deployment',
  'ReplicaSet',
  'StatefulSet',
  'DaemonSet',
  'ReplicationController',
]);
