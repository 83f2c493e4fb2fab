import { closest } from '../../core/nearest';
import { defineRule } from '../../core/rule';
import type { ObjectView } from '../../languages/kubernetes/object-index';
import { objectsOf } from '../../languages/kubernetes/objects';
import { type Backend, backendsOf, lookUp, nearFix, relatedTo } from '../../languages/kubernetes/references';
import { isOpen } from '../../languages/kubernetes/security';
import { type ObjectSummary, objectsAround, type PortSummary } from '../../languages/kubernetes/summary';
import { replaceValue } from '../../languages/yaml/edits';
import { fix } from '../../languages/yaml/fixes';
import type { YamlScalar } from '../../languages/yaml/nodes';

const ROUTES = ['HTTPRoute', 'GRPCRoute', 'TCPRoute', 'TLSRoute', 'UDPRoute'];

/** The only port that can be meant: with the nearest name, else the only one there is. */
function meantPort(ports: readonly PortSummary[], wanted: YamlScalar): string | undefined {
  const isNumber = /^\d+$/.test(wanted.text);
  const known = ports.flatMap(({ name, number }) => (isNumber ? (number ?? []) : (name ?? []))).map(String);
  return known.length === 1 ? known[0] : isNumber ? undefined : closest(wanted.text, known);
}

export default defineRule({
  id: 'kubernetes/dangling-ingress',
  summary: 'Let routes lead to a Service and a port that exist',
  category: 'correctness',
  severity: 'warning',
  recommended: true,
  since: '0.1.0',
  fixable: 'sometimes',
  equivalents: {
    'kube-linter': ['dangling-ingress'],
    'kube-score': ['ingress-targets-service'],
    kubescape: ['dangling-ingress-backend', 'dangling-gateway-backend'],
  },
  messages: {
    service: '{{kind}} `{{name}}` leads nowhere: there is no Service `{{service}}` here',
    port: 'Service `{{service}}` has no port `{{port}}`; it has {{ports}}',
  },
  notes: ['traffic', 'services'],
  lessons: ['K12'],
  docs: {
    why: 'An Ingress or a route names a Service and one of its ports. When one of them does not exist, the controller answers every request with an error, and the API server has said nothing.\n\nThe rule looks at all manifests of the workspace, and speaks where the folder holds Services or workloads.',
    invalid: [
      {
        code: 'apiVersion: networking.k8s.io/v1\nkind: Ingress\nmetadata:\n  name: shop\nspec:\n  rules:\n    - host: shop.example.com\n      http:\n        paths:\n          - path: /\n            pathType: Prefix\n            backend:\n              service:\n                name: shp\n                port: {number: 80}\n---\napiVersion: v1\nkind: Service\nmetadata:\n  name: shop\nspec:\n  ports:\n    - {name: http, port: 80}\n',
        fixed:
          'apiVersion: networking.k8s.io/v1\nkind: Ingress\nmetadata:\n  name: shop\nspec:\n  rules:\n    - host: shop.example.com\n      http:\n        paths:\n          - path: /\n            pathType: Prefix\n            backend:\n              service:\n                name: shop\n                port: {number: 80}\n---\napiVersion: v1\nkind: Service\nmetadata:\n  name: shop\nspec:\n  ports:\n    - {name: http, port: 80}\n',
      },
    ],
    valid: [
      {
        code: 'apiVersion: networking.k8s.io/v1\nkind: Ingress\nmetadata:\n  name: shop\nspec:\n  rules:\n    - host: shop.example.com\n      http:\n        paths:\n          - path: /\n            pathType: Prefix\n            backend:\n              service:\n                name: shop\n                port: {number: 80}\n---\napiVersion: v1\nkind: Service\nmetadata:\n  name: shop\nspec:\n  ports:\n    - {name: http, port: 80}\n',
      },
    ],
    fixSafety: 'Requests are sent to another Service or port.',
    references: ['https://kubernetes.io/docs/concepts/services-networking/ingress/'],
  },
  check: (ctx) => {
    const judgePort = (view: ObjectView, backend: Backend, services: readonly ObjectSummary[]): void => {
      const { port } = backend;
      const [service, another] = services;
      if (!port || !service || another || isOpen(port.text) || service.ports.length === 0) return;
      const fits = ({ name, number }: PortSummary): boolean => name === port.text || String(number) === port.text;
      if (service.ports.some((own) => fits(own) || (own.number === undefined && own.name === undefined))) return;
      const right = meantPort(service.ports, port);
      const ports = service.ports.map(({ name, number }) => (name === undefined ? number : `${name} (${number})`));
      ctx.report({
        message: 'port',
        span: port.span,
        data: { service: service.name ?? '', port: port.text, ports: ports.join(', ') },
        fixes:
          right === undefined
            ? []
            : [
                fix(`Send to port ${right}`, 'unsafe', () =>
                  replaceValue(port, /^\d+$/.test(right) ? Number(right) : right),
                ),
              ],
        related: [relatedTo(view, service, `Service ${service.name}`)],
      });
    };
    return {
      Document() {
        if (ctx.facts.fragment) return;
        for (const route of objectsOf(ctx.doc, 'Ingress', ...ROUTES)) {
          for (const backend of backendsOf(route)) {
            const view = objectsAround(ctx.doc, ctx.facts);
            const evidence = ['Service', 'Deployment', 'StatefulSet'];
            const { state, near, found } = lookUp(view, route, ['Service'], backend.name.text, evidence);
            judgePort(view, backend, found);
            if (state !== 'missing') continue;
            ctx.report({
              message: 'service',
              span: backend.name.span,
              data: { kind: route.kind ?? '', name: route.name ?? '', service: backend.name.text },
              fixes: nearFix(backend.name, near),
              related: near ? [relatedTo(view, near, `Service ${near.name}`)] : [],
            });
          }
        }
      },
    };
  },
});
