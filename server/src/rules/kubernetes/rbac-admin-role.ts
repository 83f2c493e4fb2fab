import { defineRule } from '../../core/rule';
import { labelsOf, mappingAt, stringAt } from '../../languages/kubernetes/model';
import { asScalar, get } from '../../languages/yaml/query';

const ROLES = new Set(['admin', 'edit']);

export default defineRule({
  id: 'kubernetes/rbac-admin-role',
  summary: 'Bind less than admin and edit',
  category: 'security',
  severity: 'information',
  recommended: false,
  since: '0.1.0',
  fixable: 'never',
  equivalents: { trivy: ['KSV-0111'] },

  messages: {
    bound: '`{{name}}` reads Secrets and starts any pod of the namespace; bind a role with just what is needed',
  },
  notes: [],
  docs: {
    why: 'The roles `admin` and `edit` of every cluster are meant for people who run a namespace. They read Secrets and start pods under any account of it, so that an account that holds them holds all others.',
    invalid: [
      {
        code: 'apiVersion: rbac.authorization.k8s.io/v1\nkind: RoleBinding\nmetadata:\n  name: shop\nroleRef:\n  apiGroup: rbac.authorization.k8s.io\n  kind: ClusterRole\n  name: edit\nsubjects:\n  - kind: User\n    apiGroup: rbac.authorization.k8s.io\n    name: jane\n',
      },
    ],
    valid: [
      {
        code: 'apiVersion: rbac.authorization.k8s.io/v1\nkind: RoleBinding\nmetadata:\n  name: shop\nroleRef:\n  apiGroup: rbac.authorization.k8s.io\n  kind: ClusterRole\n  name: view\nsubjects:\n  - kind: User\n    apiGroup: rbac.authorization.k8s.io\n    name: jane\n',
      },
    ],

    references: ['https://kubernetes.io/docs/reference/access-authn-authz/rbac/#user-facing-roles'],
  },
  check: (ctx) => ({
    Manifest({ kind, root, metadata }) {
      if (kind !== 'ClusterRoleBinding' && kind !== 'RoleBinding') return;
      if (labelsOf(metadata).has('kubernetes.io/bootstrapping')) return;
      const role = mappingAt(root, 'roleRef');
      const name = asScalar(get(role, 'name'));
      if (!name || !ROLES.has(name.text) || stringAt(role, 'kind') !== 'ClusterRole') return;
      ctx.report({ message: 'bound', span: name.span, data: { name: name.text } });
    },
  }),
});
