import { defineRule } from '../../core/rule';
import { stringAt } from '../../languages/kubernetes/model';
import { hostPathEntries } from '../../languages/kubernetes/pod-security/host';
import { places } from '../../languages/kubernetes/security';
import { asMapping } from '../../languages/yaml/query';

export default defineRule({
  id: 'kubernetes/no-host-path',
  summary: 'Mount no path of the node',
  category: 'security',
  severity: 'warning',
  recommended: false,
  profiles: ['pod-security-baseline', 'pod-security-restricted', 'nsa'],
  since: '0.1.0',
  fixable: 'never',
  local: true,
  equivalents: {
    polaris: ['hostPathSet'],
    trivy: ['KSV-0023'],
    kubescape: ['alert-any-hostpath'],
    pss: ['baseline/hostpathvolumes', 'restricted/restrictedvolumes'],
  },
  messages: {
    mounted: '`{{path}}` of the node is open to this pod; use a claim, an `emptyDir` or a ConfigMap',
  },
  notes: ['pod-security', 'storage'],
  lessons: ['K13'],
  docs: {
    why: 'A `hostPath` volume shows the pod files of the node that it happens to run on: what is in them depends on the node, and who can write there may leave the container. The pod also finds other files after a move.',
    invalid: [
      {
        code: 'apiVersion: v1\nkind: Pod\nmetadata:\n  name: shop\nspec:\n  volumes:\n    - name: data\n      hostPath:\n        path: /srv/data\n  containers:\n    - name: web\n      image: shop:1.4\n',
      },
    ],
    valid: [
      {
        code: 'apiVersion: v1\nkind: Pod\nmetadata:\n  name: shop\nspec:\n  volumes:\n    - name: data\n      persistentVolumeClaim:\n        claimName: data\n  containers:\n    - name: web\n      image: shop:1.4\n',
      },
    ],
    exceptions: 'Agents that read logs or metrics of the node, drivers for storage and networks.',
    references: [
      'https://kubernetes.io/docs/concepts/storage/volumes/#hostpath',
      'https://kubernetes.io/docs/concepts/security/pod-security-standards/',
    ],
  },
  check: (ctx) => {
    const isNew = places();
    return {
      Pod(pod) {
        for (const entry of hostPathEntries(pod)) {
          if (!isNew(entry.key.span)) continue;
          const path = stringAt(asMapping(entry.value), 'path') ?? 'A path';
          ctx.report({ message: 'mounted', span: entry.key.span, data: { path } });
        }
      },
    };
  },
});
