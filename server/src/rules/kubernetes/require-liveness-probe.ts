import { defineRule } from '../../core/rule';
import type { Pod } from '../../languages/kubernetes/model';
import { stringAt } from '../../languages/kubernetes/model';
import { objectsOf, podsBehind } from '../../languages/kubernetes/objects';
import { containerName, containerSpan, places } from '../../languages/kubernetes/security';
import { firstPortOf, isMain, lacks, mayLackAnywhere, snippetFix } from '../../languages/kubernetes/workloads';
import { insertEntry } from '../../languages/yaml/edits';

/** What asks a port: a request where its name or number says HTTP, else a connection. */
function probeFor(port: string): string {
  if (/http|web|rest|api|^80|^3000$/.test(port) && !port.includes('https'))
    return `livenessProbe:\n  httpGet:\n    path: \${1:/healthz}\n    port: ${port}`;
  return `livenessProbe:\n  tcpSocket:\n    port: \${1:${port}}`;
}

export default defineRule({
  id: 'kubernetes/require-liveness-probe',
  summary: 'Tell the kubelet when a container hangs',
  category: 'reliability',
  severity: 'information',
  recommended: false,
  since: '0.1.0',
  fixable: 'sometimes',
  equivalents: {
    'kube-linter': ['no-liveness-probe'],
    polaris: ['livenessProbeMissing'],
    checkov: ['CKV_K8S_8'],
    kubescape: ['configured-liveness-probe'],
  },
  messageEquivalents: {
    served: {
      'kube-linter': ['no-liveness-probe'],
      polaris: ['livenessProbeMissing'],
      checkov: ['CKV_K8S_8'],
      kubescape: ['configured-liveness-probe'],
      'kube-score': ['pod-probes'],
    },
  },
  messages: {
    missing: 'Container `{{name}}` is not started anew when it hangs; add a livenessProbe',
    served: 'Container `{{name}}` gets traffic and is not started anew when it hangs; add a livenessProbe',
  },
  notes: ['probes'],
  lessons: ['K05'],
  docs: {
    why: 'A container whose process ends is started anew. One whose process hangs stays as it is, unless a liveness probe finds out.',
    instead:
      'Ask something that fails only when a new start is the cure. A probe that asks a database starts all pods anew when the database is slow.',
    invalid: [
      {
        code: 'apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: shop\nspec:\n  selector:\n    matchLabels: {app: shop}\n  template:\n    metadata:\n      labels: {app: shop}\n    spec:\n      containers:\n        - name: web\n          image: shop:1.4\n          ports:\n            - {name: http, containerPort: 8080}\n',
      },
    ],
    valid: [
      {
        code: 'apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: shop\nspec:\n  selector:\n    matchLabels: {app: shop}\n  template:\n    metadata:\n      labels: {app: shop}\n    spec:\n      containers:\n        - name: web\n          image: shop:1.4\n          livenessProbe:\n            httpGet: {path: /healthz, port: 8080}\n',
      },
    ],
    exceptions:
      'A program that ends when it is in trouble needs no such probe, and a wrong one does harm: containers are killed while they are only busy.',
    references: [
      'https://kubernetes.io/docs/concepts/workloads/pods/pod-lifecycle/#when-should-you-use-a-liveness-probe',
    ],
  },
  check: (ctx) => {
    const isNew = places();
    let served: ReadonlySet<Pod> | undefined;
    return {
      Container(container) {
        const { pod, node } = container;
        if (!isMain(container) || pod.ends || !mayLackAnywhere(pod, ctx.facts)) return;
        const policy = stringAt(pod.spec, 'restartPolicy');
        if (policy === 'Never' || policy === 'OnFailure') return;
        if (!lacks(node, 'livenessProbe') || !isNew(containerSpan(container))) return;
        const name = containerName(container);
        const port = firstPortOf(container);
        const fixes =
          port === undefined
            ? []
            : snippetFix(`Add a livenessProbe on port ${port} to ${name} …`, () => insertEntry(node, probeFor(port)));
        served ??= new Set(objectsOf(ctx.doc, 'Service').flatMap((service) => podsBehind(ctx.doc, service)));
        const message = served.has(pod) ? 'served' : 'missing';
        ctx.report({ message, span: containerSpan(container), data: { name }, fixes });
      },
    };
  },
});
