import { defineRule } from '../../core/rule';
import { boundAccounts } from '../../languages/kubernetes/rbac';
import { places } from '../../languages/kubernetes/security';

/** Roles that clusters themselves bind for everybody. */
const OWN = new Set(['system:public-info-viewer', 'kubeadm:bootstrap-signer-clusterinfo']);
const NAMES = new Set(['system:anonymous', 'system:unauthenticated']);

export default defineRule({
  id: 'kubernetes/rbac-anonymous',
  summary: 'Give no rights to who has not logged in',
  category: 'security',
  severity: 'error',
  recommended: true,
  profiles: ['nsa'],
  since: '0.1.0',
  fixable: 'never',
  local: true,
  equivalents: {
    trivy: ['KSV-0122'],
    kubesec: ['BindingsToSystemAnonymous'],
    kubescape: ['system-authenticated-allowed-to-take-over-cluster'],
  },
  messages: { anonymous: '`{{name}}` is everybody without a login; bind a user, a group or a ServiceAccount' },
  notes: [],
  docs: {
    why: 'Requests without a login come as the user `system:anonymous` in the group `system:unauthenticated`. Whoever reaches the API server, often from the whole Internet, has what is bound to them. Clusters have been taken over in this way.',
    instead: 'Bind the ServiceAccount of the program that asks.',
    invalid: [
      {
        code: 'apiVersion: rbac.authorization.k8s.io/v1\nkind: ClusterRoleBinding\nmetadata:\n  name: shop\nroleRef:\n  apiGroup: rbac.authorization.k8s.io\n  kind: ClusterRole\n  name: view\nsubjects:\n  - apiGroup: rbac.authorization.k8s.io\n    kind: User\n    name: system:anonymous\n',
      },
    ],
    valid: [
      {
        code: 'apiVersion: rbac.authorization.k8s.io/v1\nkind: ClusterRoleBinding\nmetadata:\n  name: shop\nroleRef:\n  apiGroup: rbac.authorization.k8s.io\n  kind: ClusterRole\n  name: view\nsubjects:\n  - apiGroup: rbac.authorization.k8s.io\n    kind: Group\n    name: shop-team\n',
      },
    ],
    exceptions:
      '`system:public-info-viewer` and the access of `kubeadm` to `cluster-info` are what the cluster itself binds; the rule is silent about them.',
    references: [
      'https://kubernetes.io/docs/reference/access-authn-authz/authentication/#anonymous-requests',
      'https://kubernetes.io/docs/concepts/security/rbac-good-practices/',
    ],
  },
  check: (ctx) => {
    const isNew = places();
    return {
      Manifest(manifest) {
        for (const { text, span } of boundAccounts(manifest, OWN)) {
          if (NAMES.has(text) && isNew(span)) ctx.report({ message: 'anonymous', span, data: { name: text } });
        }
      },
    };
  },
});
