import { closest } from '../../core/nearest';
import { defineRule } from '../../core/rule';
import { type Manifest, mappingAt, mappingsAt } from '../../languages/kubernetes/model';
import { mayShare, type ObjectView } from '../../languages/kubernetes/object-index';
import { matcher, objectsOf, specOf } from '../../languages/kubernetes/objects';
import { relatedTo } from '../../languages/kubernetes/references';
import { isOpen } from '../../languages/kubernetes/security';
import { type ObjectSummary, objectsAround, type PortSummary } from '../../languages/kubernetes/summary';
import { replaceValue } from '../../languages/yaml/edits';
import { fix } from '../../languages/yaml/fixes';
import type { YamlScalar } from '../../languages/yaml/nodes';
import { asScalar, entriesOf, entryOf, get } from '../../languages/yaml/query';

interface Watched {
  readonly object: ObjectSummary;
  readonly ports: readonly PortSummary[];
}

/** What a monitor chooses among Services or pods; undefined where that cannot be told. */
function watchedBy(view: ObjectView, monitor: Manifest): readonly Watched[] | undefined {
  const selector = mappingAt(specOf(monitor), 'selector');
  const matches = selector && entriesOf(selector).length > 0 ? matcher(selector) : undefined;
  if (!matches) return undefined;
  // With a namespace selector they may stand anywhere.
  const anywhere = get(specOf(monitor), 'namespaceSelector') !== undefined;
  const near = ({ namespace }: ObjectSummary): boolean => anywhere || mayShare(namespace, monitor.namespace);
  if (monitor.kind === 'ServiceMonitor')
    return view
      .ofKind('Service')
      .flatMap((object) => (near(object) && matches(object.labels) ? [{ object, ports: object.ports }] : []));
  return view
    .workloads()
    .flatMap((object) =>
      object.pod && near(object) && matches(object.pod.labels) ? [{ object, ports: object.pod.ports }] : [],
    );
}

export default defineRule({
  id: 'kubernetes/dangling-service-monitor',
  summary: 'Let a monitor watch Services or pods that exist',
  category: 'correctness',
  severity: 'warning',
  recommended: true,
  since: '0.1.0',
  fixable: 'sometimes',
  equivalents: { 'kube-linter': ['dangling-servicemonitor'] },
  messages: {
    none: '{{kind}} `{{name}}` watches nothing: no {{watched}} here matches its selector',
    port: '{{kind}} `{{name}}` asks port `{{port}}`, which {{watched}} does not have; nothing is measured',
  },
  notes: ['services'],
  docs: {
    why: 'A monitor tells Prometheus which Services or pods to ask, by labels and by the name of a port. When one of them matches nothing there are no measurements, and no alarm says so.\n\nThe rule looks at all manifests of the workspace, and speaks where the folder holds what is watched.',
    invalid: [
      {
        code: 'apiVersion: monitoring.coreos.com/v1\nkind: ServiceMonitor\nmetadata:\n  name: shop\nspec:\n  selector:\n    matchLabels: {app: shop}\n  endpoints:\n    - port: metrcs\n---\napiVersion: v1\nkind: Service\nmetadata:\n  name: shop\n  labels: {app: shop}\nspec:\n  ports:\n    - {name: metrics, port: 9090}\n',
        fixed:
          'apiVersion: monitoring.coreos.com/v1\nkind: ServiceMonitor\nmetadata:\n  name: shop\nspec:\n  selector:\n    matchLabels: {app: shop}\n  endpoints:\n    - port: metrics\n---\napiVersion: v1\nkind: Service\nmetadata:\n  name: shop\n  labels: {app: shop}\nspec:\n  ports:\n    - {name: metrics, port: 9090}\n',
      },
    ],
    valid: [
      {
        code: 'apiVersion: monitoring.coreos.com/v1\nkind: ServiceMonitor\nmetadata:\n  name: shop\nspec:\n  selector:\n    matchLabels: {app: shop}\n  endpoints:\n    - port: metrics\n---\napiVersion: v1\nkind: Service\nmetadata:\n  name: shop\n  labels: {app: shop}\nspec:\n  ports:\n    - {name: metrics, port: 9090}\n',
      },
    ],
    fixSafety: 'Prometheus starts to ask another port.',
    references: ['https://prometheus-operator.dev/docs/developer/getting-started/'],
  },
  check: (ctx) => {
    const judgePort = (view: ObjectView, monitor: Manifest, watched: readonly Watched[], port: YamlScalar): void => {
      const ports = watched.flatMap((each) => each.ports);
      const [first] = watched;
      if (!first || isOpen(port.text) || ports.some(({ name }) => name === port.text)) return;
      // A Service without names for its ports has one only, which has none.
      const names = ports.flatMap(({ name }) => name ?? []);
      const right = closest(port.text, names) ?? (names.length === 1 ? names[0] : undefined);
      const { object } = first;
      ctx.report({
        message: 'port',
        span: port.span,
        data: { ...about(monitor), port: port.text, watched: `${object.kind} \`${object.name}\`` },
        fixes: right === undefined ? [] : [fix(`Ask port ${right}`, 'unsafe', () => replaceValue(port, right))],
        related: [relatedTo(view, object, `The ports of ${object.kind} ${object.name}`)],
      });
    };
    return {
      Document() {
        if (ctx.facts.fragment) return;
        for (const monitor of objectsOf(ctx.doc, 'ServiceMonitor', 'PodMonitor')) {
          const entry = entryOf(specOf(monitor), 'selector');
          const view = objectsAround(ctx.doc, ctx.facts);
          const watched = entry && watchedBy(view, monitor);
          if (!entry || !watched) continue;
          const ofServices = monitor.kind === 'ServiceMonitor';
          const settled = ofServices ? view.settles('Service') : view.settlesPods();
          if (watched.length === 0) {
            if (settled)
              ctx.report({
                message: 'none',
                span: entry.key.span,
                data: { ...about(monitor), watched: ofServices ? 'Service' : 'pod' },
              });
            continue;
          }
          for (const endpoint of mappingsAt(specOf(monitor), ofServices ? 'endpoints' : 'podMetricsEndpoints')) {
            const port = asScalar(get(endpoint, 'port'));
            if (port && port.text !== '') judgePort(view, monitor, watched, port);
          }
        }
      },
    };
  },
});

const about = ({ kind = '', name = '' }: Manifest): { readonly kind: string; readonly name: string } => ({
  kind,
  name,
});
