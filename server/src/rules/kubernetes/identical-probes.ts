import { defineRule } from '../../core/rule';
import { integerAt, mappingsAt, stringAt } from '../../languages/kubernetes/model';
import { containerName, places } from '../../languages/kubernetes/security';
import type { YamlMapping, YamlNode } from '../../languages/yaml/nodes';
import { asMapping, deref, entriesOf, entryOf, get } from '../../languages/yaml/query';

/** What the API server fills in. */
const DEFAULTS: ReadonlyMap<string, string> = new Map([
  ['initialDelaySeconds', '0'],
  ['timeoutSeconds', '1'],
  ['periodSeconds', '10'],
  ['successThreshold', '1'],
  ['failureThreshold', '3'],
  ['scheme', 'HTTP'],
  ['path', '/'],
]);

/** Deeper values are not compared. */
const MAX_DEPTH = 8;

/** A probe as a text that is the same for probes that do the same; undefined when it cannot be known. */
function meaning(node: YamlNode | undefined, ports: ReadonlyMap<string, string>, depth = 0): string | undefined {
  const target = deref(node);
  if (!target || depth > MAX_DEPTH) return undefined;
  if (target.kind === 'scalar') return JSON.stringify(target.text);
  const parts: string[] = [];
  if (target.kind === 'sequence') {
    for (const { value } of target.items) {
      const part = meaning(value, ports, depth + 1);
      if (part === undefined) return undefined;
      parts.push(part);
    }
    return `[${parts.join()}]`;
  }
  for (const { name, value } of entriesOf(target)) {
    const scalar = deref(value);
    const text = scalar?.kind === 'scalar' ? scalar.text : undefined;
    if (text !== undefined && DEFAULTS.get(name) === text) continue;
    const port = name === 'port' && text !== undefined ? ports.get(text) : undefined;
    const part = port ? JSON.stringify(port) : meaning(value, ports, depth + 1);
    if (part === undefined) return undefined;
    parts.push(`${name}:${part}`);
  }
  return `{${parts.sort().join()}}`;
}

/** The numbers behind the names of a container's ports. */
function portNumbers(container: YamlMapping): ReadonlyMap<string, string> {
  const numbers = new Map<string, string>();
  for (const port of mappingsAt(container, 'ports')) {
    const name = stringAt(port, 'name');
    const number = integerAt(port, 'containerPort');
    if (name !== undefined && number !== undefined) numbers.set(name, String(number));
  }
  return numbers;
}

export default defineRule({
  id: 'kubernetes/identical-probes',
  summary: 'Let the liveness probe give up later than the readiness probe',
  category: 'reliability',
  severity: 'information',
  recommended: true,
  since: '0.1.0',
  fixable: 'never',
  local: true,
  equivalents: { 'kube-score': ['pod-probes-identical'] },
  messages: {
    same: 'The liveness probe of `{{name}}` equals its readiness probe; let it fail later',
  },
  notes: ['probes'],
  lessons: ['K05'],
  docs: {
    why: 'The readiness probe takes a busy container out of the Service for a while, so that it can recover. A liveness probe that is the same kills it at that very moment: the others get its load, are killed too, and a peak becomes an outage.',
    instead: 'Give the liveness probe a higher `failureThreshold`, let it ask something cheaper, or leave it out.',
    invalid: [
      {
        code: 'apiVersion: v1\nkind: Pod\nmetadata:\n  name: shop\nspec:\n  containers:\n    - name: web\n      image: shop:1.4\n      readinessProbe:\n        httpGet: {path: /health, port: 8080}\n      livenessProbe:\n        httpGet: {path: /health, port: 8080}\n',
      },
    ],
    valid: [
      {
        code: 'apiVersion: v1\nkind: Pod\nmetadata:\n  name: shop\nspec:\n  containers:\n    - name: web\n      image: shop:1.4\n      readinessProbe:\n        httpGet: {path: /health, port: 8080}\n      livenessProbe:\n        httpGet: {path: /health, port: 8080}\n        failureThreshold: 10\n',
      },
    ],
    references: [
      'https://kubernetes.io/docs/concepts/workloads/pods/pod-lifecycle/#types-of-probe',
      'https://kubernetes.io/docs/tasks/configure-pod-container/configure-liveness-readiness-startup-probes/',
    ],
  },
  check: (ctx) => {
    const isNew = places();
    return {
      Container(container) {
        const { node } = container;
        const entry = entryOf(node, 'livenessProbe');
        const liveness = asMapping(entry?.value);
        const readiness = asMapping(get(node, 'readinessProbe'));
        if (!entry || !liveness || !readiness || entriesOf(liveness).length === 0) return;
        const ports = portNumbers(node);
        const said = meaning(liveness, ports);
        if (said === undefined || said !== meaning(readiness, ports) || !isNew(entry.key.span)) return;
        ctx.report({ message: 'same', span: entry.key.span, data: { name: containerName(container) } });
      },
    };
  },
});
