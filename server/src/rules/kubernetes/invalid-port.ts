import { defineRule } from '../../core/rule';
import { type Manifest, mappingAt, mappingsAt } from '../../languages/kubernetes/model';
import { asDnsName, isLabelName, isPortName } from '../../languages/kubernetes/names';
import { fix, shown } from '../../languages/kubernetes/repair-fixes';
import { isPlaceholder } from '../../languages/kubernetes/schema/scalars';
import { replaceValue } from '../../languages/yaml/edits';
import type { YamlMapping, YamlScalar } from '../../languages/yaml/nodes';
import { asScalar, entryOf } from '../../languages/yaml/query';
import { goYaml2 } from '../../languages/yaml/values';

export default defineRule({
  id: 'kubernetes/invalid-port',
  summary: 'Write ports from 1 to 65535 and names that are allowed',
  category: 'correctness',
  severity: 'error',
  recommended: true,
  since: '0.1.0',
  fixable: 'sometimes',
  local: true,
  equivalents: { 'kube-linter': ['invalid-target-ports'], 'kube-score': ['container-ports-check'] },
  messages: {
    number: '`{{port}}` is no port; write a number from 1 to 65535',
    quoted: '`{{port}}` in quotes is the name of a port; write the number without quotes',
    name: '`{{name}}` is no port name; use up to 15 small letters, digits and `-`',
    serviceName: '`{{name}}` is no name for a port of a Service; use small letters, digits and `-`',
  },
  notes: ['services'],
  docs: {
    why: 'Ports are numbers from 1 to 65535. The name of a container’s port is short: at most 15 small letters, digits and dashes, a letter among them. In quotes a number is taken for a name where both are allowed, and a name of digits only is refused.',
    invalid: [
      {
        code: 'apiVersion: v1\nkind: Service\nmetadata:\n  name: shop\nspec:\n  ports:\n    - port: 80\n      targetPort: "8080"\n',
        fixed:
          'apiVersion: v1\nkind: Service\nmetadata:\n  name: shop\nspec:\n  ports:\n    - port: 80\n      targetPort: 8080\n',
      },
    ],
    valid: [
      {
        code: 'apiVersion: v1\nkind: Service\nmetadata:\n  name: shop\nspec:\n  ports:\n    - name: http\n      port: 80\n      targetPort: http\n',
      },
    ],
    fixSafety: 'Whatever refers to the port by its old name has to be changed too.',
    references: ['https://kubernetes.io/docs/concepts/services-networking/service/#field-spec-ports'],
  },
  check: (ctx) => {
    const seen = new Set<YamlScalar>();
    const first = (holder: YamlMapping | undefined, key: string): YamlScalar | undefined => {
      const node = asScalar(entryOf(holder, key)?.value);
      if (!node || seen.has(node) || isPlaceholder(node.text)) return undefined;
      seen.add(node);
      return node;
    };
    const number = (node: YamlScalar | undefined, least = 1): void => {
      const value = node && goYaml2(node);
      if (value?.kind !== 'int' || (value.value >= least && value.value <= 65_535)) return;
      ctx.report({
        message: 'number',
        span: node?.span ?? { start: 0, end: 0 },
        data: { port: shown(node?.text ?? '') },
      });
    };
    const name = (node: YamlScalar | undefined, message: 'name' | 'serviceName'): void => {
      if (!node || node.text === '' || goYaml2(node).kind !== 'string') return;
      if (message === 'name' ? isPortName(node.text) : isLabelName(node.text)) return;
      const right = asDnsName(node.text, false)?.replace(/-{2,}/g, '-');
      const allowed = right !== undefined && (message === 'name' ? isPortName(right) : isLabelName(right));
      ctx.report({
        message,
        span: node.span,
        data: { name: shown(node.text) },
        fixes: allowed ? [fix(`Rename to ${right}`, 'unsafe', () => replaceValue(node, right))] : [],
      });
    };
    const either = (node: YamlScalar | undefined): void => {
      if (!node || node.text === '') return;
      if (goYaml2(node).kind !== 'string') {
        number(node);
        return;
      }
      if (!/^\d{1,5}$/.test(node.text)) {
        name(node, 'name');
        return;
      }
      const port = node.text;
      const fixes = /^[1-9]/.test(port)
        ? [fix(`Write ${port} without quotes`, 'safe', () => [{ span: node.span, text: port }])]
        : [];
      ctx.report({ message: 'quoted', span: node.span, data: { port }, fixes });
    };
    return {
      Manifest(manifest) {
        for (const port of servicePorts(manifest)) {
          number(first(port, 'port'));
          number(first(port, 'nodePort'), 0);
          either(first(port, 'targetPort'));
          name(first(port, 'name'), 'serviceName');
        }
      },
      Container({ node }) {
        for (const port of mappingsAt(node, 'ports')) {
          number(first(port, 'containerPort'));
          number(first(port, 'hostPort'), 0);
          name(first(port, 'name'), 'name');
        }
        const handlers = [
          ...['livenessProbe', 'readinessProbe', 'startupProbe'].map((key) => mappingAt(node, key)),
          ...['postStart', 'preStop'].map((key) => mappingAt(node, 'lifecycle', key)),
        ];
        for (const handler of handlers) {
          for (const kind of ['httpGet', 'tcpSocket']) either(first(mappingAt(handler, kind), 'port'));
          number(first(mappingAt(handler, 'grpc'), 'port'));
        }
      },
    };
  },
});

const servicePorts = ({ kind, root, apiVersion, otherFormat }: Manifest): readonly YamlMapping[] =>
  kind === 'Service' && apiVersion === 'v1' && !otherFormat ? mappingsAt(mappingAt(root, 'spec'), 'ports') : [];
