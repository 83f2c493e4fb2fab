import type { Fix } from '../../core/finding';
import { defineRule } from '../../core/rule';
import type { Container, Manifest, Pod } from '../../languages/kubernetes/model';
import { booleanAt, integerAt, mappingsAt, stringAt } from '../../languages/kubernetes/model';
import { objectsOf, podsBehind, presence, specOf } from '../../languages/kubernetes/objects';
import { containerName, containerSpan, isJudged, places } from '../../languages/kubernetes/security';
import { insertEntry } from '../../languages/yaml/edits';
import type { YamlMapping } from '../../languages/yaml/nodes';
import { asScalar, get } from '../../languages/yaml/query';

interface Receiver {
  readonly container: Container;
  /** The port as a probe names it: `http`, `8080`. */
  readonly port: string;
}

/** The container that a port of a Service leads to; undefined when that cannot be told. */
function receiverOf(pod: Pod, port: YamlMapping): Receiver | undefined {
  const running = pod.containers.filter(({ kind }) => kind === 'container' || kind === 'sidecar');
  const target = asScalar(get(port, 'targetPort')) ?? asScalar(get(port, 'port'));
  if (!target) return undefined;
  for (const container of running) {
    for (const own of mappingsAt(container.node, 'ports')) {
      const name = stringAt(own, 'name');
      if (name === target.text || String(integerAt(own, 'containerPort')) === target.text)
        return { container, port: name ?? target.text };
    }
  }
  const [only] = running;
  return only && running.length === 1 && /^\d+$/.test(target.text) ? { container: only, port: target.text } : undefined;
}

/** What asks a port: a request where its name says HTTP, else a connection. */
function probeFor(port: string): string {
  const scheme = /https|443$/.test(port) ? '\n    scheme: HTTPS' : '';
  if (scheme !== '' || /http|web|rest|api|^80|^3000$/.test(port))
    return `  httpGet:\n    path: \${1:/}\n    port: ${port}${scheme}`;
  return `  tcpSocket:\n    port: \${1:${port}}`;
}

function snippet({ container, port }: Receiver, protocol: string): readonly Fix[] {
  const edits = () => insertEntry(container.node, `readinessProbe:\n${probeFor(port)}`);
  if (protocol !== 'TCP' || edits() === undefined) return [];
  const title = `Add a readinessProbe on port ${port} to ${containerName(container)} …`;
  return [{ title, safety: 'manual', snippet: true, edits: () => edits() ?? [] }];
}

/** A Service that sends only to pods that are ready. */
const waits = (service: Manifest): boolean => booleanAt(specOf(service), 'publishNotReadyAddresses') !== true;

export default defineRule({
  id: 'kubernetes/require-readiness-probe',
  summary: 'Tell a Service when a container is ready',
  category: 'reliability',
  severity: 'warning',
  recommended: true,
  since: '0.1.0',
  fixable: 'sometimes',
  equivalents: {
    'kube-linter': ['no-readiness-probe'],
    'kube-score': ['pod-probes'],
    polaris: ['readinessProbeMissing'],
    checkov: ['CKV_K8S_9'],
    kubescape: ['configured-readiness-probe'],
  },
  messages: { missing: 'Service `{{service}}` sends traffic to `{{name}}` before it is ready; add a readinessProbe' },
  notes: ['probes'],
  lessons: ['K05'],
  docs: {
    why: 'Without a readiness probe a pod counts as ready as soon as its processes have been started. The Service sends requests to a program that is still loading, and each rolling update loses some.\n\nThe rule looks at containers that a Service of the same file leads to.',
    instead:
      'Ask something cheap that is true only when the program can answer. It should not ask the database or other services: when those fail, all pods would be taken away at once.',
    invalid: [
      {
        code: 'apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: shop\nspec:\n  selector:\n    matchLabels: {app: shop}\n  template:\n    metadata:\n      labels: {app: shop}\n    spec:\n      containers:\n        - name: web\n          image: shop:1.4\n          ports:\n            - {name: http, containerPort: 8080}\n---\napiVersion: v1\nkind: Service\nmetadata:\n  name: shop\nspec:\n  selector: {app: shop}\n  ports:\n    - {port: 80, targetPort: http}\n',
      },
    ],
    valid: [
      {
        code: 'apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: shop\nspec:\n  selector:\n    matchLabels: {app: shop}\n  template:\n    metadata:\n      labels: {app: shop}\n    spec:\n      containers:\n        - name: web\n          image: shop:1.4\n          ports:\n            - {name: http, containerPort: 8080}\n          readinessProbe:\n            httpGet: {path: /ready, port: http}\n---\napiVersion: v1\nkind: Service\nmetadata:\n  name: shop\nspec:\n  selector: {app: shop}\n  ports:\n    - {port: 80, targetPort: http}\n',
      },
    ],
    references: [
      'https://kubernetes.io/docs/concepts/workloads/pods/pod-lifecycle/#container-probes',
      'https://kubernetes.io/docs/tasks/configure-pod-container/configure-liveness-readiness-startup-probes/',
    ],
  },
  check: (ctx) => {
    const isNew = places();
    const judge = (service: Manifest, pod: Pod, port: YamlMapping): void => {
      const receiver = receiverOf(pod, port);
      if (!receiver || !isJudged(receiver.container)) return;
      const { container } = receiver;
      if (presence(container.node, 'readinessProbe') !== 'absent' || !isNew(containerSpan(container))) return;
      ctx.report({
        message: 'missing',
        span: containerSpan(container),
        data: { service: service.name ?? '', name: containerName(container) },
        fixes: snippet(receiver, stringAt(port, 'protocol') ?? 'TCP'),
      });
    };
    return {
      Document() {
        if (ctx.facts.fragment) return;
        for (const service of objectsOf(ctx.doc, 'Service').filter(waits)) {
          const pods = podsBehind(ctx.doc, service).filter(({ path, ends }) => !path.custom && !ends);
          for (const port of pods.length > 0 ? mappingsAt(specOf(service), 'ports') : [])
            for (const pod of pods) judge(service, pod, port);
        }
      },
    };
  },
});
