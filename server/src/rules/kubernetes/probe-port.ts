import { closest } from '../../core/nearest';
import { defineRule } from '../../core/rule';
import { mappingAt, mappingsAt, stringAt, stringOf } from '../../languages/kubernetes/model';
import { fix, shown } from '../../languages/kubernetes/repair-fixes';
import { isPlaceholder } from '../../languages/kubernetes/schema/scalars';
import { containerName, places } from '../../languages/kubernetes/security';
import { replaceValue } from '../../languages/yaml/edits';
import type { YamlMapping, YamlScalar } from '../../languages/yaml/nodes';
import { asScalar, asSequence, entryOf, get, isMerge } from '../../languages/yaml/query';

const ACTIONS = [
  ['livenessProbe'],
  ['readinessProbe'],
  ['startupProbe'],
  ['lifecycle', 'postStart'],
  ['lifecycle', 'preStop'],
] as const;

/** The ports that a container's probes and hooks ask. */
const askedPorts = (container: YamlMapping): readonly YamlScalar[] =>
  ACTIONS.flatMap((path) =>
    ['httpGet', 'tcpSocket'].flatMap((action) => asScalar(get(mappingAt(container, ...path, action), 'port')) ?? []),
  );

/** The names of a container's ports; undefined when they cannot be known. */
function portNames(container: YamlMapping): readonly string[] | undefined {
  const entry = entryOf(container, 'ports');
  if (!entry) return container.entries.some((other) => isMerge(other)) ? undefined : [];
  if (entry.value !== undefined && !asSequence(entry.value)) return undefined;
  const names = mappingsAt(container, 'ports').flatMap((port) => stringAt(port, 'name') ?? []);
  return names.some(isPlaceholder) ? undefined : names;
}

export default defineRule({
  id: 'kubernetes/probe-port',
  summary: 'Let probes name ports that the container has',
  category: 'correctness',
  severity: 'error',
  recommended: true,
  since: '0.1.0',
  fixable: 'sometimes',
  local: 'facts',
  equivalents: { 'kube-linter': ['liveness-port', 'readiness-port', 'startup-port'] },
  messages: {
    quoted: '`"{{port}}"` in quotes is a name; write the number `{{port}}`',
    near: '`{{name}}` has no port named `{{port}}`; did you mean `{{right}}`?',
    unknown: '`{{name}}` has no port named `{{port}}`; name it under `ports` or write its number',
  },
  notes: ['probes'],
  lessons: ['K05'],
  docs: {
    why: 'A probe that asks a port by name finds it under `ports` of the same container. When no port has the name, the probe fails each time: the container never becomes ready, or is killed again and again.\n\nA number needs no entry under `ports`. In quotes it is a name too, and the API server refuses a name without a letter.',
    invalid: [
      {
        code: 'apiVersion: v1\nkind: Pod\nmetadata:\n  name: shop\nspec:\n  containers:\n    - name: web\n      image: shop:1.4\n      ports:\n        - name: http\n          containerPort: 8080\n      readinessProbe:\n        httpGet:\n          port: htpp\n',
        fixed:
          'apiVersion: v1\nkind: Pod\nmetadata:\n  name: shop\nspec:\n  containers:\n    - name: web\n      image: shop:1.4\n      ports:\n        - name: http\n          containerPort: 8080\n      readinessProbe:\n        httpGet:\n          port: http\n',
      },
    ],
    valid: [
      {
        code: 'apiVersion: v1\nkind: Pod\nmetadata:\n  name: shop\nspec:\n  containers:\n    - name: web\n      image: shop:1.4\n      readinessProbe:\n        tcpSocket:\n          port: 8080\n',
      },
    ],
    fixSafety: 'A port with a similar name may not be the one that was meant.',
    references: [
      'https://kubernetes.io/docs/tasks/configure-pod-container/configure-liveness-readiness-startup-probes/#use-a-named-port',
    ],
  },
  check: (ctx) => {
    const isNew = places();
    return {
      Container(container) {
        const asked = askedPorts(container.node);
        if (asked.length === 0) return;
        const names = portNames(container.node);
        const name = containerName(container);
        for (const scalar of asked) {
          const port = stringOf(scalar);
          if (port === undefined || port === '' || isPlaceholder(port) || names?.includes(port)) continue;
          const { span } = scalar;
          if (/^\d{1,5}$/.test(port)) {
            if (!isNew(span)) continue;
            const fixes = [fix(`Write ${port}`, 'safe', () => replaceValue(scalar, Number(port)))];
            ctx.report({ message: 'quoted', span, data: { port }, fixes });
            continue;
          }
          // A part of an object may name a port that another part has.
          if (ctx.facts.fragment || !names || !isNew(span)) continue;
          const right = closest(port, names);
          if (right === undefined) ctx.report({ message: 'unknown', span, data: { name, port: shown(port) } });
          else {
            const fixes = [fix(`Replace with ${right}`, 'unsafe', () => replaceValue(scalar, right))];
            ctx.report({ message: 'near', span, data: { name, port: shown(port), right }, fixes });
          }
        }
      },
    };
  },
});
