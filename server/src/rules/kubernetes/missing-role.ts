import { defineRule } from '../../core/rule';
import { mappingAt, stringAt } from '../../languages/kubernetes/model';
import { objectsOf } from '../../languages/kubernetes/objects';
import { isBuiltInRole } from '../../languages/kubernetes/rbac';
import { lookUp, nearFix, relatedTo } from '../../languages/kubernetes/references';
import { isOpen } from '../../languages/kubernetes/security';
import { objectsAround } from '../../languages/kubernetes/summary';
import { asScalar, get } from '../../languages/yaml/query';

export default defineRule({
  id: 'kubernetes/missing-role',
  summary: 'Bind a role that exists',
  category: 'correctness',
  severity: 'warning',
  recommended: true,
  since: '0.1.0',
  fixable: 'sometimes',
  equivalents: {},
  messages: { none: 'There is no {{kind}} `{{name}}` here; the binding gives no rights' },
  notes: ['users'],
  docs: {
    why: 'A binding to a role that does not exist is accepted and gives nobody anything, until somebody makes a role of that name with any rights in it.\n\nThe rule looks at all manifests of the workspace, and speaks where the folder defines roles of that kind.',
    invalid: [
      {
        code: 'apiVersion: rbac.authorization.k8s.io/v1\nkind: RoleBinding\nmetadata:\n  name: shop\nroleRef: {apiGroup: rbac.authorization.k8s.io, kind: Role, name: readr}\nsubjects:\n  - {kind: ServiceAccount, name: shop}\n---\napiVersion: rbac.authorization.k8s.io/v1\nkind: Role\nmetadata:\n  name: reader\nrules:\n  - {apiGroups: [""], resources: [configmaps], verbs: [get]}\n',
        fixed:
          'apiVersion: rbac.authorization.k8s.io/v1\nkind: RoleBinding\nmetadata:\n  name: shop\nroleRef: {apiGroup: rbac.authorization.k8s.io, kind: Role, name: reader}\nsubjects:\n  - {kind: ServiceAccount, name: shop}\n---\napiVersion: rbac.authorization.k8s.io/v1\nkind: Role\nmetadata:\n  name: reader\nrules:\n  - {apiGroups: [""], resources: [configmaps], verbs: [get]}\n',
      },
    ],
    valid: [
      {
        code: 'apiVersion: rbac.authorization.k8s.io/v1\nkind: RoleBinding\nmetadata:\n  name: shop\nroleRef: {apiGroup: rbac.authorization.k8s.io, kind: Role, name: reader}\nsubjects:\n  - {kind: ServiceAccount, name: shop}\n---\napiVersion: rbac.authorization.k8s.io/v1\nkind: Role\nmetadata:\n  name: reader\nrules:\n  - {apiGroups: [""], resources: [configmaps], verbs: [get]}\n',
      },
    ],
    fixSafety: 'The subjects get the rights of another role.',
    references: ['https://kubernetes.io/docs/reference/access-authn-authz/rbac/#rolebinding-and-clusterrolebinding'],
  },
  check: (ctx) => ({
    Document() {
      if (ctx.facts.fragment) return;
      for (const binding of objectsOf(ctx.doc, 'RoleBinding', 'ClusterRoleBinding')) {
        const role = mappingAt(binding.root, 'roleRef');
        const kind = stringAt(role, 'kind');
        const name = asScalar(get(role, 'name'));
        if (!name || isOpen(name.text) || isBuiltInRole(name.text)) continue;
        if (kind !== 'Role' && kind !== 'ClusterRole') continue;
        const view = objectsAround(ctx.doc, ctx.facts);
        const { state, near } = lookUp(view, binding, [kind], name.text);
        if (state !== 'missing') continue;
        ctx.report({
          message: 'none',
          span: name.span,
          data: { kind, name: name.text },
          fixes: nearFix(name, near),
          related: near ? [relatedTo(view, near, `${kind} ${near.name}`)] : [],
        });
      }
    },
  }),
});
