import { defineRule } from '../../core/rule';
import { type Manifest, stringAt } from '../../languages/kubernetes/model';
import { inSameNamespace, objectsOf, podsBehind, presence, specOf } from '../../languages/kubernetes/objects';
import { isPlaceholder } from '../../languages/kubernetes/schema/scalars';
import { places, repairsNear } from '../../languages/kubernetes/security';
import { setPath } from '../../languages/yaml/edits';
import { asScalar, asSequence, get, walk } from '../../languages/yaml/query';

/** Undefined when it is not known. A Service with a port on the node cannot be headless. */
function isHeadless(service: Manifest): boolean | undefined {
  const spec = specOf(service);
  const type = stringAt(spec, 'type') ?? 'ClusterIP';
  if (type !== 'ClusterIP' || presence(spec, 'clusterIPs') !== 'absent') return undefined;
  const said = presence(spec, 'clusterIP');
  if (said === 'absent') return false;
  const address = asScalar(get(spec, 'clusterIP'))?.text;
  return address === undefined || isPlaceholder(address) ? undefined : address === 'None';
}

/** Whether it selects pods by labels that are known. */
function selects(service: Manifest): boolean {
  const selector = get(specOf(service), 'selector');
  if (selector?.kind !== 'mapping' || selector.entries.length === 0) return false;
  let known = true;
  walk(selector, (node) => {
    if (node.kind === 'alias' || (node.kind === 'scalar' && isPlaceholder(node.text))) known = false;
    return known;
  });
  return known && asSequence(selector) === undefined;
}

export default defineRule({
  id: 'kubernetes/statefulset-headless-service',
  summary: 'Name a headless Service of its own pods in a StatefulSet',
  category: 'correctness',
  severity: 'warning',
  recommended: true,
  since: '0.1.0',
  fixable: 'sometimes',
  equivalents: { 'kube-score': ['statefulset-has-servicename'] },
  messages: {
    address: 'Service `{{name}}` has an address of its own, so pods get no names; set `clusterIP: None`',
    others: 'Service `{{name}}` does not select the pods of this StatefulSet; name another, or mend it',
  },
  notes: ['controllers', 'services'],
  lessons: ['K09'],
  docs: {
    why: 'Each pod of a StatefulSet has a name in DNS, `db-0.db`, and gets it from the Service under `serviceName`. That works only with a Service without an address (`clusterIP: None`) that selects these very pods.',
    invalid: [
      {
        code: 'apiVersion: v1\nkind: Service\nmetadata:\n  name: db\nspec:\n  selector:\n    app: db\n  ports:\n    - port: 5432\n---\napiVersion: apps/v1\nkind: StatefulSet\nmetadata:\n  name: db\nspec:\n  serviceName: db\n  selector: {matchLabels: {app: db}}\n  template:\n    metadata:\n      labels: {app: db}\n    spec:\n      containers:\n        - name: db\n          image: postgres:17\n',
        fixed:
          'apiVersion: v1\nkind: Service\nmetadata:\n  name: db\nspec:\n  selector:\n    app: db\n  ports:\n    - port: 5432\n  clusterIP: None\n---\napiVersion: apps/v1\nkind: StatefulSet\nmetadata:\n  name: db\nspec:\n  serviceName: db\n  selector: {matchLabels: {app: db}}\n  template:\n    metadata:\n      labels: {app: db}\n    spec:\n      containers:\n        - name: db\n          image: postgres:17\n',
      },
    ],
    valid: [
      {
        code: 'apiVersion: v1\nkind: Service\nmetadata:\n  name: db\nspec:\n  clusterIP: None\n  selector:\n    app: db\n  ports:\n    - port: 5432\n---\napiVersion: apps/v1\nkind: StatefulSet\nmetadata:\n  name: db\nspec:\n  serviceName: db\n  selector: {matchLabels: {app: db}}\n  template:\n    metadata:\n      labels: {app: db}\n    spec:\n      containers:\n        - name: db\n          image: postgres:17\n',
      },
    ],
    fixSafety:
      '`clusterIP` cannot be changed on a Service that exists: it must be deleted and made again, and clients that use its address lose it.',
    references: ['https://kubernetes.io/docs/concepts/workloads/controllers/statefulset/#stable-network-id'],
  },
  check: (ctx) => {
    const isNew = places();
    let services: ReadonlyMap<string, Manifest> | undefined;
    const serviceOf = (set: Manifest, name: string): Manifest | undefined => {
      services ??= new Map(
        objectsOf(ctx.doc, 'Service').map((service) => [`${service.namespace}/${service.name}`, service]),
      );
      const service = services.get(`${set.namespace}/${name}`);
      return service && inSameNamespace(set, service) ? service : undefined;
    };
    return {
      Manifest(manifest) {
        if (manifest.kind !== 'StatefulSet' || manifest.otherFormat || ctx.facts.fragment) return;
        const scalar = asScalar(get(specOf(manifest), 'serviceName'));
        const service = scalar && serviceOf(manifest, scalar.text);
        const spec = service && specOf(service);
        if (!scalar || !service || !spec || !isNew(scalar.span)) return;
        const data = { name: scalar.text };
        const related = [{ span: service.kindNode?.span ?? scalar.span, message: 'The Service is here' }];
        if (isHeadless(service) === false) {
          ctx.report({
            message: 'address',
            span: scalar.span,
            data,
            related,
            fixes: () => repairsNear('Set clusterIP: None', 'unsafe', spec, () => setPath(spec, ['clusterIP'], 'None')),
          });
        } else if (manifest.pod && selects(service) && !podsBehind(ctx.doc, service).includes(manifest.pod)) {
          ctx.report({ message: 'others', span: scalar.span, data, related });
        }
      },
    };
  },
});
