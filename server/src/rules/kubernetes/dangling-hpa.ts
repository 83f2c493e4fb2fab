import { defineRule } from '../../core/rule';
import { mappingAt, stringAt } from '../../languages/kubernetes/model';
import { WORKLOADS } from '../../languages/kubernetes/object-index';
import { objectsOf, specOf } from '../../languages/kubernetes/objects';
import { lookUp, nearFix, relatedTo } from '../../languages/kubernetes/references';
import { isOpen } from '../../languages/kubernetes/security';
import { type ObjectSummary, objectsAround } from '../../languages/kubernetes/summary';
import { asScalar, get } from '../../languages/yaml/query';

/** Groups that held one and the same workload, one after the other. */
const SHARED: ReadonlySet<string> = new Set(['apps', 'extensions']);

/** Whether an API version is of a group that none of the objects is of. */
function isForeign(apiVersion: string, objects: readonly ObjectSummary[]): boolean {
  if (apiVersion === '' || isOpen(apiVersion)) return false;
  const [group = ''] = apiVersion.includes('/') ? apiVersion.split('/') : [];
  return !objects.some((object) => object.group === group || (SHARED.has(object.group) && SHARED.has(group)));
}

export default defineRule({
  id: 'kubernetes/dangling-hpa',
  summary: 'Let an autoscaler scale something that exists',
  category: 'correctness',
  severity: 'warning',
  recommended: true,
  since: '0.1.0',
  fixable: 'sometimes',
  equivalents: {
    'kube-linter': ['dangling-horizontalpodautoscaler'],
    'kube-score': ['horizontalpodautoscaler-has-target'],
    kubescape: ['hpa-has-target'],
  },
  messages: {
    none: 'Autoscaler `{{scaler}}` scales nothing: there is no {{kind}} `{{name}}` here',
    group: 'Autoscaler `{{scaler}}` scales nothing: `{{version}}` has no {{kind}}; write that of the object',
    kind: 'Autoscaler `{{scaler}}` scales nothing: `{{name}}` is a {{right}}, not a {{kind}}',
  },
  notes: ['controllers'],
  lessons: ['K17'],
  docs: {
    why: 'An autoscaler names the object that it scales by kind and name. When there is no such object it only writes an event that nobody reads, and the number of pods stays what it is.\n\nThe rule looks at all manifests of the workspace, and speaks where the folder holds workloads.',
    invalid: [
      {
        code: 'apiVersion: autoscaling/v2\nkind: HorizontalPodAutoscaler\nmetadata:\n  name: shop\nspec:\n  scaleTargetRef:\n    apiVersion: apps/v1\n    kind: Deployment\n    name: shp\n  maxReplicas: 4\n---\napiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: shop\nspec:\n  selector:\n    matchLabels: {app: shop}\n  template:\n    metadata:\n      labels: {app: shop, tier: web}\n    spec:\n      containers:\n        - name: web\n          image: shop:1.4\n          ports:\n            - {name: http, containerPort: 8080}\n          readinessProbe: {httpGet: {path: /, port: http}}\n',
        fixed:
          'apiVersion: autoscaling/v2\nkind: HorizontalPodAutoscaler\nmetadata:\n  name: shop\nspec:\n  scaleTargetRef:\n    apiVersion: apps/v1\n    kind: Deployment\n    name: shop\n  maxReplicas: 4\n---\napiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: shop\nspec:\n  selector:\n    matchLabels: {app: shop}\n  template:\n    metadata:\n      labels: {app: shop, tier: web}\n    spec:\n      containers:\n        - name: web\n          image: shop:1.4\n          ports:\n            - {name: http, containerPort: 8080}\n          readinessProbe: {httpGet: {path: /, port: http}}\n',
      },
    ],
    valid: [
      {
        code: 'apiVersion: autoscaling/v2\nkind: HorizontalPodAutoscaler\nmetadata:\n  name: shop\nspec:\n  scaleTargetRef:\n    apiVersion: apps/v1\n    kind: Deployment\n    name: shop\n  maxReplicas: 4\n---\napiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: shop\nspec:\n  selector:\n    matchLabels: {app: shop}\n  template:\n    metadata:\n      labels: {app: shop, tier: web}\n    spec:\n      containers:\n        - name: web\n          image: shop:1.4\n          ports:\n            - {name: http, containerPort: 8080}\n          readinessProbe: {httpGet: {path: /, port: http}}\n',
      },
    ],
    fixSafety: 'The autoscaler starts to change the number of pods of another object.',
    references: ['https://kubernetes.io/docs/tasks/run-application/horizontal-pod-autoscale/'],
  },
  check: (ctx) => ({
    Document() {
      if (ctx.facts.fragment) return;
      for (const scaler of objectsOf(ctx.doc, 'HorizontalPodAutoscaler', 'ScaledObject')) {
        const target = mappingAt(specOf(scaler), 'scaleTargetRef');
        const name = asScalar(get(target, 'name'));
        const kind = stringAt(target, 'kind') ?? (scaler.kind === 'ScaledObject' ? 'Deployment' : undefined);
        const isOwnKind = WORKLOADS.some((known) => known === kind);
        if (!name || kind === undefined || !isOwnKind || isOpen(name.text)) continue;
        const view = objectsAround(ctx.doc, ctx.facts);
        const { state, near, found } = lookUp(view, scaler, [kind], name.text, WORKLOADS);
        const version = asScalar(get(target, 'apiVersion'));
        const [first] = found;
        if (first && version && isForeign(version.text, found)) {
          const data = { kind, version: version.text, scaler: scaler.name ?? '' };
          const related = [relatedTo(view, first, `${first.kind} ${first.name}`)];
          ctx.report({ message: 'group', span: version.span, data, related });
          continue;
        }
        if (state !== 'missing') continue;
        const [other] = WORKLOADS.flatMap((known) => view.named(known, name.text, scaler.namespace));
        const kindNode = asScalar(get(target, 'kind'));
        const data = { scaler: scaler.name ?? '', kind, name: name.text };
        if (other && kindNode) {
          ctx.report({
            message: 'kind',
            span: kindNode.span,
            data: { ...data, right: other.kind },
            related: [relatedTo(view, other, `${other.kind} ${other.name}`)],
          });
          continue;
        }
        ctx.report({
          message: 'none',
          span: name.span,
          data,
          fixes: nearFix(name, near),
          related: near ? [relatedTo(view, near, `${near.kind} ${near.name}`)] : [],
        });
      }
    },
  }),
});
