import { defineRule } from '../../core/rule';
import { agedVersion } from '../../languages/kubernetes/api-migration';
import type { KubernetesFacts } from '../../languages/kubernetes/facts';
import { type KubernetesDocument, mappingAt, stringAt } from '../../languages/kubernetes/model';
import { WORKLOADS } from '../../languages/kubernetes/object-index';
import { objectsOf, specOf } from '../../languages/kubernetes/objects';
import { lookUp, nearFix, relatedTo } from '../../languages/kubernetes/references';
import { groupOf } from '../../languages/kubernetes/schema/types';
import { schemaFor, targetRelease } from '../../languages/kubernetes/schema-problems';
import { isOpen } from '../../languages/kubernetes/security';
import { type ObjectSummary, objectsAround } from '../../languages/kubernetes/summary';
import { replaceValue } from '../../languages/yaml/edits';
import { fix } from '../../languages/yaml/fixes';
import { asScalar, get } from '../../languages/yaml/query';

/** Groups that held one and the same workload, one after the other. */
const SHARED: ReadonlySet<string> = new Set(['apps', 'extensions']);

/** Whether an API version is of a group that none of the objects is of. */
function isForeign(apiVersion: string, objects: readonly ObjectSummary[]): boolean {
  if (apiVersion === '' || isOpen(apiVersion)) return false;
  const [group = ''] = apiVersion.includes('/') ? apiVersion.split('/') : [];
  return !objects.some((object) => object.group === group || (SHARED.has(object.group) && SHARED.has(group)));
}

/** The group that a kind has moved to since; a version that is gone in the same group does no harm, only the group is looked at. */
function movedTo(doc: KubernetesDocument, facts: KubernetesFacts, apiVersion: string, kind: string) {
  const schema = schemaFor(doc, facts);
  const aged = schema && agedVersion(schema, schema.kindOf(apiVersion, kind), targetRelease(facts));
  const right = aged?.state === 'removed' ? aged.replacement?.apiVersion : undefined;
  if (!aged || right === undefined || groupOf(right) === groupOf(apiVersion)) return undefined;
  return { release: aged.since, right };
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
  messageEquivalents: { gone: {} },
  messages: {
    none: 'Autoscaler `{{scaler}}` scales nothing: there is no {{kind}} `{{name}}` here',
    group: 'Autoscaler `{{scaler}}` scales nothing: `{{version}}` has no {{kind}}; write that of the object',
    gone: 'Autoscaler `{{scaler}}` scales nothing: {{kind}} left `{{version}}` in Kubernetes {{release}}; write `{{right}}`',
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
        const version = asScalar(get(target, 'apiVersion'));
        const moved = version && movedTo(ctx.doc, ctx.facts, version.text, kind);
        if (moved) {
          const { release, right } = moved;
          const data = { scaler: scaler.name ?? '', kind, version: version.text, release, right };
          const fixes = [fix(`Write ${right}`, 'unsafe', () => replaceValue(version, right))];
          ctx.report({ message: 'gone', span: version.span, data, fixes });
          continue;
        }
        const view = objectsAround(ctx.doc, ctx.facts);
        const { state, near, found } = lookUp(view, scaler, [kind], name.text, WORKLOADS);
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
