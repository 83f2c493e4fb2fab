import { defineRule } from '../../core/rule';
import { mappingAt } from '../../languages/kubernetes/model';
import { asScalar, get } from '../../languages/yaml/query';

export default defineRule({
  id: 'kubernetes/no-system-namespace',
  summary: "Keep workloads out of the cluster's own namespaces",
  category: 'security',
  severity: 'information',
  recommended: false,
  since: '0.1.0',
  fixable: 'never',
  local: true,
  equivalents: {},
  messageEquivalents: { system: { trivy: ['KSV-0037'] } },
  options: {
    namespaces: {
      type: 'strings',
      description: 'Namespaces that are for the cluster itself.',
      default: ['kube-system', 'kube-public', 'kube-node-lease'],
    },
  },
  messages: {
    system: '`{{namespace}}` is for the cluster itself; give `{{name}}` a namespace of its own',
    other: '`{{namespace}}` is for the cluster itself; give `{{name}}` a namespace of its own',
  },
  notes: ['manifests'],
  lessons: ['K11'],
  docs: {
    why: 'What runs in `kube-system` sits beside the DNS server and the network plugin: policies and quotas mostly leave that namespace out, its service accounts have wide rights, and a cleaning there takes the cluster down.',
    invalid: [
      {
        code: 'apiVersion: v1\nkind: Pod\nmetadata:\n  name: shop\n  namespace: kube-system\nspec:\n  containers:\n    - name: web\n      image: shop:1.4\n',
      },
    ],
    valid: [
      {
        code: 'apiVersion: v1\nkind: Pod\nmetadata:\n  name: shop\n  namespace: store\nspec:\n  containers:\n    - name: web\n      image: shop:1.4\n',
      },
    ],
    exceptions: 'Parts of the cluster: network and storage plugins, DNS, metrics.',
    references: ['https://kubernetes.io/docs/concepts/overview/working-with-objects/namespaces/#initial-namespaces'],
  },
  check: (ctx) => ({
    Pod({ manifest }) {
      const namespace = asScalar(get(manifest.metadata, 'namespace'));
      if (!namespace || !ctx.options.namespaces.includes(namespace.text)) return;
      // The parts of the control plane belong there: kubeadm marks their pods so.
      if (asScalar(get(mappingAt(manifest.metadata, 'labels'), 'tier'))?.text === 'control-plane') return;
      const data = { namespace: namespace.text, name: manifest.name ?? '' };
      ctx.report({ message: namespace.text === 'kube-system' ? 'system' : 'other', span: namespace.span, data });
    },
  }),
});
