import { defineRule } from '../../core/rule';
import { handlerHosts } from '../../languages/kubernetes/pod-security/host';
import { minorOf } from '../../languages/kubernetes/pod-security/policy';
import { places, valueSpan, withoutEntry } from '../../languages/kubernetes/security';
import { asScalar } from '../../languages/yaml/query';

export default defineRule({
  id: 'kubernetes/no-probe-host',
  summary: 'Let probes and hooks ask the pod itself',
  category: 'security',
  severity: 'warning',
  recommended: false,
  profiles: ['pod-security-baseline', 'pod-security-restricted'],
  since: '0.1.0',
  fixable: 'sometimes',
  local: 'facts',
  equivalents: { pss: ['baseline/hostprobesandhostlifecycle'] },
  messages: {
    host: '`host: {{host}}` makes the kubelet ask there, not the pod; remove `host`',
  },
  notes: ['pod-security', 'probes'],
  lessons: ['K13'],
  docs: {
    why: 'The kubelet sends the request, from the network of the node. With `host` it goes to any address that the author of the pod likes: to services that listen for the node alone, or to the metadata of the cloud. And what is asked then is not this container.',
    instead: 'A virtual host is named by a header `Host` under `httpHeaders`.',
    invalid: [
      {
        code: 'apiVersion: v1\nkind: Pod\nmetadata:\n  name: shop\nspec:\n  containers:\n    - name: web\n      image: shop:1.4\n      readinessProbe:\n        httpGet:\n          host: 127.0.0.1\n          port: 8080\n',
        fixed:
          'apiVersion: v1\nkind: Pod\nmetadata:\n  name: shop\nspec:\n  containers:\n    - name: web\n      image: shop:1.4\n      readinessProbe:\n        httpGet:\n          port: 8080\n',
      },
    ],
    valid: [
      {
        code: 'apiVersion: v1\nkind: Pod\nmetadata:\n  name: shop\nspec:\n  containers:\n    - name: web\n      image: shop:1.4\n      readinessProbe:\n        httpGet:\n          port: 8080\n          httpHeaders:\n            - name: Host\n              value: shop.example.com\n',
      },
    ],
    fixSafety: 'The request goes to the address of the pod, where the program may not listen.',
    exceptions: "Pods of the node's network whose program listens on `127.0.0.1` alone.",
    references: [
      'https://kubernetes.io/docs/concepts/security/pod-security-standards/',
      'https://kubernetes.io/docs/tasks/configure-pod-container/configure-liveness-readiness-startup-probes/',
    ],
  },
  check: (ctx) => {
    const isNew = places();
    return {
      Container(container) {
        for (const entry of handlerHosts(container)) {
          if (!isNew(valueSpan(entry))) continue;
          ctx.report({
            message: 'host',
            span: valueSpan(entry),
            data: { host: asScalar(entry.value)?.text ?? '' },
            fixes: () => withoutEntry(entry, 'Remove host'),
            // The policies look there since this release.
            equivalents: minorOf(ctx.facts.release) < 34 ? { pss: [] } : undefined,
          });
        }
      },
    };
  },
});
