import { defineRule } from '../../core/rule';
import { integerAt, mappingAt, mappingsAt, stringAt } from '../../languages/kubernetes/model';
import { containerName, places } from '../../languages/kubernetes/security';
import type { YamlMapping } from '../../languages/yaml/nodes';
import { asScalar, get } from '../../languages/yaml/query';

const PROBES = [
  ['livenessProbe', 'liveness'],
  ['readinessProbe', 'readiness'],
  ['startupProbe', 'startup'],
] as const;

/** Probes speak TCP, also to a port that is listed for something else. */
const isTcp = (port: YamlMapping): boolean => (stringAt(port, 'protocol') ?? 'TCP') === 'TCP';

export default defineRule({
  id: 'kubernetes/probe-port-listed',
  summary: 'List the ports that probes ask',
  category: 'correctness',
  severity: 'information',
  recommended: false,
  since: '0.1.0',
  fixable: 'never',
  equivalents: {},
  messageEquivalents: {
    liveness: { 'kube-linter': ['liveness-port'] },
    readiness: { 'kube-linter': ['readiness-port'] },
    startup: { 'kube-linter': ['startup-port'] },
  },
  messages: {
    liveness: 'The liveness probe of `{{name}}` asks TCP port {{port}}, which it does not list; add it to `ports`',
    readiness: 'The readiness probe of `{{name}}` asks TCP port {{port}}, which it does not list; add it to `ports`',
    startup: 'The startup probe of `{{name}}` asks TCP port {{port}}, which it does not list; add it to `ports`',
  },
  notes: ['probes'],
  docs: {
    why: 'A port under `ports` opens nothing and a probe works without it, so that this is no mistake. But a reader, and a Service that names ports, finds only what is listed, and a wrong number in a probe shows only when the pod never gets ready.',
    invalid: [
      {
        code: 'apiVersion: v1\nkind: Pod\nmetadata:\n  name: shop\nspec:\n  containers:\n    - name: web\n      image: shop:1.4\n      ports:\n        - containerPort: 80\n      livenessProbe:\n        httpGet: {port: 8080}\n',
      },
    ],
    valid: [
      {
        code: 'apiVersion: v1\nkind: Pod\nmetadata:\n  name: shop\nspec:\n  containers:\n    - name: web\n      image: shop:1.4\n      ports:\n        - containerPort: 8080\n      livenessProbe:\n        httpGet: {port: 8080}\n',
      },
    ],
    exceptions: 'Ports that are for probes alone.',
    references: ['https://kubernetes.io/docs/concepts/configuration/liveness-readiness-startup-probes/'],
  },
  check: (ctx) => {
    const isNew = places();
    return {
      Container(container) {
        if (ctx.facts.fragment) return;
        const listed = mappingsAt(container.node, 'ports').filter(isTcp);
        const numbers = listed.map((port) => integerAt(port, 'containerPort'));
        for (const [key, message] of PROBES) {
          for (const action of ['httpGet', 'tcpSocket', 'grpc']) {
            const asked = mappingAt(container.node, key, action);
            const port = integerAt(asked, 'port');
            const scalar = asScalar(get(asked, 'port'));
            if (port === undefined || !scalar || numbers.includes(port) || !isNew(scalar.span)) continue;
            ctx.report({ message, span: scalar.span, data: { name: containerName(container), port } });
          }
        }
      },
    };
  },
});
