import { defineRule } from '../../core/rule';
import { mappingAt } from '../../languages/kubernetes/model';
import { contextsOf, entryWith, places, valueSpan, withoutEntry } from '../../languages/kubernetes/security';

export default defineRule({
  id: 'kubernetes/no-windows-host-process',
  summary: 'Run no Windows container as a process of the host',
  category: 'security',
  severity: 'warning',
  recommended: true,
  profiles: ['pod-security-baseline', 'pod-security-restricted', 'nsa'],
  since: '0.1.0',
  fixable: 'sometimes',
  local: true,
  equivalents: {
    polaris: ['hostProcess'],
    trivy: ['KSV-0103'],
    kubescape: ['set-hostprocess-true'],
    pss: ['baseline/windowshostprocess'],
  },
  messages: { host: '`hostProcess` runs the program on the Windows node itself; remove it' },
  notes: ['pod-security'],
  lessons: ['K13'],
  docs: {
    why: 'A HostProcess container is no container: its program runs on the node, with the rights of an account there and with its files and network. It is meant for tools that set up the node.',
    invalid: [
      {
        code: 'apiVersion: v1\nkind: Pod\nmetadata:\n  name: shop\nspec:\n  os:\n    name: windows\n  securityContext:\n    windowsOptions:\n      hostProcess: true\n      runAsUserName: ContainerUser\n  containers:\n    - name: web\n      image: shop:1.4\n',
        fixed:
          'apiVersion: v1\nkind: Pod\nmetadata:\n  name: shop\nspec:\n  os:\n    name: windows\n  securityContext:\n    windowsOptions:\n      runAsUserName: ContainerUser\n  containers:\n    - name: web\n      image: shop:1.4\n',
      },
    ],
    valid: [
      {
        code: 'apiVersion: v1\nkind: Pod\nmetadata:\n  name: shop\nspec:\n  os:\n    name: windows\n  securityContext:\n    windowsOptions:\n      runAsUserName: ContainerUser\n  containers:\n    - name: web\n      image: shop:1.4\n',
      },
    ],
    fixSafety: 'A program that manages the node fails in a container of its own.',
    exceptions: 'Agents that set up or watch Windows nodes.',
    references: ['https://kubernetes.io/docs/tasks/configure-pod-container/create-hostprocess-pod/'],
  },
  check: (ctx) => {
    const isNew = places();
    return {
      Pod(pod) {
        for (const { node } of contextsOf(pod)) {
          const entry = entryWith(mappingAt(node, 'windowsOptions'), 'hostProcess', true);
          if (!entry || !isNew(valueSpan(entry))) continue;
          ctx.report({
            message: 'host',
            span: valueSpan(entry),
            fixes: () => withoutEntry(entry, 'Remove hostProcess'),
          });
        }
      },
    };
  },
});
