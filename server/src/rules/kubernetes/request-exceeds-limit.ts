import { defineRule } from '../../core/rule';
import { mapEntries } from '../../languages/kubernetes/model';
import { quantityOf } from '../../languages/kubernetes/quantity';
import { resourcesOf } from '../../languages/kubernetes/quantity-fields';
import { fix, shown } from '../../languages/kubernetes/repair-fixes';
import { replaceValue } from '../../languages/yaml/edits';
import type { YamlMapping } from '../../languages/yaml/nodes';
import { asScalar } from '../../languages/yaml/query';

export default defineRule({
  id: 'kubernetes/request-exceeds-limit',
  summary: 'Ask for no more than the limit allows',
  category: 'correctness',
  severity: 'error',
  recommended: true,
  since: '0.1.0',
  fixable: 'sometimes',
  local: true,
  equivalents: {},
  messages: {
    exceeds:
      'The request `{{request}}` of {{resource}} is above the limit `{{limit}}`; raise the limit or ask for less',
  },
  notes: ['resources'],
  lessons: ['K04'],
  docs: {
    why: 'What a container asks for is reserved for it, and the limit is the most that it may use. A request above the limit makes no sense, and the API server refuses the pod.',
    invalid: [
      {
        code: 'apiVersion: v1\nkind: Pod\nmetadata:\n  name: shop\nspec:\n  containers:\n    - name: web\n      image: shop:1.2\n      resources:\n        requests:\n          memory: 1Gi\n        limits:\n          memory: 512Mi\n',
        fixed:
          'apiVersion: v1\nkind: Pod\nmetadata:\n  name: shop\nspec:\n  containers:\n    - name: web\n      image: shop:1.2\n      resources:\n        requests:\n          memory: 1Gi\n        limits:\n          memory: 1Gi\n',
      },
    ],
    valid: [
      {
        code: 'apiVersion: v1\nkind: Pod\nmetadata:\n  name: shop\nspec:\n  containers:\n    - name: web\n      image: shop:1.2\n      resources:\n        requests: {memory: 512Mi}\n        limits: {memory: 1Gi}\n',
      },
    ],
    fixSafety: 'The container may use more than the old limit said.',
    references: ['https://kubernetes.io/docs/concepts/configuration/manage-resources-containers/'],
  },
  check: (ctx) => {
    const seen = new Set<YamlMapping>();
    const judge = (resources: YamlMapping | undefined): void => {
      if (!resources || seen.has(resources)) return;
      seen.add(resources);
      const limits = new Map(mapEntries(resources, 'limits').map(({ name, value }) => [name, asScalar(value)]));
      for (const { name, value } of mapEntries(resources, 'requests')) {
        const request = asScalar(value);
        const limit = limits.get(name);
        const asked = request && quantityOf(request.text);
        const allowed = limit && quantityOf(limit.text);
        if (!request || !limit || asked === undefined || allowed === undefined || asked <= allowed) continue;
        const raised = request.text;
        ctx.report({
          message: 'exceeds',
          span: request.span,
          data: { request: shown(request.text), limit: shown(limit.text), resource: name },
          related: [{ span: limit.span, message: 'The limit' }],
          fixes: [fix(`Raise the limit to ${raised}`, 'unsafe', () => replaceValue(limit, raised))],
        });
      }
    };
    return {
      Pod: (pod) => judge(resourcesOf(pod.spec)),
      Container: (container) => judge(resourcesOf(container.node)),
    };
  },
});
