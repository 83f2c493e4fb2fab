import { defineRule } from '../../core/rule';
import type { Container } from '../../languages/kubernetes/model';
import { minorOf } from '../../languages/kubernetes/pod-security/policy';
import {
  annotationsOf,
  containerName,
  containerSpan,
  mayLack,
  ownSetting,
  places,
  repairsNear,
  saidBoolean,
  setOnPod,
  settingOf,
} from '../../languages/kubernetes/security';

const ANNOTATION = 'seccomp.security.alpha.kubernetes.io/';

/** Whether nothing says how a container's system calls are filtered. A privileged one has no filter. */
const isUnfiltered = (container: Container): boolean =>
  container.image !== undefined &&
  settingOf(container, 'seccompProfile') === undefined &&
  saidBoolean(ownSetting(container, 'privileged')) !== true;

export default defineRule({
  id: 'kubernetes/require-seccomp-profile',
  summary: 'Name a seccomp profile',
  category: 'security',
  severity: 'warning',
  recommended: false,
  profiles: ['pod-security-restricted', 'nsa'],
  since: '0.1.0',
  fixable: 'sometimes',
  equivalents: {
    'kube-score': ['container-seccomp-profile'],
    trivy: ['KSV-0030', 'KSV-0104'],
    checkov: ['CKV_K8S_31'],
    kubesec: ['SeccompAny'],
    kubescape: ['set-seccomp-profile-RuntimeDefault', 'set-seccomp-profile'],
    pss: ['restricted/seccompprofile_restricted'],
  },
  messages: { missing: 'Container `{{name}}` may make any system call; set a `seccompProfile` on the pod' },
  notes: ['pod-security'],
  lessons: ['K13'],
  docs: {
    why: 'Kubernetes filters no system calls unless a profile is named, or the kubelet was told to take the one of the runtime for everybody. Most ways out of a container have led through a call that this profile refuses.',
    invalid: [
      {
        code: 'apiVersion: v1\nkind: Pod\nmetadata:\n  name: shop\nspec:\n  containers:\n    - name: web\n      image: shop:1.4\n',
        fixed:
          'apiVersion: v1\nkind: Pod\nmetadata:\n  name: shop\nspec:\n  securityContext:\n    seccompProfile:\n      type: RuntimeDefault\n  containers:\n    - name: web\n      image: shop:1.4\n',
      },
    ],
    valid: [
      {
        code: 'apiVersion: v1\nkind: Pod\nmetadata:\n  name: shop\nspec:\n  securityContext:\n    seccompProfile:\n      type: RuntimeDefault\n  containers:\n    - name: web\n      image: shop:1.4\n',
      },
    ],
    fixSafety: 'A rare program makes a system call that the default profile refuses.',
    references: ['https://kubernetes.io/docs/tutorials/security/seccomp/'],
  },
  check: (ctx) => {
    const isNew = places();
    return {
      Pod(pod) {
        if (!mayLack(pod, ctx.facts)) return;
        // The API server made fields of the annotations until 1.26.
        if (minorOf(ctx.facts.release) < 27 && annotationsOf(pod).some(({ name }) => name.includes(ANNOTATION))) return;
        const first = pod.containers.find(isUnfiltered);
        if (!first || !isNew(containerSpan(first))) return;
        ctx.report({
          message: 'missing',
          span: containerSpan(first),
          data: { name: containerName(first) },
          fixes: repairsNear('Set seccompProfile RuntimeDefault on the pod', 'unsafe', pod.spec, () =>
            setOnPod(pod, ['seccompProfile', 'type'], 'RuntimeDefault'),
          ),
        });
      },
    };
  },
});
