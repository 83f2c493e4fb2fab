import { defineRule } from '../../core/rule';
import type { Container } from '../../languages/kubernetes/model';
import {
  annotationsOf,
  containerName,
  containerSpan,
  isJudged,
  mayLack,
  ownSetting,
  places,
  repairsNear,
  saidBoolean,
  setOnPod,
  settingOf,
} from '../../languages/kubernetes/security';

/** Whether nothing says how a container's system calls are filtered. A privileged one has no filter. */
const isUnfiltered = (container: Container): boolean =>
  isJudged(container) &&
  settingOf(container, 'seccompProfile') === undefined &&
  saidBoolean(ownSetting(container, 'privileged')) !== true;

export default defineRule({
  id: 'kubernetes/require-seccomp-profile',
  summary: 'Name a seccomp profile',
  category: 'security',
  severity: 'warning',
  recommended: false,
  since: '0.1.0',
  fixable: 'sometimes',
  equivalents: {
    'kube-score': ['container-seccomp-profile'],
    polaris: ['linuxHardening'],
    trivy: ['KSV-0030'],
    checkov: ['CKV_K8S_31', 'CKV_K8S_32'],
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
        if (annotationsOf(pod).some(({ name }) => name.includes('seccomp.security.alpha.kubernetes.io/'))) return;
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
