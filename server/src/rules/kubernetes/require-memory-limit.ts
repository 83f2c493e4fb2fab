import type { Fix } from '../../core/finding';
import { defineRule } from '../../core/rule';
import type { Container } from '../../languages/kubernetes/model';
import { inSameNamespace, presence, resourceDefaults } from '../../languages/kubernetes/objects';
import { containerName, containerSpan, isJudged, mayLack, places } from '../../languages/kubernetes/security';
import { insertEntry, setPath } from '../../languages/yaml/edits';

const ALL = 'resources:\n  requests:\n    cpu: ${1:100m}\n    memory: ${2:128Mi}\n  limits:\n    memory: ${3:256Mi}';

/** A snippet for what is missing: the whole block, or the limit alone. */
function snippet(container: Container): readonly Fix[] {
  const name = containerName(container);
  const whole = presence(container.node, 'resources') === 'absent';
  const edits = () =>
    (whole ? insertEntry(container.node, ALL) : undefined) ??
    setPath(container.node, ['resources', 'limits', 'memory'], '${1:256Mi}');
  if (edits() === undefined) return [];
  const title = whole ? `Add resources to ${name} …` : `Add resources.limits.memory to ${name} …`;
  return [{ title, safety: 'manual', snippet: true, edits: () => edits() ?? [] }];
}

export default defineRule({
  id: 'kubernetes/require-memory-limit',
  aka: ['require-memory-request'],
  summary: 'Give containers a memory limit',
  category: 'reliability',
  severity: 'warning',
  recommended: true,
  profiles: ['nsa'],
  since: '0.1.0',
  fixable: 'sometimes',
  local: 'facts',
  equivalents: {
    'kube-linter': ['unset-memory-requirements'],
    'kube-score': ['container-resources'],
    polaris: ['memoryLimitsMissing'],
    trivy: ['KSV-0018'],
    checkov: ['CKV_K8S_13'],
    kubesec: ['LimitsMemory'],
    kubescape: ['resources-memory-limits', 'resource-policies'],
  },
  messageEquivalents: {
    noResources: {
      'kube-linter': ['unset-memory-requirements'],
      'kube-score': ['container-resources'],
      polaris: ['memoryLimitsMissing', 'memoryRequestsMissing', 'cpuRequestsMissing'],
      trivy: ['KSV-0018', 'KSV-0016', 'KSV-0015'],
      checkov: ['CKV_K8S_13', 'CKV_K8S_12', 'CKV_K8S_10'],
      kubesec: ['LimitsMemory', 'RequestsMemory', 'RequestsCPU'],
      kubescape: [
        'resources-memory-limits',
        'resources-memory-requests',
        'resources-cpu-requests',
        'resource-policies',
      ],
    },
    noRequest: {
      'kube-linter': ['unset-memory-requirements'],
      'kube-score': ['container-resources'],
      polaris: ['memoryLimitsMissing', 'memoryRequestsMissing'],
      trivy: ['KSV-0018', 'KSV-0016'],
      checkov: ['CKV_K8S_13', 'CKV_K8S_12'],
      kubesec: ['LimitsMemory', 'RequestsMemory'],
      kubescape: ['resources-memory-limits', 'resources-memory-requests', 'resource-policies'],
    },
  },
  messages: {
    noLimit: 'Container `{{name}}` has no memory limit; set `resources.limits.memory`',
    noRequest: 'Container `{{name}}` has no memory limit and no memory request; set both under `resources`',
    noResources: 'Container `{{name}}` has no memory limit and no requests; set them under `resources`',
  },
  notes: ['resources'],
  lessons: ['K04'],
  docs: {
    why: 'Without a limit, one container that leaks takes the memory of the whole node, and the kernel then kills what it likes: often a neighbour. With a limit, only the container that leaks is killed and started anew.\n\nWithout requests the scheduler does not know what a pod needs and packs nodes too full; such a pod is the first that has to go. A memory request that is not written is the same as the limit, so that a limit alone is enough for memory.',
    instead:
      'Measure what the program uses, and leave room above it. A LimitRange in the namespace gives defaults; where one stands in the same file, or a VerticalPodAutoscaler, the rule is silent.',
    invalid: [
      {
        code: 'apiVersion: v1\nkind: Pod\nmetadata:\n  name: shop\nspec:\n  containers:\n    - name: web\n      image: shop:1.4\n',
      },
      {
        code: 'apiVersion: v1\nkind: Pod\nmetadata:\n  name: shop\nspec:\n  containers:\n    - name: web\n      image: shop:1.4\n      resources:\n        requests:\n          cpu: 100m\n          memory: 128Mi\n',
      },
    ],
    valid: [
      {
        code: 'apiVersion: v1\nkind: Pod\nmetadata:\n  name: shop\nspec:\n  containers:\n    - name: web\n      image: shop:1.4\n      resources:\n        requests:\n          cpu: 100m\n        limits:\n          memory: 256Mi\n',
      },
    ],
    references: [
      'https://kubernetes.io/docs/concepts/configuration/manage-resources-containers/',
      'https://kubernetes.io/docs/concepts/policy/limit-range/',
    ],
  },
  check: (ctx) => {
    const isNew = places();
    const defaults = resourceDefaults(ctx.doc);
    return {
      Container(container) {
        const { pod, node, kind } = container;
        if (kind === 'init' || !isJudged(container) || ctx.facts.fragment || !(pod.windows || mayLack(pod, ctx.facts)))
          return;
        if (pod.path.custom) return;
        if (defaults.some((other) => inSameNamespace(other, pod.manifest))) return;
        // The pod's own limit counts for all of its containers.
        if (presence(pod.spec, 'resources', 'limits', 'memory') !== 'absent') return;
        if (presence(node, 'resources', 'limits', 'memory') !== 'absent' || !isNew(containerSpan(container))) return;
        const asks = (resource: string): boolean =>
          [node, pod.spec].some((holder) => presence(holder, 'resources', 'requests', resource) !== 'absent') ||
          presence(node, 'resources', 'limits', resource) !== 'absent';
        ctx.report({
          message: asks('memory') ? 'noLimit' : asks('cpu') ? 'noRequest' : 'noResources',
          span: containerSpan(container),
          data: { name: containerName(container) },
          fixes: snippet(container),
        });
      },
    };
  },
});
