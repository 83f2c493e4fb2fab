import { defineRule } from '../../core/rule';
import { inSameNamespace, presence, resourceDefaults } from '../../languages/kubernetes/objects';
import { containerName, containerSpan, isJudged, places } from '../../languages/kubernetes/security';
import { setPath } from '../../languages/yaml/edits';

export default defineRule({
  id: 'kubernetes/require-cpu-request',
  summary: 'Say how much CPU containers need',
  category: 'reliability',
  severity: 'warning',
  recommended: true,
  profiles: ['nsa'],
  since: '0.1.0',
  fixable: 'sometimes',
  local: 'facts',
  equivalents: {
    'kube-linter': ['unset-cpu-requirements'],
    'kube-score': ['container-resources'],
    polaris: ['cpuRequestsMissing'],
    trivy: ['KSV-0015'],
    checkov: ['CKV_K8S_10'],
    kubesec: ['RequestsCPU'],
    kubescape: ['resources-cpu-requests'],
  },
  messages: { missing: 'Container `{{name}}` asks for no CPU; set `resources.requests.cpu`' },
  notes: ['resources'],
  lessons: ['K04'],
  docs: {
    why: 'The request tells the scheduler how much of a node the container needs, and the kernel how to share the CPU when it is scarce. A container without one gets the smallest share, and an autoscaler that looks at the CPU cannot work at all.',
    instead: 'Only the request is needed: a CPU limit slows programs down even where the node has time to spare.',
    invalid: [
      {
        code: 'apiVersion: v1\nkind: Pod\nmetadata:\n  name: shop\nspec:\n  containers:\n    - name: web\n      image: shop:1.4\n      resources:\n        limits:\n          memory: 256Mi\n',
      },
    ],
    valid: [
      {
        code: 'apiVersion: v1\nkind: Pod\nmetadata:\n  name: shop\nspec:\n  containers:\n    - name: web\n      image: shop:1.4\n      resources:\n        requests:\n          cpu: 100m\n        limits:\n          memory: 256Mi\n',
      },
    ],
    exceptions:
      'A container without a memory limit has one finding, `kubernetes/require-memory-limit`, that names what else is missing; this rule is then silent.',
    references: ['https://kubernetes.io/docs/concepts/configuration/manage-resources-containers/'],
  },
  check: (ctx) => {
    const isNew = places();
    const defaults = resourceDefaults(ctx.doc);
    return {
      Container(container) {
        const { pod, node, kind } = container;
        if (kind === 'init' || !isJudged(container) || ctx.facts.fragment || pod.path.custom) return;
        if (defaults.some((other) => inSameNamespace(other, pod.manifest))) return;
        const says = (list: string, resource: string): boolean =>
          [node, pod.spec].some((holder) => presence(holder, 'resources', list, resource) !== 'absent');
        // A request that is missing is the limit. Without a memory limit the container has its finding already.
        if (says('requests', 'cpu') || says('limits', 'cpu') || !says('limits', 'memory')) return;
        if (!isNew(containerSpan(container))) return;
        const edits = () => setPath(node, ['resources', 'requests', 'cpu'], '${1:100m}');
        const name = containerName(container);
        ctx.report({
          message: 'missing',
          span: containerSpan(container),
          data: { name },
          fixes: () =>
            edits() === undefined
              ? []
              : [
                  {
                    title: `Add resources.requests.cpu to ${name} …`,
                    safety: 'manual',
                    snippet: true,
                    edits: () => edits() ?? [],
                  },
                ],
        });
      },
    };
  },
});
