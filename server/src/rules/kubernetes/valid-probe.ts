import { defineRule } from '../../core/rule';
import { integerAt, mappingAt } from '../../languages/kubernetes/model';
import { fix } from '../../languages/kubernetes/repair-fixes';
import { replaceValue } from '../../languages/yaml/edits';
import type { YamlMapping } from '../../languages/yaml/nodes';
import { asScalar, entriesOf, entryOf } from '../../languages/yaml/query';

export default defineRule({
  id: 'kubernetes/valid-probe',
  aka: ['kubernetes/invalid-probe'],
  summary: 'Give a probe one way to ask and limits that it can keep',
  category: 'correctness',
  severity: 'error',
  recommended: true,
  since: '0.1.0',
  fixable: 'sometimes',
  local: 'facts',
  equivalents: {},
  messages: {
    none: '`{{probe}}` does not say how to ask; add `httpGet`, `tcpSocket`, `grpc` or `exec`',
    several: '`{{probe}}` has {{handlers}}; keep one',
    success: '`successThreshold: {{value}}` is refused in `{{probe}}`; write 1',
  },
  notes: ['probes'],
  lessons: ['K05'],
  docs: {
    why: 'A probe asks in exactly one way: a request, a connection, gRPC or a command. A liveness or startup probe counts as passed after its first success: the API server refuses another `successThreshold` there.',
    invalid: [
      {
        code: 'apiVersion: v1\nkind: Pod\nmetadata:\n  name: shop\nspec:\n  containers:\n    - name: web\n      image: shop:1.2\n      livenessProbe:\n        tcpSocket: {port: 80}\n        successThreshold: 3\n',
        fixed:
          'apiVersion: v1\nkind: Pod\nmetadata:\n  name: shop\nspec:\n  containers:\n    - name: web\n      image: shop:1.2\n      livenessProbe:\n        tcpSocket: {port: 80}\n        successThreshold: 1\n',
      },
    ],
    valid: [
      {
        code: 'apiVersion: v1\nkind: Pod\nmetadata:\n  name: shop\nspec:\n  containers:\n    - name: web\n      image: shop:1.2\n      readinessProbe:\n        httpGet: {path: /, port: 80}\n        successThreshold: 3\n',
      },
    ],
    references: [
      'https://kubernetes.io/docs/tasks/configure-pod-container/configure-liveness-readiness-startup-probes/',
    ],
  },
  check: (ctx) => {
    const seen = new Set<YamlMapping>();
    return {
      Container({ node, pod }) {
        for (const name of PROBES) {
          const entry = entryOf(node, name);
          const probe = mappingAt(node, name);
          if (!entry || !probe || seen.has(probe)) continue;
          seen.add(probe);
          const handlers = entriesOf(probe).filter(({ name: key, value }) => HANDLERS.has(key) && value !== undefined);
          const [, second] = handlers;
          if (second) {
            const names = handlers.map(({ name: key }) => `\`${key}\``).join(' and ');
            ctx.report({ message: 'several', span: second.key.span, data: { probe: name, handlers: names } });
          } else if (handlers.length === 0 && !ctx.facts.fragment && !pod.path.custom) {
            ctx.report({ message: 'none', span: entry.key.span, data: { probe: name } });
          }
          const threshold = asScalar(entryOf(probe, 'successThreshold')?.value);
          const value = integerAt(probe, 'successThreshold');
          if (name !== 'readinessProbe' && threshold && value !== undefined && value > 1) {
            ctx.report({
              message: 'success',
              span: threshold.span,
              data: { probe: name, value },
              fixes: [fix('Set successThreshold: 1', 'safe', () => replaceValue(threshold, 1))],
            });
          }
        }
      },
    };
  },
});

const PROBES = ['livenessProbe', 'readinessProbe', 'startupProbe'];
const HANDLERS: ReadonlySet<string> = new Set(['httpGet', 'tcpSocket', 'grpc', 'exec']);
