import { defineRule } from '../../core/rule';
import { capabilitiesOf, containerName, places } from '../../languages/kubernetes/security';

/** Neither gives the node away, and others count them among those that do. */
const STRONG: ReadonlySet<string> = new Set(['NET_RAW', 'SETPCAP']);

export default defineRule({
  id: 'kubernetes/no-capability-added',
  summary: 'Add no capability at all',
  category: 'security',
  severity: 'information',
  recommended: false,
  since: '0.1.0',
  fixable: 'never',
  equivalents: { checkov: ['CKV_K8S_25'] },
  messageEquivalents: { strong: { checkov: ['CKV_K8S_25'], kubescape: ['insecure-capabilities'] } },

  messages: {
    added: '`{{capability}}` is more than `{{name}}` has by itself; run without it',
    strong: '`{{capability}}` is more than `{{name}}` has by itself; run without it',
  },
  notes: ['pod-security'],
  docs: {
    why: 'A program that listens on a port from 1024 on, writes only its own files and changes no user needs no capability. This rule reports each one that is added, `NET_BIND_SERVICE` too, which the Pod Security Standards let pass.',
    invalid: [
      {
        code: 'apiVersion: v1\nkind: Pod\nmetadata:\n  name: shop\nspec:\n  containers:\n    - name: web\n      image: shop:1.4\n      securityContext:\n        capabilities:\n          add: [NET_BIND_SERVICE]\n',
      },
    ],
    valid: [
      {
        code: 'apiVersion: v1\nkind: Pod\nmetadata:\n  name: shop\nspec:\n  containers:\n    - name: web\n      image: shop:1.4\n      securityContext:\n        capabilities:\n          drop: [ALL]\n',
      },
    ],
    exceptions: 'Programs that listen on a port below 1024.',
    references: ['https://kubernetes.io/docs/tasks/configure-pod-container/security-context/'],
  },
  check: (ctx) => {
    const isNew = places();
    return {
      Container(container) {
        for (const { scalar, name } of capabilitiesOf(container, 'add') ?? []) {
          const data = { capability: scalar.text, name: containerName(container) };
          if (isNew(scalar.span))
            ctx.report({ message: STRONG.has(name) ? 'strong' : 'added', span: scalar.span, data });
        }
      },
    };
  },
});
