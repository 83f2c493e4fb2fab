import { defineRule } from '../../core/rule';
import { booleanAt, labelsOf, type Manifest, mappingAt, stringAt } from '../../languages/kubernetes/model';
import { mayShare, type ObjectView } from '../../languages/kubernetes/object-index';
import { matcher, objectsOf, plainSelector, specOf } from '../../languages/kubernetes/objects';
import { isBuiltInRole } from '../../languages/kubernetes/rbac';
import { backendsOf, peerSelectors, podReferences } from '../../languages/kubernetes/references';
import { isOpen, places } from '../../languages/kubernetes/security';
import { objectsAround } from '../../languages/kubernetes/summary';
import { lacks } from '../../languages/kubernetes/workloads';
import type { YamlMapping, YamlScalar } from '../../languages/yaml/nodes';
import { asScalar, asSequence, entriesOf, entryOf, get } from '../../languages/yaml/query';

const ROUTES = ['HTTPRoute', 'GRPCRoute', 'TCPRoute', 'TLSRoute', 'UDPRoute'];

/** Whether a label selector chooses a pod; an empty one, or one that cannot be read, does. */
function selectsPod(view: ObjectView, by: Manifest, selector: YamlMapping | undefined): boolean {
  const matches = selector && entriesOf(selector).length > 0 ? matcher(selector) : undefined;
  if (!matches) return true;
  return view.workloads().some(({ pod, namespace }) => pod && mayShare(namespace, by.namespace) && matches(pod.labels));
}

/** Whether a monitor looks into a namespace: into its own unless it says more. What is not said may be any. */
function namespacesOf(monitor: Manifest): (namespace: string | undefined) => boolean {
  const selector = mappingAt(specOf(monitor), 'namespaceSelector');
  if (booleanAt(selector, 'any') === true) return () => true;
  const items = asSequence(get(selector, 'matchNames'))?.items ?? [];
  const names = new Set(items.flatMap(({ value }) => asScalar(value)?.text ?? []));
  if (names.size === 0 && monitor.namespace !== undefined) names.add(monitor.namespace);
  return (namespace) => names.size === 0 || namespace === undefined || names.has(namespace);
}

