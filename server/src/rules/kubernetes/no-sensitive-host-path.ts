import { defineRule } from '../../core/rule';
import { hostPathsOf, isReadOnly, isSocket, places } from '../../languages/kubernetes/security';

/** What stands there gives the node away, and what is below mostly does not: single devices, lists of certificates … */
const SENSITIVE = new Set([
  '/',
  '/bin',
  '/boot',
  '/dev',
  '/etc',
  '/etc/kubernetes',
  '/etc/kubernetes/manifests',
  '/etc/kubernetes/pki',
  '/home',
  '/lib',
  '/lib64',
  '/proc',
  '/root',
  '/root/.kube',
  '/root/.ssh',
  '/run',
  '/sbin',
  '/sys',
  '/usr',
  '/usr/bin',
  '/usr/lib',
  '/usr/local/bin',
  '/usr/sbin',
  '/var',
  '/var/lib',
  '/var/lib/containerd',
  '/var/lib/containers',
  '/var/lib/docker',
  '/var/lib/etcd',
  '/var/lib/kubelet',
  '/var/lib/kubelet/pki',
  '/var/lib/kubelet/pods',
  '/var/run',
]);

/** Whatever is below is sensitive too. */
const WITH_ALL_BELOW =
  /^\/(?:boot|proc|root|bin|sbin|etc\/(?:cron[^/]*|kubernetes|pam\.d|profile\.d|ssh|sudoers\.d|systemd)|var\/lib\/(?:etcd|kubelet\/(?:config|pki))|sys\/kernel|usr\/(?:local\/)?s?bin)(?:\/|$)/;
const FILES = new Set([
  '/dev/mem',
  '/dev/kmem',
  '/etc/crontab',
  '/etc/group',
  '/etc/ld.so.preload',
  '/etc/passwd',
  '/etc/shadow',
  '/etc/sudoers',
]);

/** Where the tools of clouds keep the keys of a user. */
const CREDENTIALS = /\/\.(?:aws|azure|config\/gcloud|docker\/config\.json|kube)(?:\/|$)/;

/** Those that kube-linter knows, and nothing below them. */
const KUBE_LINTER = new Set(['/', '/boot', '/dev', '/etc', '/lib', '/proc', '/sys', '/usr']);

const isSensitive = (path: string): boolean =>
  SENSITIVE.has(path) || FILES.has(path) || WITH_ALL_BELOW.test(path) || CREDENTIALS.test(path);

export default defineRule({
  id: 'kubernetes/no-sensitive-host-path',
  summary: "Keep the node's system folders out of pods",
  category: 'security',
  severity: 'error',
  recommended: true,
  profiles: ['nsa'],
  since: '0.1.0',
  fixable: 'never',
  local: true,
  equivalents: {
    'kube-linter': ['sensitive-host-mounts'],
    trivy: ['KSV-0121'],
    kubesec: ['ProcMount'],
    kubescape: ['alert-mount-potential-credentials-paths'],
  },
  messages: {
    writable: '`{{path}}` of the node hands it over to the pod; mount only what the program needs',
    readable: '`{{path}}` of the node holds its secrets, readable here; mount only what is needed',
  },
  notes: ['pod-security'],
  lessons: ['K13'],
  docs: {
    why: 'Who can write to `/etc`, `/usr` or `/proc` of the node runs programs there as root, and who can read them finds the keys of the kubelet and of the pods beside it. A program in such a pod need not be broken into very far.\n\nWhere all mounts of the volume are read-only the finding is a warning.',
    instead:
      'Mount the one file or folder that is read, with `readOnly: true`. Data belongs into a PersistentVolumeClaim.',
    invalid: [
      {
        code: 'apiVersion: v1\nkind: Pod\nmetadata:\n  name: shop\nspec:\n  containers:\n    - name: web\n      image: shop:1.4\n      volumeMounts:\n        - name: etc\n          mountPath: /host/etc\n  volumes:\n    - name: etc\n      hostPath:\n        path: /etc\n',
      },
    ],
    valid: [
      {
        code: 'apiVersion: v1\nkind: Pod\nmetadata:\n  name: shop\nspec:\n  containers:\n    - name: web\n      image: shop:1.4\n      volumeMounts:\n        - name: zone\n          mountPath: /etc/localtime\n          readOnly: true\n  volumes:\n    - name: zone\n      hostPath:\n        path: /etc/localtime\n',
      },
    ],
    exceptions: 'Agents of the node itself: storage drivers, node exporters, and the static pods of the control plane.',
    references: [
      'https://kubernetes.io/docs/concepts/storage/volumes/#hostpath',
      'https://kubernetes.io/docs/concepts/security/pod-security-standards/',
    ],
  },
  check: (ctx) => {
    const isNew = places();
    return {
      Pod(pod) {
        if (pod.windows) return;
        for (const { path, name, scalar } of hostPathsOf(pod)) {
          if (isSocket(path) || !isSensitive(path) || !isNew(scalar.span)) continue;
          const readOnly = isReadOnly(pod, name) === true;
          ctx.report({
            message: readOnly ? 'readable' : 'writable',
            span: scalar.span,
            severity: readOnly ? 'warning' : 'error',
            data: { path },
            equivalents: KUBE_LINTER.has(path) ? undefined : { 'kube-linter': [] },
          });
        }
      },
    };
  },
});
