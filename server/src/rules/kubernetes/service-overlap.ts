import { defineRule } from '../../core/rule';
import { type Manifest, nameNode } from '../../languages/kubernetes/model';
import { carriesAll } from '../../languages/kubernetes/object-index';
import { inSameNamespace, objectsOf } from '../../languages/kubernetes/objects';
import { type ObjectSummary, objectsAround } from '../../languages/kubernetes/summary';

/** Kinds that keep their pods by a selector and make new ones when some are gone. */
const CONTROLLERS = ['Deployment', 'StatefulSet', 'DaemonSet', 'ReplicaSet', 'ReplicationController'];

/** Whether each of two workloads takes the other's pods for its own. */
const takeEachOther = (a: ObjectSummary, b: ObjectSummary): boolean =>
  a.selector !== undefined &&
  b.selector !== undefined &&
  carriesAll(b.pod?.labels, a.selector) &&
  carriesAll(a.pod?.labels, b.selector);

/** Longer lists are no project. */
const MAX_COMPARED = 200;

export default defineRule({
  id: 'kubernetes/service-overlap',
  aka: ['kubernetes/overlapping-selectors'],
  summary: 'Give each workload labels of its own',
  category: 'correctness',
  severity: 'warning',
  recommended: true,
  since: '0.1.0',
  fixable: 'never',
  equivalents: {},
  messages: {
    both: '{{kind}} `{{name}}` and {{otherKind}} `{{other}}` select the same pods; give each a label of its own',
  },
  notes: ['controllers', 'services'],
  lessons: ['K07'],
  docs: {
    why: "A controller counts the pods that its selector matches. When two of them match each other's pods, they take them away from one another, and a Service that is meant for the one sends to both.\n\nThe rule compares the workloads of one file.",
    invalid: [
      {
        code: 'apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: shop\nspec:\n  selector:\n    matchLabels: {app: shop}\n  template:\n    metadata:\n      labels: {app: shop, tier: web}\n    spec:\n      containers:\n        - name: web\n          image: shop:1.4\n          ports:\n            - {name: http, containerPort: 8080}\n          readinessProbe: {httpGet: {path: /, port: http}}\n---\napiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: till\nspec:\n  selector:\n    matchLabels: {app: shop}\n  template:\n    metadata:\n      labels: {app: shop, tier: web}\n    spec:\n      containers:\n        - name: web\n          image: shop:1.4\n          ports:\n            - {name: http, containerPort: 8080}\n          readinessProbe: {httpGet: {path: /, port: http}}\n',
      },
    ],
    valid: [
      {
        code: 'apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: shop\nspec:\n  selector:\n    matchLabels: {app: shop}\n  template:\n    metadata:\n      labels: {app: shop, tier: web}\n    spec:\n      containers:\n        - name: web\n          image: shop:1.4\n          ports:\n            - {name: http, containerPort: 8080}\n          readinessProbe: {httpGet: {path: /, port: http}}\n---\napiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: till\nspec:\n  selector:\n    matchLabels: {app: till}\n  template:\n    metadata:\n      labels: {app: till, tier: web}\n    spec:\n      containers:\n        - name: web\n          image: till:1.4\n          ports:\n            - {name: http, containerPort: 8080}\n          readinessProbe: {httpGet: {path: /, port: http}}\n',
      },
    ],
    references: [
      'https://kubernetes.io/docs/concepts/workloads/controllers/deployment/#selector',
      'https://kubernetes.io/docs/concepts/overview/working-with-objects/labels/',
    ],
  },
  check: (ctx) => ({
    Document() {
      if (ctx.facts.fragment) return;
      const seen: { readonly manifest: Manifest; readonly summary: ObjectSummary }[] = [];
      const manifests = objectsOf(ctx.doc, ...CONTROLLERS);
      if (manifests.length < 2 || manifests.length > MAX_COMPARED) return;
      const { own } = objectsAround(ctx.doc, ctx.facts);
      for (const manifest of manifests) {
        const named = nameNode(manifest);
        const summary = own.find(({ span }) => span.start === named?.span.start);
        if (!named || !summary || summary.pod?.open) continue;
        const other = seen.find(
          (each) =>
            inSameNamespace(each.manifest, manifest) &&
            each.manifest.name !== manifest.name &&
            takeEachOther(each.summary, summary),
        );
        seen.push({ manifest, summary });
        if (!other) continue;
        ctx.report({
          message: 'both',
          span: named.span,
          data: {
            kind: summary.kind,
            name: summary.name ?? '',
            otherKind: other.summary.kind,
            other: other.summary.name ?? '',
          },
          related: [{ span: other.summary.span, message: 'The other one' }],
        });
      }
    },
  }),
});
