import { defineRule } from '../../core/rule';
import { labelsOf, mappingsAt, stringAt } from '../../languages/kubernetes/model';
import { places } from '../../languages/kubernetes/security';
import { asScalar, get } from '../../languages/yaml/query';

export default defineRule({
  id: 'kubernetes/rbac-default-service-account',
  summary: 'Bind roles to a service account of their own',
  category: 'security',
  severity: 'warning',
  recommended: false,
  since: '0.1.0',
  fixable: 'never',
  local: true,
  equivalents: { checkov: ['CKV_K8S_42'], kubescape: ['ensure-default-service-accounts-has-only-default-roles'] },
  messages: { bound: 'All pods that name no account get this role with `default`; bind one of their own' },
  notes: [],
  docs: {
    why: 'Every pod of the namespace that names no service account runs as `default`. A role that is bound to it goes to all of them, to those that are deployed later too.',
    instead:
      'Make a ServiceAccount for the program, name it in `serviceAccountName` of the pod, and bind the role to it.',
    invalid: [
      {
        code: 'apiVersion: rbac.authorization.k8s.io/v1\nkind: RoleBinding\nmetadata:\n  name: shop\nsubjects:\n  - kind: ServiceAccount\n    name: default\n    namespace: shop\nroleRef:\n  apiGroup: rbac.authorization.k8s.io\n  kind: Role\n  name: shop\n',
      },
    ],
    valid: [
      {
        code: 'apiVersion: rbac.authorization.k8s.io/v1\nkind: RoleBinding\nmetadata:\n  name: shop\nsubjects:\n  - kind: ServiceAccount\n    name: shop\n    namespace: shop\nroleRef:\n  apiGroup: rbac.authorization.k8s.io\n  kind: Role\n  name: shop\n',
      },
    ],
    references: ['https://kubernetes.io/docs/concepts/security/service-accounts/'],
  },
  check: (ctx) => {
    const isNew = places();
    return {
      Manifest({ kind, root, metadata }) {
        if (kind !== 'ClusterRoleBinding' && kind !== 'RoleBinding') return;
        if (labelsOf(metadata).has('kubernetes.io/bootstrapping')) return;
        for (const subject of mappingsAt(root, 'subjects')) {
          const name = asScalar(get(subject, 'name'));
          if (name?.text !== 'default' || stringAt(subject, 'kind') !== 'ServiceAccount' || !isNew(name.span)) continue;
          ctx.report({ message: 'bound', span: name.span });
        }
      },
    };
  },
});
