import { defineRule } from '../../core/rule';
import { grants, policyRulesOf, resourceNamesOf, WRITE } from '../../languages/kubernetes/rbac';
import { places } from '../../languages/kubernetes/security';

const RIGHT = { group: '', resources: ['configmaps'], verbs: WRITE };

export default defineRule({
  id: 'kubernetes/rbac-aws-auth',
  summary: 'Let few roles change the ConfigMap aws-auth',
  category: 'security',
  severity: 'warning',
  recommended: false,
  since: '0.1.0',
  fixable: 'never',
  local: true,
  equivalents: { trivy: ['KSV-0115'] },
  messages: { writes: 'Whoever writes `aws-auth` makes any AWS identity an administrator; remove `{{verb}}`' },
  notes: [],
  docs: {
    why: 'On EKS the ConfigMap `aws-auth` of `kube-system` says which users and roles of AWS are which users and groups of the cluster. A role that may write it can make anybody a member of `system:masters`.',
    instead: 'EKS has access entries, which are managed by AWS and need no ConfigMap.',
    invalid: [
      {
        code: 'apiVersion: rbac.authorization.k8s.io/v1\nkind: Role\nmetadata:\n  name: shop\n  namespace: kube-system\nrules:\n  - apiGroups: [""]\n    resources: [configmaps]\n    resourceNames: [aws-auth]\n    verbs: [patch]\n',
      },
    ],
    valid: [
      {
        code: 'apiVersion: rbac.authorization.k8s.io/v1\nkind: Role\nmetadata:\n  name: shop\n  namespace: kube-system\nrules:\n  - apiGroups: [""]\n    resources: [configmaps]\n    resourceNames: [aws-auth]\n    verbs: [get]\n',
      },
    ],
    references: [
      'https://docs.aws.amazon.com/eks/latest/userguide/auth-configmap.html',
      'https://docs.aws.amazon.com/eks/latest/userguide/access-entries.html',
    ],
  },
  check: (ctx) => {
    const isNew = places();
    return {
      Manifest(manifest) {
        if (manifest.namespace !== undefined && manifest.namespace !== 'kube-system') return;
        for (const rule of policyRulesOf(manifest)) {
          const name = resourceNamesOf(rule).find(({ text }) => text === 'aws-auth');
          const found = grants(rule, RIGHT);
          if (!name || !found || !isNew(name.span)) continue;
          ctx.report({ message: 'writes', span: name.span, data: { verb: found.verb.text } });
        }
      },
    };
  },
});
