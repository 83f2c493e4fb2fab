import { defineRule } from '../../core/rule';
import { entryWith, valueSpan, withoutEntry } from '../../languages/kubernetes/security';

export default defineRule({
  id: 'kubernetes/no-host-network',
  summary: 'Give pods a network of their own',
  category: 'security',
  severity: 'warning',
  recommended: true,
  profiles: ['pod-security-baseline', 'pod-security-restricted', 'nsa'],
  since: '0.1.0',
  fixable: 'sometimes',
  local: true,
  equivalents: {
    'kube-linter': ['host-network'],
    polaris: ['hostNetworkSet'],
    trivy: ['KSV-0009'],
    checkov: ['CKV_K8S_19'],
    kubesec: ['HostNetwork'],
    kubescape: ['host-network-access'],
    pss: ['baseline/hostnamespaces'],
  },
  messages: { shared: "`hostNetwork` puts the pod into the node's network; remove it and use a Service" },
  notes: ['pod-security'],
  lessons: ['K13'],
  docs: {
    why: 'The pod uses the network of its node: it reaches services that listen on the loopback address of the node, sees the traffic of other pods, and is not held back by a NetworkPolicy. Its ports are taken on the node, so that only one such pod fits there.',
    instead: 'A Service, an Ingress or a Gateway makes a pod reachable from outside.',
    invalid: [
      {
        code: 'apiVersion: v1\nkind: Pod\nmetadata:\n  name: shop\nspec:\n  hostNetwork: true\n  containers:\n    - name: web\n      image: shop:1.4\n',
        fixed:
          'apiVersion: v1\nkind: Pod\nmetadata:\n  name: shop\nspec:\n  containers:\n    - name: web\n      image: shop:1.4\n',
      },
    ],
    valid: [
      {
        code: 'apiVersion: v1\nkind: Pod\nmetadata:\n  name: shop\nspec:\n  hostNetwork: false\n  containers:\n    - name: web\n      image: shop:1.4\n',
      },
    ],
    fixSafety:
      'The pod gets an address of its own: what reached it at the address of the node does not find it any more.',
    exceptions: 'Agents that measure or build the network of the node: CNI plugins, kube-proxy, node exporters.',
    references: ['https://kubernetes.io/docs/concepts/security/pod-security-standards/'],
  },
  check: (ctx) => ({
    Pod(pod) {
      const entry = pod.windows ? undefined : entryWith(pod.spec, 'hostNetwork', true);
      if (!entry) return;
      ctx.report({ message: 'shared', span: valueSpan(entry), fixes: () => withoutEntry(entry, 'Remove hostNetwork') });
    },
  }),
});
