import { defineRule } from '../../core/rule';
import { integerAt, mappingAt, mappingsAt, stringAt } from '../../languages/kubernetes/model';
import { fix } from '../../languages/kubernetes/repair-fixes';
import { isPlaceholder } from '../../languages/kubernetes/schema/scalars';
import { removeItem } from '../../languages/yaml/edits';
import type { YamlMapping, YamlScalar } from '../../languages/yaml/nodes';
import { asScalar, entryOf } from '../../languages/yaml/query';

export default defineRule({
  id: 'kubernetes/duplicate-port',
  summary: 'List each port and each port name once',
  category: 'correctness',
  severity: 'error',
  recommended: true,
  since: '0.1.0',
  fixable: 'sometimes',
  local: true,
  equivalents: { 'kube-score': ['container-ports-check'], 'kubectl-validate': ['invalid'] },
  messages: {
    number: 'Port `{{port}}` ({{protocol}}) is listed already; remove this one or change it',
    name: 'A port is called `{{name}}` already; give this one another name',
  },
  notes: ['services'],
  docs: {
    why: 'The names of a container’s ports must differ, and a Service cannot open one port twice: the API server refuses both. A container’s port that is listed twice is only untidy, and may be a mistake for another number.',
    invalid: [
      {
        code: 'apiVersion: v1\nkind: Service\nmetadata:\n  name: shop\nspec:\n  ports:\n    - name: http\n      port: 80\n    - name: http\n      port: 81\n',
      },
    ],
    valid: [
      {
        code: 'apiVersion: v1\nkind: Service\nmetadata:\n  name: shop\nspec:\n  ports:\n    - name: dns\n      port: 53\n    - name: dns-udp\n      port: 53\n      protocol: UDP\n',
      },
    ],
    references: ['https://kubernetes.io/docs/concepts/services-networking/service/#multi-port-services'],
  },
  check: (ctx) => {
    const seen = new Set<YamlMapping>();
    const judge = (ports: readonly YamlMapping[], key: 'port' | 'containerPort'): void => {
      const numbers = new Set<string>();
      const names = new Set<string>();
      for (const port of ports) {
        if (seen.has(port)) continue;
        seen.add(port);
        const name = scalarAt(port, 'name');
        if (name && name.text !== '' && !isPlaceholder(name.text)) {
          if (names.has(name.text)) ctx.report({ message: 'name', span: name.span, data: { name: name.text } });
          names.add(name.text);
        }
        const number = integerAt(port, key);
        const node = scalarAt(port, key);
        const protocol = stringAt(port, 'protocol') ?? 'TCP';
        if (number === undefined || !node || isPlaceholder(protocol)) continue;
        const host = `${scalarAt(port, 'hostPort')?.text ?? ''} ${scalarAt(port, 'hostIP')?.text ?? ''}`;
        const id = `${number} ${protocol} ${host}`;
        if (numbers.has(id)) {
          const item = port.holder?.kind === 'item' ? port.holder : undefined;
          const plain = key === 'containerPort' && item && !name;
          ctx.report({
            message: 'number',
            span: node.span,
            data: { port: number, protocol },
            severity: key === 'containerPort' ? 'warning' : 'error',
            fixes: plain ? [fix('Remove the second one', 'safe', () => removeItem(item))] : [],
          });
        }
        numbers.add(id);
      }
    };
    return {
      Manifest({ kind, apiVersion, root }) {
        if (kind === 'Service' && apiVersion === 'v1') judge(mappingsAt(mappingAt(root, 'spec'), 'ports'), 'port');
      },
      Container: ({ node }) => judge(mappingsAt(node, 'ports'), 'containerPort'),
    };
  },
});

const scalarAt = (node: YamlMapping, key: string): YamlScalar | undefined => asScalar(entryOf(node, key)?.value);
