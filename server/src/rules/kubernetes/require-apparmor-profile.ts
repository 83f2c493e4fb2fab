import { defineRule } from '../../core/rule';
import {
  annotationsOf,
  containerName,
  containerSpan,
  isJudged,
  mayLack,
  settingOf,
} from '../../languages/kubernetes/security';

const ANNOTATION = 'container.apparmor.security.beta.kubernetes.io/';

export default defineRule({
  id: 'kubernetes/require-apparmor-profile',
  summary: 'Name an AppArmor profile',
  category: 'security',
  severity: 'information',
  recommended: false,
  since: '0.1.0',
  fixable: 'never',
  equivalents: { trivy: ['KSV-0002'], kubesec: ['ApparmorAny'] },

  messages: {
    missing: 'Nothing says which AppArmor profile `{{name}}` runs under; set `appArmorProfile`',
  },
  notes: ['pod-security'],
  docs: {
    why: 'Nodes with AppArmor put containers under the profile of their runtime, and nodes without it do nothing. A pod that names its profile is refused there, and not started without protection.',
    invalid: [
      {
        code: 'apiVersion: v1\nkind: Pod\nmetadata:\n  name: shop\nspec:\n  containers:\n    - name: web\n      image: shop:1.4\n',
      },
    ],
    valid: [
      {
        code: 'apiVersion: v1\nkind: Pod\nmetadata:\n  name: shop\nspec:\n  securityContext:\n    appArmorProfile:\n      type: RuntimeDefault\n  containers:\n    - name: web\n      image: shop:1.4\n',
      },
    ],
    exceptions: 'Nodes without AppArmor.',
    references: ['https://kubernetes.io/docs/tutorials/security/apparmor/'],
  },
  check: (ctx) => ({
    Container(container) {
      const { pod } = container;
      if (!mayLack(pod, ctx.facts) || !isJudged(container) || settingOf(container, 'appArmorProfile')) return;
      const named = `${ANNOTATION}${container.name ?? ''}`;
      if (annotationsOf(pod).some(({ name }) => name === named)) return;
      ctx.report({ message: 'missing', span: containerSpan(container), data: { name: containerName(container) } });
    },
  }),
});
