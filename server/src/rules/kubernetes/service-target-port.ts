import { closest } from '../../core/nearest';
import { defineRule } from '../../core/rule';
import { type Manifest, mappingsAt } from '../../languages/kubernetes/model';
import type { ObjectView } from '../../languages/kubernetes/object-index';
import { objectsOf, plainSelector, specOf } from '../../languages/kubernetes/objects';
import { relatedTo } from '../../languages/kubernetes/references';
import { isOpen } from '../../languages/kubernetes/security';
import { type ObjectSummary, objectsAround, type PortSummary } from '../../languages/kubernetes/summary';
import { replaceValue } from '../../languages/yaml/edits';
import { fix } from '../../languages/yaml/fixes';
import type { YamlScalar } from '../../languages/yaml/nodes';
import { asScalar, get } from '../../languages/yaml/query';

/** The name among a workload's ports that was meant: the nearest one, else that of the port with the Service's own number. */
function meant(ports: readonly PortSummary[], name: string): string | undefined {
  const names = ports.flatMap((port) => port.name ?? []);
  return closest(name, names) ?? (names.length === 1 ? names[0] : undefined);
}

/** The workloads behind a Service whose ports are known. */
function workloadsBehind(view: ObjectView, service: Manifest): readonly ObjectSummary[] {
  const selector = plainSelector(specOf(service), 'selector');
  const found = selector ? view.podsWith(selector, service.namespace) : [];
  return found.some(({ pod }) => pod?.open) ? [] : found;
}

export default defineRule({
  id: 'kubernetes/service-target-port',
  summary: 'Name a port that the pods behind the Service have',
  category: 'correctness',
  severity: 'error',
  recommended: true,
  since: '0.1.0',
  fixable: 'sometimes',
  equivalents: {},
  messages: {
    name: 'No container of {{kind}} `{{workload}}` has a port named `{{port}}`; the Service cannot send there',
    number: '{{kind}} `{{workload}}` does not list port {{port}}; a program may listen there all the same',
  },
  notes: ['services', 'ports'],
  lessons: ['K07'],
  docs: {
    why: 'A `targetPort` that is a name is looked up among the ports of each pod. A pod that has no port of that name gets no traffic, and nothing says so.\n\nA number works whether the container lists it or not; when it lists others only, the rule gives a hint.',
    invalid: [
      {
        code: 'apiVersion: v1\nkind: Service\nmetadata:\n  name: shop\nspec:\n  selector: {app: shop}\n  ports:\n    - {port: 80, targetPort: web}\n---\napiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: shop\nspec:\n  selector:\n    matchLabels: {app: shop}\n  template:\n    metadata:\n      labels: {app: shop, tier: web}\n    spec:\n      containers:\n        - name: web\n          image: shop:1.4\n          ports:\n            - {name: http, containerPort: 8080}\n          readinessProbe: {httpGet: {path: /, port: http}}\n',
        fixed:
          'apiVersion: v1\nkind: Service\nmetadata:\n  name: shop\nspec:\n  selector: {app: shop}\n  ports:\n    - {port: 80, targetPort: http}\n---\napiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: shop\nspec:\n  selector:\n    matchLabels: {app: shop}\n  template:\n    metadata:\n      labels: {app: shop, tier: web}\n    spec:\n      containers:\n        - name: web\n          image: shop:1.4\n          ports:\n            - {name: http, containerPort: 8080}\n          readinessProbe: {httpGet: {path: /, port: http}}\n',
      },
    ],
    valid: [
      {
        code: 'apiVersion: v1\nkind: Service\nmetadata:\n  name: shop\nspec:\n  selector: {app: shop}\n  ports:\n    - {port: 80, targetPort: http}\n---\napiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: shop\nspec:\n  selector:\n    matchLabels: {app: shop}\n  template:\n    metadata:\n      labels: {app: shop, tier: web}\n    spec:\n      containers:\n        - name: web\n          image: shop:1.4\n          ports:\n            - {name: http, containerPort: 8080}\n          readinessProbe: {httpGet: {path: /, port: http}}\n',
      },
    ],
    fixSafety: 'The Service starts to send to a port that it did not reach before.',
    references: ['https://kubernetes.io/docs/concepts/services-networking/service/#field-spec-ports'],
  },
  check: (ctx) => {
    const judge = (view: ObjectView, target: YamlScalar, workloads: readonly ObjectSummary[]): void => {
      const isNumber = /^\d+$/.test(target.text) && target.style === 'plain';
      const fits = (port: PortSummary): boolean =>
        isNumber ? String(port.number) === target.text : port.name === target.text;
      const wrong = workloads.find(({ pod }) => !pod?.ports.some(fits));
      const ports = wrong?.pod?.ports ?? [];
      if (!wrong || (isNumber && ports.length === 0)) return;
      const right = isNumber ? undefined : meant(ports, target.text);
      ctx.report({
        message: isNumber ? 'number' : 'name',
        span: target.span,
        data: { kind: wrong.kind, workload: wrong.name ?? '', port: target.text },
        ...(isNumber ? { severity: 'hint' as const } : {}),
        fixes: right === undefined ? [] : [fix(`Send to port ${right}`, 'unsafe', () => replaceValue(target, right))],
        related: [relatedTo(view, wrong, `The ports of ${wrong.kind} ${wrong.name}`)],
      });
    };
    return {
      Document() {
        if (ctx.facts.fragment) return;
        for (const service of objectsOf(ctx.doc, 'Service')) {
          const view = objectsAround(ctx.doc, ctx.facts);
          const workloads = workloadsBehind(view, service);
          if (workloads.length === 0) continue;
          for (const port of mappingsAt(specOf(service), 'ports')) {
            const target = asScalar(get(port, 'targetPort'));
            if (target && target.text !== '' && !isOpen(target.text)) judge(view, target, workloads);
          }
        }
      },
    };
  },
});
