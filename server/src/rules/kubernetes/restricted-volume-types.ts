import { defineRule } from '../../core/rule';
import { directVolumes } from '../../languages/kubernetes/pod-security/volumes';
import { places } from '../../languages/kubernetes/security';

export default defineRule({
  id: 'kubernetes/restricted-volume-types',
  summary: 'Reach storage through claims, not by volume types of their own',
  category: 'security',
  severity: 'information',
  recommended: false,
  profiles: ['pod-security-restricted'],
  since: '0.1.0',
  fixable: 'never',
  local: true,
  equivalents: { trivy: ['KSV-0028'], pss: ['restricted/restrictedvolumes'] },
  messages: {
    direct: '`{{type}}` names its server or disk in the pod; use a `persistentVolumeClaim`',
  },
  notes: ['pod-security', 'storage'],
  lessons: ['K13'],
  docs: {
    why: 'Volumes of this kind name a disk or a server, and often a secret for it, in the pod itself: whoever may make pods reaches every such disk. A claim leaves that to those who run the cluster. The restricted Pod Security Standard allows only volumes that are part of the cluster, and claims.',
    invalid: [
      {
        code: 'apiVersion: v1\nkind: Pod\nmetadata:\n  name: shop\nspec:\n  volumes:\n    - name: data\n      nfs:\n        server: files.example.com\n        path: /data\n  containers:\n    - name: web\n      image: shop:1.4\n',
      },
    ],
    valid: [
      {
        code: 'apiVersion: v1\nkind: Pod\nmetadata:\n  name: shop\nspec:\n  volumes:\n    - name: data\n      persistentVolumeClaim:\n        claimName: data\n    - name: tmp\n      emptyDir: {}\n  containers:\n    - name: web\n      image: shop:1.4\n',
      },
    ],
    references: [
      'https://kubernetes.io/docs/concepts/security/pod-security-standards/',
      'https://kubernetes.io/docs/concepts/storage/persistent-volumes/',
    ],
  },
  check: (ctx) => {
    const isNew = places();
    return {
      Pod(pod) {
        for (const entry of directVolumes(pod)) {
          if (!isNew(entry.key.span)) continue;
          ctx.report({ message: 'direct', span: entry.key.span, data: { type: entry.name } });
        }
      },
    };
  },
});