export default defineRule({
  id: 'kubernetes/unresolved-reference',
  summary: 'Name only what is in the project',
  category: 'correctness',
  severity: 'information',
  recommended: false,
  since: '0.1.0',
  fixable: 'never',
  equivalents: {},
  messageEquivalents: {
    service: {
      'kube-linter': ['dangling-service'],
      'kube-score': ['service-targets-pod'],
      kubescape: ['service-with-no-workload'],
    },
    ingress: {
      'kube-linter': ['dangling-ingress'],
      'kube-score': ['ingress-targets-service'],
      kubescape: ['dangling-ingress-backend'],
    },
    route: { kubescape: ['dangling-gateway-backend'] },
    scaler: {
      'kube-linter': ['dangling-horizontalpodautoscaler'],
      'kube-score': ['horizontalpodautoscaler-has-target'],
      kubescape: ['hpa-has-target'],
    },
    policy: {
      'kube-linter': ['dangling-networkpolicy'],
      'kube-score': ['networkpolicy-targets-pod'],
      kubescape: ['dangling-networkpolicy'],
    },
    peer: { 'kube-linter': ['dangling-networkpolicypeer-podselector'] },
    monitor: { 'kube-linter': ['dangling-servicemonitor'] },
    account: {
      'kube-linter': ['non-existent-service-account'],
      kubescape: ['non-existent-service-account'],
    },
    variable: { 'kube-linter': ['env-value-from'] },
    headless: { 'kube-score': ['statefulset-has-servicename'] },
    nameless: { 'kube-score': ['statefulset-has-servicename'] },
    everywhere: { polaris: ['clusterrolebindingPodExecAttach'] },
    clusterRole: { polaris: ['rolebindingClusterRolePodExecAttach'] },
    role: { polaris: ['rolebindingRolePodExecAttach'] },
  },
  messages: {
    service: 'No pod of the project has the labels that Service `{{name}}` sends to',
    ingress: 'There is no Service `{{name}}` in the project to send to',
    route: 'There is no Service `{{name}}` in the project to send to',
    scaler: 'There is no {{kind}} `{{name}}` in the project to scale',
    policy: 'No pod of the project has the labels that policy `{{name}}` applies to',
    peer: 'No pod of the project has the labels of this peer',
    monitor: 'No Service of the project has the labels that `{{name}}` watches',
    account: 'There is no ServiceAccount `{{name}}` in the project',
    variable: 'There is no {{kind}} `{{name}}` in the project',
    nameless: 'StatefulSet `{{name}}` names no headless Service, so its pods get no names; name one',
    headless: 'There is no headless Service `{{name}}` in the project',
    everywhere: 'There is no ClusterRole `{{name}}` in the project to bind',
    clusterRole: 'There is no ClusterRole `{{name}}` in the project to bind',
    role: 'There is no Role `{{name}}` in the project to bind',
  },
  notes: ['manifests'],
  docs: {
    why: 'A project that is whole defines what it names. What lies in another repository, or is made by a controller, is not found here, so that most findings of this rule are about such objects: it is for projects that hold everything. The rules `dangling-…` and `missing-…` speak only where something shows that the object should be here.',
    invalid: [
      {
        code: 'apiVersion: v1\nkind: Service\nmetadata:\n  name: shop\nspec:\n  selector:\n    app: shop\n  ports:\n    - port: 80\n',
      },
    ],
    valid: [
      {
        code: 'apiVersion: v1\nkind: Service\nmetadata:\n  name: shop\nspec:\n  selector:\n    app: shop\n  ports:\n    - port: 80\n---\napiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: shop\nspec:\n  selector:\n    matchLabels:\n      app: shop\n  template:\n    metadata:\n      labels:\n        app: shop\n    spec:\n      containers:\n        - name: web\n          image: shop:1.4\n',
      },
    ],
    exceptions: 'Objects that another repository, an operator or a person makes.',
    references: ['https://kubernetes.io/docs/concepts/overview/working-with-objects/'],
  },
  check: (ctx) => {
    const isNew = places();
    const view = (): ObjectView => objectsAround(ctx.doc, ctx.facts);
    const isMissing = (from: Manifest, kind: string, name: YamlScalar): boolean =>
      name.text !== '' && !isOpen(name.text) && view().named(kind, name.text, from.namespace).length === 0;
    const judgeServices = (): void => {
      for (const service of objectsOf(ctx.doc, 'Service')) {
        const entry = entryOf(specOf(service), 'selector');
        const selector = plainSelector(specOf(service), 'selector');
        if (!entry || !selector || stringAt(specOf(service), 'type') === 'ExternalName') continue;
        if (view().podsWith(selector, service.namespace).length > 0) continue;
        ctx.report({ message: 'service', span: entry.key.span, data: { name: service.name ?? '' } });
      }
    };
    const judgeBackends = (): void => {
      for (const route of objectsOf(ctx.doc, 'Ingress', ...ROUTES)) {
        for (const { name } of backendsOf(route)) {
          if (!isMissing(route, 'Service', name)) continue;
          const message = route.kind === 'Ingress' ? 'ingress' : 'route';
          ctx.report({ message, span: name.span, data: { name: name.text } });
        }
      }
    };
    const judgeScalers = (): void => {
      for (const scaler of objectsOf(ctx.doc, 'HorizontalPodAutoscaler', 'ScaledObject')) {
        const target = mappingAt(specOf(scaler), 'scaleTargetRef');
        const name = asScalar(get(target, 'name'));
        const kind = stringAt(target, 'kind') ?? 'Deployment';
        if (!name || !isMissing(scaler, kind, name)) continue;
        ctx.report({ message: 'scaler', span: name.span, data: { kind, name: name.text } });
      }
    };
    const judgePolicies = (): void => {
      for (const policy of objectsOf(ctx.doc, 'NetworkPolicy')) {
        const spec = specOf(policy);
        const entry = entryOf(spec, 'podSelector');
        if (entry && !selectsPod(view(), policy, mappingAt(spec, 'podSelector')))
          ctx.report({ message: 'policy', span: entry.key.span, data: { name: policy.name ?? '' } });
        for (const peer of peerSelectors(spec)) {
          const first = entriesOf(peer)[0];
          if (first && !selectsPod(view(), policy, peer)) ctx.report({ message: 'peer', span: first.key.span });
        }
      }
    };
    const judgeMonitors = (): void => {
      for (const monitor of objectsOf(ctx.doc, 'ServiceMonitor')) {
        const entry = entryOf(specOf(monitor), 'selector');
        const selector = mappingAt(specOf(monitor), 'selector');
        const matches = selector && entriesOf(selector).length > 0 ? matcher(selector) : undefined;
        if (!entry || !matches) continue;
        const isWatched = namespacesOf(monitor);
        const isMet = ({ metadata, namespace }: Manifest): boolean =>
          matches(labelsOf(metadata)) && isWatched(namespace);
        if (objectsOf(ctx.doc, 'Service').some(isMet)) continue;
        ctx.report({ message: 'monitor', span: entry.key.span, data: { name: monitor.name ?? '' } });
      }
    };
    const judgeSets = (): void => {
      for (const set of objectsOf(ctx.doc, 'StatefulSet')) {
        const name = asScalar(get(specOf(set), 'serviceName'));
        if (name?.text === '') ctx.report({ message: 'nameless', span: name.span, data: { name: set.name ?? '' } });
        if (!name || !isMissing(set, 'Service', name)) continue;
        ctx.report({ message: 'headless', span: name.span, data: { name: name.text } });
      }
    };
    const judgeBindings = (): void => {
      for (const binding of objectsOf(ctx.doc, 'ClusterRoleBinding', 'RoleBinding')) {
        const role = mappingAt(binding.root, 'roleRef');
        const name = asScalar(get(role, 'name'));
        const kind = stringAt(role, 'kind');
        if (!name || (kind !== 'ClusterRole' && kind !== 'Role')) continue;
        if ((kind === 'ClusterRole' && isBuiltInRole(name.text)) || !isMissing(binding, kind, name)) continue;
        const ofCluster = binding.kind === 'ClusterRoleBinding' ? 'everywhere' : 'clusterRole';
        ctx.report({ message: kind === 'Role' ? 'role' : ofCluster, span: name.span, data: { name: name.text } });
      }
    };
    return {
      Document() {
        if (ctx.facts.fragment) return;
        judgeServices();
        judgeBackends();
        judgeScalers();
        judgePolicies();
        judgeMonitors();
        judgeSets();
        judgeBindings();
      },
      Pod(pod) {
        if (ctx.facts.fragment || pod.path.custom) return;
        // The answer lies elsewhere, and may change.
        ctx.askAgain();
        const key = ['serviceAccountName', 'serviceAccount'].find((each) => !lacks(pod.spec, each));
        const account = key === undefined ? undefined : asScalar(get(pod.spec, key));
        if (account && account.text !== 'default' && isMissing(pod.manifest, 'ServiceAccount', account)) {
          if (isNew(account.span)) ctx.report({ message: 'account', span: account.span, data: { name: account.text } });
        }
        for (const { kind, name, optional } of podReferences(pod)) {
          if (optional || kind === 'PersistentVolumeClaim' || !isMissing(pod.manifest, kind, name)) continue;
          if (isNew(name.span)) ctx.report({ message: 'variable', span: name.span, data: { kind, name: name.text } });
        }
      },
    };
  },
});
