import { defineRule } from '../../core/rule';
import { mappingAt } from '../../languages/kubernetes/model';
import { quantityOf } from '../../languages/kubernetes/quantity';
import { containerName, containerSpan, isJudged, places } from '../../languages/kubernetes/security';
import { lacks, mayLackAnywhere, writtenAt } from '../../languages/kubernetes/workloads';

const AMOUNTS = [
  ['memoryRequest', 'requests', 'memory'],
  ['cpuRequest', 'requests', 'cpu'],
  ['memoryLimit', 'limits', 'memory'],
  ['cpuLimit', 'limits', 'cpu'],
] as const;

const isZero = (text: string): boolean => quantityOf(text) === 0;

export default defineRule({
  id: 'kubernetes/explicit-requests',
  summary: 'Write requests and limits into every container',
  category: 'performance',
  severity: 'information',
  recommended: false,
  since: '0.1.0',
  fixable: 'never',
  equivalents: {},
  messageEquivalents: {
    memoryRequest: {
      'kube-linter': ['unset-memory-requirements'],
      'kube-score': ['container-resources'],
      polaris: ['memoryRequestsMissing'],
      trivy: ['KSV-0016'],
      checkov: ['CKV_K8S_12'],
      kubesec: ['RequestsMemory'],
      kubescape: ['resources-memory-requests'],
    },
    cpuRequest: {
      'kube-linter': ['unset-cpu-requirements'],
      'kube-score': ['container-resources'],
      polaris: ['cpuRequestsMissing'],
      trivy: ['KSV-0015'],
      checkov: ['CKV_K8S_10'],
      kubesec: ['RequestsCPU'],
      kubescape: ['resources-cpu-requests'],
    },
    memoryLimit: {
      'kube-linter': ['unset-memory-requirements'],
      'kube-score': ['container-resources'],
      polaris: ['memoryLimitsMissing'],
      trivy: ['KSV-0018'],
      checkov: ['CKV_K8S_13'],
      kubesec: ['LimitsMemory'],
      kubescape: ['resources-memory-limits'],
    },
    cpuLimit: {
      'kube-score': ['container-resources'],
      polaris: ['cpuLimitsMissing'],
      trivy: ['KSV-0011'],
      checkov: ['CKV_K8S_11'],
      kubesec: ['LimitsCPU'],
      kubescape: ['resources-cpu-limits'],
    },
    noCpu: { 'kube-linter': ['unset-cpu-requirements'], 'kube-score': ['container-resources'] },
    noMemory: { 'kube-linter': ['unset-memory-requirements'], 'kube-score': ['container-resources'] },
  },
  messages: {
    memoryRequest: '`{{name}}` does not say `resources.requests.memory` itself; write it down',
    cpuRequest: '`{{name}}` does not say `resources.requests.cpu` itself; write it down',
    memoryLimit: '`{{name}}` does not say `resources.limits.memory` itself; write it down',
    noCpu: '`{{value}}` is as good as none; write what the container needs',
    noMemory: '`{{value}}` is as good as none; write what the container needs',
    cpuLimit: '`{{name}}` does not say `resources.limits.cpu` itself; write it down',
  },
  notes: ['resources'],
  docs: {
    why: 'What is not written is filled in: a request by the limit, both by a LimitRange of the namespace. The numbers are then known to the cluster alone, and another cluster has others. This rule asks for all four of them in each container, init containers too.',
    invalid: [
      {
        code: 'apiVersion: v1\nkind: Pod\nmetadata:\n  name: shop\nspec:\n  containers:\n    - name: web\n      image: shop:1.4\n      resources:\n        limits: {cpu: 500m, memory: 256Mi}\n',
      },
    ],
    valid: [
      {
        code: 'apiVersion: v1\nkind: Pod\nmetadata:\n  name: shop\nspec:\n  containers:\n    - name: web\n      image: shop:1.4\n      resources:\n        limits: {cpu: 500m, memory: 256Mi}\n        requests: {cpu: 100m, memory: 256Mi}\n',
      },
    ],
    exceptions:
      'Namespaces whose LimitRange is meant to decide, and pods whose limits stand at `spec.resources`. CPU limits are contested, which is why the rule is off.',
    references: ['https://kubernetes.io/docs/concepts/configuration/manage-resources-containers/'],
  },
  check: (ctx) => {
    const isNew = places();
    return {
      Container(container) {
        if (!isJudged(container) || !mayLackAnywhere(container.pod, ctx.facts)) return;
        for (const [message, list, resource] of AMOUNTS) {
          if (!lacks(container.node, 'resources') && !lacks(container.node, 'resources', list)) {
            if (!lacks(container.node, 'resources', list, resource)) continue;
          }
          ctx.report({ message, span: containerSpan(container), data: { name: containerName(container) } });
        }
        for (const [, list, resource] of AMOUNTS) {
          const amount = writtenAt(mappingAt(container.node, 'resources', list), resource);
          if (!amount || !isZero(amount.text) || !isNew(amount.scalar.span)) continue;
          const message = resource === 'cpu' ? 'noCpu' : 'noMemory';
          ctx.report({ message, span: amount.scalar.span, data: { value: `${resource}: ${amount.text}` } });
        }
      },
    };
  },
});
