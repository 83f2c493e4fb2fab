import { defineRule } from '../../core/rule';
import { integerAt, mappingsAt, stringAt } from '../../languages/kubernetes/model';
import { places, valueSpan } from '../../languages/kubernetes/security';
import { entryOf } from '../../languages/yaml/query';

export default defineRule({
  id: 'kubernetes/no-ssh-port',
  summary: 'Run no SSH server in a container',
  category: 'security',
  severity: 'information',
  recommended: false,
  since: '0.1.0',
  fixable: 'never',
  local: true,
  equivalents: { 'kube-linter': ['ssh-port'] },
  messages: {
    ssh: 'Port 22 means a way in by SSH; remove the server and use `kubectl exec`',
  },
  notes: ['ports'],
  docs: {
    why: 'An SSH server in a container is a second way in beside the API server: with keys and passwords of its own, past its rights and its audit log. `kubectl exec` and `kubectl debug` do the same under the rights of the cluster.',
    invalid: [
      {
        code: 'apiVersion: v1\nkind: Pod\nmetadata:\n  name: shop\nspec:\n  containers:\n    - name: web\n      image: shop:1.4\n      ports:\n        - containerPort: 22\n',
      },
    ],
    valid: [
      {
        code: 'apiVersion: v1\nkind: Pod\nmetadata:\n  name: shop\nspec:\n  containers:\n    - name: web\n      image: shop:1.4\n      ports:\n        - containerPort: 8080\n',
      },
    ],
    exceptions: 'Servers for Git and SFTP.',
    references: ['https://kubernetes.io/docs/tasks/debug/debug-application/get-shell-running-container/'],
  },
  check: (ctx) => {
    const isNew = places();
    return {
      Container({ node }) {
        for (const port of mappingsAt(node, 'ports')) {
          const entry = entryOf(port, 'containerPort');
          if (!entry || integerAt(port, 'containerPort') !== 22) continue;
          if ((stringAt(port, 'protocol') ?? 'TCP') !== 'TCP' || !isNew(valueSpan(entry))) continue;
          ctx.report({ message: 'ssh', span: valueSpan(entry) });
        }
      },
    };
  },
});
