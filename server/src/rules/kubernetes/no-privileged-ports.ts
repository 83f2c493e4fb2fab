import { defineRule } from '../../core/rule';
import { integerAt, mappingsAt } from '../../languages/kubernetes/model';
import { places, valueSpan } from '../../languages/kubernetes/security';
import { entryOf } from '../../languages/yaml/query';

export default defineRule({
  id: 'kubernetes/no-privileged-ports',
  summary: 'Listen on ports from 1024 on',
  category: 'security',
  severity: 'information',
  recommended: false,
  since: '0.1.0',
  fixable: 'never',
  local: true,
  equivalents: { 'kube-linter': ['privileged-ports'], trivy: ['KSV-0117'] },
  messages: {
    low: 'Port {{port}} may need rights of root; listen on one from 1024 on, a Service maps it',
  },
  notes: ['ports'],
  docs: {
    why: 'Ports below 1024 were for root alone. Current runtimes let every user bind them, others still ask for the capability `NET_BIND_SERVICE`. A Service can offer port 80 whatever the container listens on.',
    invalid: [
      {
        code: 'apiVersion: v1\nkind: Pod\nmetadata:\n  name: shop\nspec:\n  containers:\n    - name: web\n      image: shop:1.4\n      ports:\n        - containerPort: 80\n',
      },
    ],
    valid: [
      {
        code: 'apiVersion: v1\nkind: Pod\nmetadata:\n  name: shop\nspec:\n  containers:\n    - name: web\n      image: shop:1.4\n      ports:\n        - containerPort: 8080\n',
      },
    ],
    references: [
      'https://kubernetes.io/docs/tasks/administer-cluster/sysctl-cluster/',
      'https://kubernetes.io/docs/concepts/services-networking/service/',
    ],
  },
  check: (ctx) => {
    const isNew = places();
    return {
      Container({ node, pod }) {
        if (pod.windows) return;
        for (const port of mappingsAt(node, 'ports')) {
          const entry = entryOf(port, 'containerPort');
          const number = integerAt(port, 'containerPort') ?? 0;
          if (!entry || number < 1 || number >= 1024 || !isNew(valueSpan(entry))) continue;
          ctx.report({ message: 'low', span: valueSpan(entry), data: { port: number } });
        }
      },
    };
  },
});
