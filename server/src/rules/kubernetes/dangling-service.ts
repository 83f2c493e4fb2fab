import { defineRule } from '../../core/rule';
import { labelsAdded } from '../../languages/kubernetes/assembled';
import { type Manifest, stringAt } from '../../languages/kubernetes/model';
import { ObjectView } from '../../languages/kubernetes/object-index';
import { objectsOf, plainSelector, specOf } from '../../languages/kubernetes/objects';
import { relatedTo } from '../../languages/kubernetes/references';
import { type ObjectSummary, objectsAround } from '../../languages/kubernetes/summary';
import { replaceValue } from '../../languages/yaml/edits';
import { fix } from '../../languages/yaml/fixes';
import { asScalar, entryOf, get } from '../../languages/yaml/query';

/** A Service whose addresses somebody else writes. */
const hasOwnEndpoints = (view: ObjectView, { name }: Manifest): boolean =>
  view.ofKind('Endpoints').some((object) => object.name === name) ||
  view.ofKind('EndpointSlice').some(({ labels }) => labels.get('kubernetes.io/service-name') === name);

interface Near {
  readonly object: ObjectSummary;
  readonly label: string;
  readonly value: string;
}

/** The workload that has another value for one label of the selector, and all else right. */
function nearest(view: ObjectView, selector: ReadonlyMap<string, string>): Near | undefined {
  for (const object of view.workloads()) {
    const missed = [...selector].filter(([label, value]) => object.pod?.labels.get(label) !== value);
    const label = missed[0]?.[0];
    const value = label === undefined ? undefined : object.pod?.labels.get(label);
    if (label !== undefined && value !== undefined && missed.length === 1) return { object, label, value };
  }
  return undefined;
}

export default defineRule({
  id: 'kubernetes/dangling-service',
  summary: 'Let the selector of a Service match pods',
  category: 'correctness',
  severity: 'warning',
  recommended: true,
  since: '0.1.0',
  fixable: 'sometimes',
  equivalents: {
    'kube-linter': ['dangling-service'],
    'kube-score': ['service-targets-pod'],
    kubescape: ['service-with-no-workload'],
  },
  messages: { none: 'Service `{{name}}` sends to nobody: no pod here has the labels `{{selector}}`' },
  notes: ['services'],
  lessons: ['K07'],
  docs: {
    why: 'A Service finds its pods by their labels. When nothing carries them the API server accepts the Service all the same, and every connection to it fails.\n\nThe rule looks at all manifests of the workspace. It speaks only where the folder of the Service holds workloads too: else the pods may come from another repository.',
    invalid: [
      {
        code: 'apiVersion: v1\nkind: Service\nmetadata:\n  name: shop\nspec:\n  selector: {app: shopp}\n  ports:\n    - {port: 80, targetPort: http}\n---\napiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: shop\nspec:\n  selector:\n    matchLabels: {app: shop}\n  template:\n    metadata:\n      labels: {app: shop, tier: web}\n    spec:\n      containers:\n        - name: web\n          image: shop:1.4\n          ports:\n            - {name: http, containerPort: 8080}\n          readinessProbe: {httpGet: {path: /, port: http}}\n',
        fixed:
          'apiVersion: v1\nkind: Service\nmetadata:\n  name: shop\nspec:\n  selector: {app: shop}\n  ports:\n    - {port: 80, targetPort: http}\n---\napiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: shop\nspec:\n  selector:\n    matchLabels: {app: shop}\n  template:\n    metadata:\n      labels: {app: shop, tier: web}\n    spec:\n      containers:\n        - name: web\n          image: shop:1.4\n          ports:\n            - {name: http, containerPort: 8080}\n          readinessProbe: {httpGet: {path: /, port: http}}\n',
      },
    ],
    valid: [
      {
        code: 'apiVersion: v1\nkind: Service\nmetadata:\n  name: shop\nspec:\n  selector: {app: shop}\n  ports:\n    - {port: 80, targetPort: http}\n---\napiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: shop\nspec:\n  selector:\n    matchLabels: {app: shop}\n  template:\n    metadata:\n      labels: {app: shop, tier: web}\n    spec:\n      containers:\n        - name: web\n          image: shop:1.4\n          ports:\n            - {name: http, containerPort: 8080}\n          readinessProbe: {httpGet: {path: /, port: http}}\n',
      },
    ],
    fixSafety: 'The Service starts to send to pods that it did not reach before.',
    exceptions: 'Pods that a controller makes out of its own kind of object are not known here.',
    references: ['https://kubernetes.io/docs/concepts/services-networking/service/#services-in-kubernetes'],
  },
  check: (ctx) => ({
    Document() {
      if (ctx.facts.fragment) return;
      for (const service of objectsOf(ctx.doc, 'Service')) {
        const entry = entryOf(specOf(service), 'selector');
        const written = plainSelector(specOf(service), 'selector');
        if (!written || !entry || stringAt(specOf(service), 'type') === 'ExternalName') continue;
        const view = objectsAround(ctx.doc, ctx.facts);
        // The control plane's own pods are no objects that anybody applies.
        if (!ObjectView.isComparable(written) || service.namespace === 'kube-system') continue;
        if (view.podsWith(written, service.namespace).length > 0 || !view.settlesPods()) continue;
        const added = labelsAdded(ctx.facts);
        const selector = new Map([...written].filter(([name, value]) => added.get(name) !== value));
        if (selector.size < written.size && view.podsWith(selector, service.namespace).length > 0) continue;
        if (hasOwnEndpoints(view, service)) continue;
        const near = nearest(view, selector);
        const wrong = near && asScalar(get(entry.value, near.label));
        ctx.report({
          message: 'none',
          span: wrong?.span ?? entry.key.span,
          data: { name: service.name ?? '', selector: [...selector].map(([k, v]) => `${k}: ${v}`).join(', ') },
          fixes:
            near && wrong
              ? [fix(`Select ${near.label}: ${near.value}`, 'unsafe', () => replaceValue(wrong, near.value))]
              : [],
          related: near
            ? [relatedTo(view, near.object, `${near.object.kind} ${near.object.name} has other labels`)]
            : [],
        });
      }
    },
  }),
});
