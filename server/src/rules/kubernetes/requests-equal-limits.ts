import type { Fix } from '../../core/finding';
import { defineRule } from '../../core/rule';
import type { Container } from '../../languages/kubernetes/model';
import { quantityOf } from '../../languages/kubernetes/quantity';
import { shown } from '../../languages/kubernetes/repair-fixes';
import { containerName, isJudged, isOpen, places, repairs } from '../../languages/kubernetes/security';
import { lacks } from '../../languages/kubernetes/workloads';
import { setPath } from '../../languages/yaml/edits';
import type { YamlScalar } from '../../languages/yaml/nodes';
import { asScalar, getPath } from '../../languages/yaml/query';

const RESOURCES = [
  ['cpu', 'cpu'],
  ['memory', 'memory'],
  ['ephemeral-storage', 'storage'],
] as const;

const amountAt = ({ node }: Container, list: string, resource: string): YamlScalar | undefined =>
  asScalar(getPath(node, ['resources', list, resource]));

/** To raise the request keeps what the program could take; without a limit the request becomes one. */
function equalling(container: Container, resource: string, request: YamlScalar, limit?: YamlScalar): readonly Fix[] {
  const set = (list: string, { document, span }: YamlScalar): readonly Fix[] => {
    const text = document.source.text.slice(span.start, span.end);
    return repairs(`Set resources.${list}.${resource} to ${shown(text)}`, 'unsafe', () =>
      setPath(container.node, ['resources', list, resource], text),
    );
  };
  return limit ? [...set('requests', limit), ...set('limits', request)] : set('limits', request);
}

export default defineRule({
  id: 'kubernetes/requests-equal-limits',
  summary: 'Ask for as much as may be taken',
  category: 'reliability',
  severity: 'information',
  recommended: false,
  since: '0.1.0',
  fixable: 'sometimes',
  equivalents: {},
  messageEquivalents: {
    cpu: { 'kube-score': ['container-resource-requests-equal-limits', 'container-cpu-requests-equal-limits'] },
    memory: { 'kube-score': ['container-resource-requests-equal-limits', 'container-memory-requests-equal-limits'] },
    storage: { 'kube-score': ['container-ephemeral-storage-request-equals-limit'] },
  },
  messages: {
    cpu: 'Container `{{name}}` asks for `{{request}}` of cpu and may take {{limit}}; make them equal',
    memory: 'Container `{{name}}` asks for `{{request}}` of memory and may take {{limit}}; make them equal',
    storage: 'Container `{{name}}` asks for `{{request}}` of ephemeral-storage and may take {{limit}}; make them equal',
  },
  notes: ['resources'],
  docs: {
    why: 'A pod whose containers ask for just as much memory and CPU as they may take is of the class `Guaranteed`: it is the last to be evicted, and nobody else has a claim on its share. When the limit is above the request, a node can promise more than it has.\n\nA request that is not written is the same as the limit.',
    invalid: [
      {
        code: 'apiVersion: v1\nkind: Pod\nmetadata:\n  name: shop\nspec:\n  containers:\n    - name: web\n      image: shop:1.4\n      resources:\n        requests:\n          memory: 128Mi\n        limits:\n          memory: 256Mi\n',
        fixed:
          'apiVersion: v1\nkind: Pod\nmetadata:\n  name: shop\nspec:\n  containers:\n    - name: web\n      image: shop:1.4\n      resources:\n        requests:\n          memory: 256Mi\n        limits:\n          memory: 256Mi\n',
      },
    ],
    valid: [
      {
        code: 'apiVersion: v1\nkind: Pod\nmetadata:\n  name: shop\nspec:\n  containers:\n    - name: web\n      image: shop:1.4\n      resources:\n        requests:\n          memory: 256Mi\n        limits:\n          memory: 256Mi\n',
      },
    ],
    fixSafety:
      'A higher request needs a node with more room, and more of them. A lower or new limit can slow the program down, or have it killed.',
    exceptions: 'For the CPU a limit is contested: it slows programs down even where the node has time to spare.',
    references: ['https://kubernetes.io/docs/concepts/workloads/pods/pod-qos/'],
  },
  check: (ctx) => {
    const isNew = places();
    return {
      Container(container) {
        if (!isJudged(container)) return;
        for (const [resource, message] of RESOURCES) {
          const request = amountAt(container, 'requests', resource);
          const limit = amountAt(container, 'limits', resource);
          const asked = request && quantityOf(request.text);
          if (!request && limit && !ctx.facts.fragment && lacks(container.node, 'resources', 'requests', resource)) {
            if (!isNew(limit.span)) continue;
            const data = { name: containerName(container), request: 'nothing', limit: `\`${shown(limit.text)}\`` };
            ctx.report({ message, span: limit.span, data });
            continue;
          }
          if (!request || asked === undefined) continue;
          if (limit) {
            const most = quantityOf(limit.text);
            if (most === undefined || most === asked || isOpen(limit.text)) continue;
          } else if (ctx.facts.fragment || !lacks(container.node, 'resources', 'limits', resource)) continue;
          if (!isNew(request.span)) continue;
          ctx.report({
            message,
            span: request.span,
            data: {
              name: containerName(container),
              request: shown(request.text),
              limit: limit ? `\`${shown(limit.text)}\`` : 'any amount',
            },
            fixes: equalling(container, resource, request, limit),
          });
        }
      },
    };
  },
});
