import { defineRule } from '../../core/rule';
import { labelsOf, mappingAt, stringAt } from '../../languages/kubernetes/model';
import { asScalar, get } from '../../languages/yaml/query';

export default defineRule({
  id: 'kubernetes/rbac-cluster-admin',
  summary: 'Bind less than cluster-admin',
  category: 'security',
  severity: 'warning',
  recommended: true,
  profiles: ['nsa'],
  since: '0.1.0',
  fixable: 'never',
  local: true,
  equivalents: {
    'kube-linter': ['cluster-admin-role-binding'],
    trivy: ['KSV-0111'],
    kubescape: ['rule-list-all-cluster-admins-v1', 'cluster-admin-role'],
  },
  messageEquivalents: {
    cluster: {
      'kube-linter': ['cluster-admin-role-binding'],
      trivy: ['KSV-0111'],
      kubescape: ['rule-list-all-cluster-admins-v1', 'cluster-admin-role'],
      polaris: ['clusterrolebindingClusterAdmin'],
    },
    namespace: {
      'kube-linter': ['cluster-admin-role-binding'],
      trivy: ['KSV-0111'],
      kubescape: ['rule-list-all-cluster-admins-v1', 'cluster-admin-role'],
      polaris: ['rolebindingClusterAdminClusterRole'],
    },
  },
  messages: {
    cluster: '`cluster-admin` may do everything in the cluster; bind a role with just what is needed',
    namespace: '`cluster-admin` may do everything in the namespace; bind a role with just what is needed',
  },
  notes: [],
  docs: {
    why: 'Whoever holds this role reads every Secret, starts any pod on any node and changes who may do what. When a ServiceAccount holds it, one hole in one program is the whole cluster.',
    instead:
      'A Role of its own with the verbs and resources that the program really uses; `edit` or `view` for people. `kubectl auth can-i --list --as=…` shows what an account may do.',
    invalid: [
      {
        code: 'apiVersion: rbac.authorization.k8s.io/v1\nkind: ClusterRoleBinding\nmetadata:\n  name: shop\nroleRef:\n  apiGroup: rbac.authorization.k8s.io\n  kind: ClusterRole\n  name: cluster-admin\n',
      },
    ],
    valid: [
      {
        code: 'apiVersion: rbac.authorization.k8s.io/v1\nkind: ClusterRoleBinding\nmetadata:\n  name: shop\nroleRef:\n  apiGroup: rbac.authorization.k8s.io\n  kind: ClusterRole\n  name: view\n',
      },
    ],
    exceptions: 'The people who run the cluster, and installers that really manage all kinds of objects.',
    references: [
      'https://kubernetes.io/docs/concepts/security/rbac-good-practices/#least-privilege',
      'https://kubernetes.io/docs/reference/access-authn-authz/rbac/#user-facing-roles',
    ],
  },
  check: (ctx) => ({
    Manifest({ kind, root, metadata }) {
      if (kind !== 'ClusterRoleBinding' && kind !== 'RoleBinding') return;
      // The cluster's own binding, saved from it.
      if (labelsOf(metadata).has('kubernetes.io/bootstrapping')) return;
      const role = mappingAt(root, 'roleRef');
      const name = asScalar(get(role, 'name'));
      if (name?.text !== 'cluster-admin' || stringAt(role, 'kind') !== 'ClusterRole') return;
      ctx.report({ message: kind === 'RoleBinding' ? 'namespace' : 'cluster', span: name.span });
    },
  }),
});
