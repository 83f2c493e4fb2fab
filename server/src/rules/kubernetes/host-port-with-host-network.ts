import { defineRule } from '../../core/rule';
import { booleanAt, integerAt, mappingsAt } from '../../languages/kubernetes/model';
import { places } from '../../languages/kubernetes/security';
import { asScalar, get } from '../../languages/yaml/query';

export default defineRule({
  id: 'kubernetes/host-port-with-host-network',
  summary: "List no host ports in the node's network",
  category: 'security',
  severity: 'information',
  recommended: false,
  profiles: ['pod-security-baseline', 'pod-security-restricted'],
  since: '0.1.0',
  fixable: 'never',
  equivalents: {
    polaris: ['hostPortSet'],
    trivy: ['KSV-0024'],
    checkov: ['CKV_K8S_26'],
    kubescape: ['container-hostPort'],
    pss: ['baseline/hostports'],
  },
  messages: {
    listed: "`hostPort: {{port}}` says again what `hostNetwork` does; leave the node's network",
  },
  notes: ['pod-security'],
  docs: {
    why: "In the node's network every port of a container is a port of the node, and `hostPort` repeats it. The Pod Security Standards refuse it by itself, beside `hostNetwork`.",
    invalid: [
      {
        code: 'apiVersion: v1\nkind: Pod\nmetadata:\n  name: shop\nspec:\n  hostNetwork: true\n  containers:\n    - name: web\n      image: shop:1.4\n      ports:\n        - containerPort: 8080\n          hostPort: 8080\n',
      },
    ],
    valid: [
      {
        code: 'apiVersion: v1\nkind: Pod\nmetadata:\n  name: shop\nspec:\n  hostNetwork: true\n  containers:\n    - name: web\n      image: shop:1.4\n      ports:\n        - containerPort: 8080\n',
      },
    ],
    references: ['https://kubernetes.io/docs/concepts/security/pod-security-standards/'],
  },
  check: (ctx) => {
    const isNew = places();
    return {
      Container({ node, pod }) {
        if (booleanAt(pod.spec, 'hostNetwork') !== true) return;
        for (const entry of mappingsAt(node, 'ports')) {
          const port = integerAt(entry, 'hostPort');
          const scalar = asScalar(get(entry, 'hostPort'));
          if (port && scalar && isNew(scalar.span))
            ctx.report({ message: 'listed', span: scalar.span, data: { port } });
        }
      },
    };
  },
});
