import { defineRule } from '../../core/rule';
import type { Container } from '../../languages/kubernetes/model';
import {
  annotationsOf,
  capabilitiesOf,
  containerName,
  containerSpan,
  isJudged,
  mayLack,
  settingOf,
} from '../../languages/kubernetes/security';

const SETTINGS = ['seccompProfile', 'appArmorProfile', 'seLinuxOptions'];
const ANNOTATION = /(?:seccomp|apparmor)\.security\./;

const isHardened = (container: Container): boolean =>
  SETTINGS.some((key) => settingOf(container, key) !== undefined) ||
  capabilitiesOf(container, 'drop')?.length !== 0 ||
  annotationsOf(container.pod).some(({ name }) => ANNOTATION.test(name));

export default defineRule({
  id: 'kubernetes/some-hardening',
  summary: 'Harden each container in one way at least',
  category: 'security',
  severity: 'information',
  recommended: false,
  since: '0.1.0',
  fixable: 'never',
  equivalents: { polaris: ['linuxHardening'], kubescape: ['linux-hardening'] },

  messages: {
    missing: 'Neither AppArmor, SELinux, seccomp nor dropped capabilities guard `{{name}}`; use one of them',
  },
  notes: ['pod-security'],
  docs: {
    why: 'Linux has four ways to keep a program from what it does not need: dropped capabilities, seccomp, AppArmor and SELinux. This rule is content with any of them and reports containers that have none.',
    invalid: [
      {
        code: 'apiVersion: v1\nkind: Pod\nmetadata:\n  name: shop\nspec:\n  containers:\n    - name: web\n      image: shop:1.4\n',
      },
    ],
    valid: [
      {
        code: 'apiVersion: v1\nkind: Pod\nmetadata:\n  name: shop\nspec:\n  containers:\n    - name: web\n      image: shop:1.4\n      securityContext:\n        capabilities:\n          drop: [ALL]\n',
      },
    ],

    references: ['https://kubernetes.io/docs/concepts/security/linux-kernel-security-constraints/'],
  },
  check: (ctx) => ({
    Container(container) {
      if (!mayLack(container.pod, ctx.facts) || !isJudged(container) || isHardened(container)) return;
      ctx.report({ message: 'missing', span: containerSpan(container), data: { name: containerName(container) } });
    },
  }),
});
