import { defineRule } from '../../core/rule';
import { inSameNamespace, objectsOf } from '../../languages/kubernetes/objects';
import { containerName, containerSpan, isJudged, places } from '../../languages/kubernetes/security';
import { lacks, mayLackAnywhere, snippetFix } from '../../languages/kubernetes/workloads';
import { setPath } from '../../languages/yaml/edits';

export default defineRule({
  id: 'kubernetes/require-cpu-limit',
  summary: 'Limit how much CPU containers take',
  category: 'reliability',
  severity: 'information',
  recommended: false,
  since: '0.1.0',
  fixable: 'sometimes',
  equivalents: {
    'kube-score': ['container-resources'],
    polaris: ['cpuLimitsMissing'],
    trivy: ['KSV-0011'],
    checkov: ['CKV_K8S_11'],
    kubesec: ['LimitsCPU'],
    kubescape: ['resources-cpu-limits', 'resource-policies'],
  },
  messages: { missing: 'Container `{{name}}` may take all CPU of its node; set `resources.limits.cpu`' },
  notes: ['resources'],
  lessons: ['K04'],
  docs: {
    why: 'A limit keeps a container from taking the time that a node has left, so that its speed is the same whoever its neighbours are. A cluster that is billed by limits, or whose quota counts them, needs one.',
    exceptions:
      'Many advise against it: the request already protects the neighbours, and a limit slows a program down while the node has time to spare. That is why the rule is off.',
    invalid: [
      {
        code: 'apiVersion: v1\nkind: Pod\nmetadata:\n  name: shop\nspec:\n  containers:\n    - name: web\n      image: shop:1.4\n      resources:\n        requests:\n          cpu: 100m\n',
      },
    ],
    valid: [
      {
        code: 'apiVersion: v1\nkind: Pod\nmetadata:\n  name: shop\nspec:\n  containers:\n    - name: web\n      image: shop:1.4\n      resources:\n        requests:\n          cpu: 100m\n        limits:\n          cpu: 500m\n',
      },
    ],
    references: ['https://kubernetes.io/docs/concepts/configuration/manage-resources-containers/'],
  },
  check: (ctx) => {
    const isNew = places();
    const defaults = objectsOf(ctx.doc, 'LimitRange', 'VerticalPodAutoscaler');
    return {
      Container(container) {
        const { pod, node, kind } = container;
        if (kind === 'init' || !isJudged(container) || !mayLackAnywhere(pod, ctx.facts)) return;
        if (defaults.some((other) => inSameNamespace(other, pod.manifest))) return;
        if (![node, pod.spec].every((holder) => lacks(holder, 'resources', 'limits', 'cpu'))) return;
        if (!isNew(containerSpan(container))) return;
        const name = containerName(container);
        const edits = () => setPath(node, ['resources', 'limits', 'cpu'], '${1:500m}');
        const fixes = snippetFix(`Add resources.limits.cpu to ${name} …`, edits);
        ctx.report({ message: 'missing', span: containerSpan(container), data: { name }, fixes });
      },
    };
  },
});
