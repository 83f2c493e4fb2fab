import { defineRule } from '../../core/rule';
import { hostPathsOf, isReadOnly, isSocket, places } from '../../languages/kubernetes/security';

function messageFor(path: string, writable: boolean): 'socket' | 'writable' | 'runtime' | 'writableRuntime' {
  if (/\/docker\.sock\/?$/.test(path)) return writable ? 'writable' : 'socket';
  return writable ? 'writableRuntime' : 'runtime';
}

export default defineRule({
  id: 'kubernetes/no-docker-socket',
  summary: "Keep the container runtime's socket out of pods",
  category: 'security',
  severity: 'error',
  recommended: true,
  profiles: ['nsa'],
  since: '0.1.0',
  fixable: 'never',
  local: true,
  equivalents: {
    'kube-linter': ['docker-sock'],
    trivy: ['KSV-0006'],
    checkov: ['CKV_K8S_27'],
    kubesec: ['DockerSock'],
    kubescape: ['containers-mounting-docker-socket'],
  },
  messageEquivalents: {
    writable: {
      'kube-linter': ['docker-sock', 'writable-host-mount'],
      trivy: ['KSV-0006'],
      checkov: ['CKV_K8S_27'],
      kubesec: ['DockerSock'],
      kubescape: ['containers-mounting-docker-socket', 'alert-rw-hostpath'],
    },
    // Most tools know Docker's socket alone.
    runtime: { kubescape: ['containers-mounting-docker-socket'] },
    writableRuntime: {
      'kube-linter': ['writable-host-mount'],
      kubescape: ['containers-mounting-docker-socket', 'alert-rw-hostpath'],
    },
  },
  messages: {
    socket: '`{{path}}` hands over the node: who calls it starts any container; remove it',
    writable: '`{{path}}` hands over the node: who calls it starts any container; remove it',
    runtime: '`{{path}}` hands over the node: who calls it starts any container; remove it',
    writableRuntime: '`{{path}}` hands over the node: who calls it starts any container; remove it',
  },
  notes: ['pod-security'],
  lessons: ['K13'],
  docs: {
    why: 'The socket is the way to the container runtime. Whoever can call it starts a privileged container with the disk of the node in it, and no setting of the pod holds that back. A read-only mount does not help: the API behind the socket stays the same.\n\nNodes have had no Docker under them since Kubernetes 1.24 unless someone adds it, so `docker.sock` is mostly not even there.',
    instead:
      'Build images with BuildKit without root, Buildah or a service outside the cluster. Ask the Kubernetes API about pods, and the kubelet for measurements.',
    invalid: [
      {
        code: 'apiVersion: v1\nkind: Pod\nmetadata:\n  name: shop\nspec:\n  containers:\n    - name: build\n      image: docker:28-cli\n      volumeMounts:\n        - name: docker\n          mountPath: /var/run/docker.sock\n  volumes:\n    - name: docker\n      hostPath:\n        path: /var/run/docker.sock\n',
      },
    ],
    valid: [
      {
        code: 'apiVersion: v1\nkind: Pod\nmetadata:\n  name: shop\nspec:\n  containers:\n    - name: build\n      image: moby/buildkit:v0.25.0-rootless\n',
      },
    ],
    references: [
      'https://kubernetes.io/docs/concepts/storage/volumes/#hostpath',
      'https://kubernetes.io/docs/tasks/administer-cluster/migrating-from-dockershim/',
    ],
  },
  check: (ctx) => {
    const isNew = places();
    return {
      Pod(pod) {
        for (const { path, name, scalar } of hostPathsOf(pod)) {
          if (!isSocket(path) || !isNew(scalar.span)) continue;
          ctx.report({
            message: messageFor(path, isReadOnly(pod, name) === false),
            span: scalar.span,
            data: { path },
            noFix: 'a read-only mount would not help, the API behind the socket stays as it is',
          });
        }
      },
    };
  },
});
