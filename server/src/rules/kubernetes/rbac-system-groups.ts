import { defineRule } from '../../core/rule';
import { boundAccounts } from '../../languages/kubernetes/rbac';
import { places } from '../../languages/kubernetes/security';

/** Roles that clusters themselves bind for all accounts. */
const OWN = new Set(['system:basic-user', 'system:discovery', 'system:public-info-viewer']);

const MESSAGES: ReadonlyMap<string, 'masters' | 'all'> = new Map([
  ['system:masters', 'masters'],
  ['system:authenticated', 'all'],
]);

export default defineRule({
  id: 'kubernetes/rbac-system-groups',
  summary: 'Bind groups of your own, not those of the system',
  category: 'security',
  severity: 'warning',
  recommended: true,
  profiles: ['nsa'],
  since: '0.1.0',
  fixable: 'never',
  local: true,
  equivalents: {},
  messageEquivalents: {
    masters: { trivy: ['KSV-0123'] },
    all: { trivy: ['KSV-01011'], kubescape: ['system-authenticated-allowed-to-take-over-cluster'] },
  },
  messages: {
    masters: '`system:masters` passes every check, and RBAC cannot take that back; bind another group',
    all: '`system:authenticated` is every account of the cluster; bind a user, a group or a ServiceAccount',
  },
  notes: [],
  docs: {
    why: '`system:authenticated` holds every user and every ServiceAccount of the cluster; with some providers it holds everybody who has an account with them. `system:masters` is let through before any role is looked at: its rights cannot be taken back but by a new certificate authority.',
    instead: 'Bind a group that your login service names, or a ServiceAccount.',
    invalid: [
      {
        code: 'apiVersion: rbac.authorization.k8s.io/v1\nkind: ClusterRoleBinding\nmetadata:\n  name: shop\nroleRef:\n  apiGroup: rbac.authorization.k8s.io\n  kind: ClusterRole\n  name: view\nsubjects:\n  - apiGroup: rbac.authorization.k8s.io\n    kind: Group\n    name: system:authenticated\n',
      },
    ],
    valid: [
      {
        code: 'apiVersion: rbac.authorization.k8s.io/v1\nkind: ClusterRoleBinding\nmetadata:\n  name: shop\nroleRef:\n  apiGroup: rbac.authorization.k8s.io\n  kind: ClusterRole\n  name: view\nsubjects:\n  - apiGroup: rbac.authorization.k8s.io\n    kind: Group\n    name: shop-team\n',
      },
    ],
    exceptions: 'What clusters bind themselves, such as `system:discovery`; the rule is silent about it.',
    references: [
      'https://kubernetes.io/docs/concepts/security/rbac-good-practices/',
      'https://kubernetes.io/docs/reference/access-authn-authz/rbac/#discovery-roles',
    ],
  },
  check: (ctx) => {
    const isNew = places();
    return {
      Manifest(manifest) {
        for (const { text, span } of boundAccounts(manifest, OWN)) {
          const message = MESSAGES.get(text);
          if (message !== undefined && isNew(span)) ctx.report({ message, span });
        }
      },
    };
  },
});
