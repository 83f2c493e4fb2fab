import { defineRule } from '../../core/rule';
import type { Container } from '../../languages/kubernetes/model';
import { minorOf } from '../../languages/kubernetes/pod-security/policy';
import {
  annotationsOf,
  containerName,
  containerSpan,
  isComplete,
  mayLack,
  ownSetting,
  places,
  repairsNear,
  saidBoolean,
  setOnPod,
  settingOf,
} from '../../languages/kubernetes/security';
import { asScalar } from '../../languages/yaml/query';

const ANNOTATION = 'seccomp.security.alpha.kubernetes.io/';

/** What the annotations of old say in words: a profile, or none. Others still take it for one. */
const isProfile = (value: string): boolean => /^(?:runtime\/default|docker\/default|localhost\/.+)$/.test(value);

/** `{}` names no profile: the API server refuses it. */
function isEmpty(container: Container): boolean {
  const said = settingOf(container, 'seccompProfile');
  return said !== undefined && said !== 'unknown' && said.value.kind === 'mapping' && said.value.entries.length === 0;
}

/** Whether nothing says how a container's system calls are filtered. A privileged one has no filter. */
const isUnfiltered = (container: Container): boolean =>
  isComplete(container) &&
  (settingOf(container, 'seccompProfile') === undefined || isEmpty(container)) &&
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
  messageEquivalents: {
    annotated: {
      'kube-score': ['container-seccomp-profile'],
      trivy: ['KSV-0104'],
      kubescape: ['set-seccomp-profile-RuntimeDefault', 'set-seccomp-profile'],
      pss: ['restricted/seccompprofile_restricted'],
    },
  },
  messages: {
    annotated: 'The seccomp annotation counts no more, so `{{name}}` may make any system call; set the field',
    missing: 'Container `{{name}}` may make any system call; set a `seccompProfile` on the pod',
  },
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
        const said = annotationsOf(pod).filter(({ name }) => name.includes(ANNOTATION));
        if (said.length > 0 && minorOf(ctx.facts.release) < 27) return;
        const annotated = said.some(({ value }) => isProfile(asScalar(value)?.text ?? ''));
        const first = pod.containers.find(isUnfiltered);
        if (!first || !isNew(containerSpan(first))) return;
        ctx.report({
          message: annotated ? 'annotated' : 'missing',
          span: containerSpan(first),
          data: { name: containerName(first) },
          fixes: isEmpty(first)
            ? []
            : () =>
                repairsNear('Set seccompProfile RuntimeDefault on the pod', 'unsafe', pod.spec, () =>
                  setOnPod(pod, ['seccompProfile', 'type'], 'RuntimeDefault'),
                ),
          equivalents: minorOf(ctx.facts.release) < 19 ? { pss: [] } : undefined,
        });
      },
    };
  },
});
