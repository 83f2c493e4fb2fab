import { defineRule } from '../../core/rule';
import { mappingAt, mappingsAt, stringAt } from '../../languages/kubernetes/model';
import { isPlaceholder } from '../../languages/kubernetes/schema/scalars';
import { places } from '../../languages/kubernetes/security';
import { asScalar, get } from '../../languages/yaml/query';

/** Roles that clusters themselves bind for all accounts. */
const OWN = new Set(['system:basic-user', 'system:discovery', 'system:public-info-viewer']);

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
      Manifest({ kind, root }) {
        if (kind !== 'ClusterRoleBinding' && kind !== 'RoleBinding') return;
        const role = stringAt(mappingAt(root, 'roleRef'), 'name');
        if (role !== undefined && (OWN.has(role) || isPlaceholder(role))) return;
        for (const subject of mappingsAt(root, 'subjects')) {
          const node = asScalar(get(subject, 'name'));
          if (!node || stringAt(subject, 'kind') === 'ServiceAccount') continue;
          if (node.text !== 'system:masters' && node.text !== 'system:authenticated') continue;
          if (isNew(node.span))
            ctx.report({ message: node.text === 'system:masters' ? 'masters' : 'all', span: node.span });
        }
      },
    };
  },
});
