import type { Edit } from '../../core/finding';
import { defineRule } from '../../core/rule';
import { booleanAt, mappingsAt } from '../../languages/kubernetes/model';
import { specOf } from '../../languages/kubernetes/objects';
import { repairs } from '../../languages/kubernetes/security';
import { removeEntry, replaceValue, setPath } from '../../languages/yaml/edits';
import type { YamlMapping, YamlScalar } from '../../languages/yaml/nodes';
import { asScalar, entryOf, get } from '../../languages/yaml/query';

/** What only Services have that are reached from outside. */
const OUTSIDE = ['externalTrafficPolicy', 'healthCheckNodePort', 'loadBalancerIP', 'loadBalancerSourceRanges'];

/** The type, and the ports of the nodes that go with it. */
function inside(spec: YamlMapping, type: YamlScalar): readonly Edit[] | undefined {
  if (OUTSIDE.some((key) => entryOf(spec, key))) return undefined;
  const ports = mappingsAt(spec, 'ports').flatMap((port) => entryOf(port, 'nodePort') ?? []);
  const edits = [replaceValue(type, 'ClusterIP'), ...ports.map((entry) => removeEntry(entry))];
  return edits.every((edit) => edit !== undefined) ? edits.flat() : undefined;
}

export default defineRule({
  id: 'kubernetes/no-node-port',
  summary: 'Open no port on every node',
  category: 'security',
  severity: 'information',
  recommended: false,
  since: '0.1.0',
  fixable: 'sometimes',
  local: true,
  equivalents: { 'kube-linter': ['exposed-services'], kubescape: ['exposure-to-internet'] },
  messageEquivalents: {
    node: { 'kube-linter': ['exposed-services'], kubescape: ['exposure-to-internet'], 'kube-score': ['service-type'] },
  },
  options: {
    types: {
      type: 'strings',
      description: 'Types of Services that are reported.',
      default: ['NodePort', 'LoadBalancer'],
    },
  },
  messages: {
    node: '`NodePort` opens a port on every node; use `ClusterIP` with an Ingress or a Gateway',
    balancer: '`LoadBalancer` opens a port on every node too; set `allocateLoadBalancerNodePorts: false`',
    other: 'Type `{{type}}` is not wanted here; use another one',
  },
  notes: ['services'],
  lessons: ['K06'],
  docs: {
    why: 'The port is open on all addresses of all nodes, those to the internet too, and no network policy is sure to see who really asks. A load balancer opens one as well, since it sends to the nodes by default; some reach the pods directly and do without.',
    invalid: [
      {
        code: 'apiVersion: v1\nkind: Service\nmetadata:\n  name: shop\nspec:\n  type: NodePort\n  selector: {app: shop}\n  ports:\n    - port: 80\n      nodePort: 30080\n',
        fixed:
          'apiVersion: v1\nkind: Service\nmetadata:\n  name: shop\nspec:\n  type: ClusterIP\n  selector: {app: shop}\n  ports:\n    - port: 80\n',
      },
    ],
    valid: [
      {
        code: 'apiVersion: v1\nkind: Service\nmetadata:\n  name: shop\nspec:\n  type: ClusterIP\n  selector: {app: shop}\n  ports:\n    - port: 80\n',
      },
    ],
    fixSafety:
      'Who reached the Service through a node does not any more. Not every load balancer reaches pods directly.',
    exceptions: 'Clusters without load balancers, and the Service of the ingress controller itself.',
    references: [
      'https://kubernetes.io/docs/concepts/services-networking/service/#type-nodeport',
      'https://kubernetes.io/docs/concepts/services-networking/service/#load-balancer-nodeport-allocation',
    ],
  },
  check: (ctx) => ({
    Manifest(manifest) {
      const spec = manifest.kind === 'Service' && !manifest.otherFormat ? specOf(manifest) : undefined;
      const type = asScalar(get(spec, 'type'));
      if (!spec || !type || !ctx.options.types.includes(type.text)) return;
      const { span, text } = type;
      if (text === 'NodePort') {
        const fixes = repairs('Use ClusterIP', 'unsafe', () => inside(spec, type));
        ctx.report({ message: 'node', span, fixes });
      } else if (text !== 'LoadBalancer') ctx.report({ message: 'other', span, data: { type: text } });
      else if (booleanAt(spec, 'allocateLoadBalancerNodePorts') !== false) {
        const fixes = repairs('Set allocateLoadBalancerNodePorts: false', 'unsafe', () =>
          setPath(spec, ['allocateLoadBalancerNodePorts'], 'false'),
        );
        ctx.report({ message: 'balancer', span, fixes });
      }
    },
  }),
});
