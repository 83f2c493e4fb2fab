import { defineRule } from '../../core/rule';
import { places } from '../../languages/kubernetes/security';
import { asSequence, entryOf } from '../../languages/yaml/query';

export default defineRule({
  id: 'kubernetes/no-host-aliases',
  summary: 'Leave /etc/hosts of pods to Kubernetes',
  category: 'security',
  severity: 'information',
  recommended: false,
  since: '0.1.0',
  fixable: 'never',
  local: true,
  equivalents: { trivy: ['KSV-0007'], kubesec: ['HostAliases'] },
  messages: {
    aliases: '`hostAliases` overrides names in this pod alone; use a Service or DNS instead',
  },
  notes: ['pod-security'],
  docs: {
    why: 'Entries under `hostAliases` go into `/etc/hosts` of the pod and win over DNS: a name can be led to another address without anybody seeing it there, and nothing follows when the address changes.',
    instead: 'An ExternalName Service gives a name outside of the cluster one inside.',
    invalid: [
      {
        code: 'apiVersion: v1\nkind: Pod\nmetadata:\n  name: shop\nspec:\n  hostAliases:\n    - ip: 10.0.0.7\n      hostnames: [db.example.com]\n  containers:\n    - name: web\n      image: shop:1.4\n',
      },
    ],
    valid: [
      {
        code: 'apiVersion: v1\nkind: Pod\nmetadata:\n  name: shop\nspec:\n  hostAliases: []\n  containers:\n    - name: web\n      image: shop:1.4\n',
      },
    ],
    references: ['https://kubernetes.io/docs/tasks/network/customize-hosts-file-for-pods/'],
  },
  check: (ctx) => {
    const isNew = places();
    return {
      Pod({ spec }) {
        const entry = entryOf(spec, 'hostAliases');
        if (!entry || !asSequence(entry.value)?.items.length || !isNew(entry.key.span)) return;
        ctx.report({ message: 'aliases', span: entry.key.span });
      },
    };
  },
});
