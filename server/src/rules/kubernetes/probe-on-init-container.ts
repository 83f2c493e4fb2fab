import { defineRule } from '../../core/rule';
import { containerName } from '../../languages/kubernetes/security';
import type { YamlEntry } from '../../languages/yaml/nodes';
import { entryOf } from '../../languages/yaml/query';

export default defineRule({
  id: 'kubernetes/probe-on-init-container',
  summary: 'Keep probes and lifecycle hooks out of init containers',
  category: 'correctness',
  severity: 'error',
  recommended: true,
  since: '0.1.0',
  fixable: 'never',
  local: 'facts',
  equivalents: {},
  messages: {
    refused: 'The init container `{{name}}` may not have `{{field}}`; remove it or set `restartPolicy: Always`',
  },
  notes: ['probes'],
  lessons: ['K05'],
  docs: {
    why: 'An init container runs to its end before the others start, so there is nothing to probe, and the API server refuses it. A sidecar, which is an init container with `restartPolicy: Always`, keeps running and may have probes.',
    invalid: [
      {
        code: 'apiVersion: v1\nkind: Pod\nmetadata:\n  name: shop\nspec:\n  initContainers:\n    - name: migrate\n      image: shop:1.2\n      readinessProbe:\n        exec: {command: [ready]}\n  containers:\n    - name: web\n      image: shop:1.2\n',
      },
    ],
    valid: [
      {
        code: 'apiVersion: v1\nkind: Pod\nmetadata:\n  name: shop\nspec:\n  initContainers:\n    - name: proxy\n      image: proxy:1.0\n      restartPolicy: Always\n      readinessProbe:\n        exec: {command: [ready]}\n  containers:\n    - name: web\n      image: shop:1.2\n',
      },
    ],
    references: ['https://kubernetes.io/docs/concepts/workloads/pods/init-containers/'],
  },
  check: (ctx) => {
    const seen = new Set<YamlEntry>();
    return {
      Container(container) {
        if (container.kind !== 'init' || ctx.facts.fragment) return;
        // A policy that cannot be read may be that of a sidecar.
        if (entryOf(container.node, 'restartPolicy')) return;
        for (const field of FIELDS) {
          const entry = entryOf(container.node, field);
          if (!entry?.value || seen.has(entry)) continue;
          seen.add(entry);
          ctx.report({ message: 'refused', span: entry.key.span, data: { name: containerName(container), field } });
        }
      },
    };
  },
});

const FIELDS = ['livenessProbe', 'readinessProbe', 'startupProbe', 'lifecycle'];
