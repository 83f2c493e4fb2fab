import { defineRule } from '../../core/rule';
import { booleanAt, integerAt, mappingsAt } from '../../languages/kubernetes/model';
import { places, valueSpan, withoutEntry } from '../../languages/kubernetes/security';
import { entryOf } from '../../languages/yaml/query';

export default defineRule({
  id: 'kubernetes/no-host-port',
  summary: 'Publish ports by a Service, not on the node',
  category: 'security',
  severity: 'warning',
  recommended: true,
  profiles: ['pod-security-baseline', 'pod-security-restricted', 'nsa'],
  since: '0.1.0',
  fixable: 'sometimes',
  local: true,
  equivalents: {
    polaris: ['hostPortSet'],
    trivy: ['KSV-0024'],
    checkov: ['CKV_K8S_26'],
    kubescape: ['container-hostPort'],
    pss: ['baseline/hostports'],
  },
  messages: { taken: '`hostPort: {{port}}` takes the port on the node; use a Service instead' },
  notes: ['pod-security'],
  lessons: ['K13'],
  docs: {
    why: 'The port is open on every address of the node, past Services and often past a NetworkPolicy. And it is taken: a second such pod does not fit on the node, so that a rolling update can wait for ever on a small cluster.',
    instead: 'A Service (of type `LoadBalancer` for traffic from outside), an Ingress or a Gateway.',
    invalid: [
      {
        code: 'apiVersion: v1\nkind: Pod\nmetadata:\n  name: shop\nspec:\n  containers:\n    - name: web\n      image: shop:1.4\n      ports:\n        - containerPort: 8080\n          hostPort: 80\n',
        fixed:
          'apiVersion: v1\nkind: Pod\nmetadata:\n  name: shop\nspec:\n  containers:\n    - name: web\n      image: shop:1.4\n      ports:\n        - containerPort: 8080\n',
      },
    ],
    valid: [
      {
        code: 'apiVersion: v1\nkind: Pod\nmetadata:\n  name: shop\nspec:\n  containers:\n    - name: web\n      image: shop:1.4\n      ports:\n        - containerPort: 8080\n',
      },
    ],
    fixSafety: 'What reached the program at the address of the node does not find it any more.',
    exceptions: 'Ingress controllers on bare metal, and agents that programs reach at the address of their own node.',
    references: [
      'https://kubernetes.io/docs/concepts/configuration/overview/#services',
      'https://kubernetes.io/docs/concepts/security/pod-security-standards/',
    ],
  },
  check: (ctx) => {
    const isNew = places();
    return {
      Container({ node, pod }) {
        // In the node's network both ports are one.
        if (booleanAt(pod.spec, 'hostNetwork') === true) return;
        for (const port of mappingsAt(node, 'ports')) {
          const number = integerAt(port, 'hostPort');
          const entry = entryOf(port, 'hostPort');
          if (!entry || number === undefined || number === 0 || !isNew(valueSpan(entry))) continue;
          ctx.report({
            message: 'taken',
            span: valueSpan(entry),
            data: { port: number },
            fixes: () => withoutEntry(entry, 'Remove hostPort'),
          });
        }
      },
    };
  },
});
