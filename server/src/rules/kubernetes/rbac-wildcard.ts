import { defineRule } from '../../core/rule';
import { labelsOf, mappingsAt } from '../../languages/kubernetes/model';
import { places } from '../../languages/kubernetes/security';
import type { YamlMapping, YamlScalar } from '../../languages/yaml/nodes';
import { asScalar, asSequence, get } from '../../languages/yaml/query';

const LISTS = ['verbs', 'resources', 'apiGroups'] as const;

/** The `*` of a list. */
function starOf(rule: YamlMapping, list: string): YamlScalar | undefined {
  for (const { value } of asSequence(get(rule, list))?.items ?? []) {
    const scalar = asScalar(value);
    if (scalar?.text === '*') return scalar;
  }
  return undefined;
}

/** Others have a check for each list. */
function messageFor(lists: readonly string[]): 'verbsAndResources' | 'resources' | 'verbs' | 'groups' {
  const verbs = lists.includes('verbs');
  if (lists.includes('resources')) return verbs ? 'verbsAndResources' : 'resources';
  return verbs ? 'verbs' : 'groups';
}

export default defineRule({
  id: 'kubernetes/rbac-wildcard',
  summary: 'Name what a role may do, instead of allowing all',
  category: 'security',
  severity: 'warning',
  recommended: true,
  profiles: ['nsa'],
  since: '0.1.0',
  fixable: 'never',
  local: true,
  equivalents: {
    'kube-linter': ['wildcard-in-rules'],
    trivy: ['KSV-0044', 'KSV-0045', 'KSV-0046', 'KSV-0112'],
    checkov: ['CKV_K8S_49'],
  },
  messageEquivalents: {
    everything: {
      'kube-linter': ['wildcard-in-rules'],
      trivy: ['KSV-0044', 'KSV-0045', 'KSV-0046', 'KSV-0112'],
      checkov: ['CKV_K8S_49'],
      polaris: ['rolebindingClusterAdminRole'],
    },
    cluster: {
      'kube-linter': ['wildcard-in-rules'],
      trivy: ['KSV-0044', 'KSV-0045', 'KSV-0046', 'KSV-0112'],
      checkov: ['CKV_K8S_49'],
      polaris: ['clusterrolebindingClusterAdmin', 'rolebindingClusterAdminClusterRole'],
      kubescape: ['rule-list-all-cluster-admins-v1'],
    },
    verbsAndResources: {
      'kube-linter': ['wildcard-in-rules'],
      trivy: ['KSV-0044', 'KSV-0045', 'KSV-0046', 'KSV-0112'],
      checkov: ['CKV_K8S_49'],
    },
    resources: {
      'kube-linter': ['wildcard-in-rules'],
      trivy: ['KSV-0046', 'KSV-0112'],
      checkov: ['CKV_K8S_49'],
    },
    verbs: {
      'kube-linter': ['wildcard-in-rules'],
      trivy: ['KSV-0045'],
      checkov: ['CKV_K8S_49'],
    },
    groups: { 'kube-linter': ['wildcard-in-rules'], checkov: ['CKV_K8S_49'] },
  },
  messages: {
    everything: '`*` in all lists is what `cluster-admin` may do; name what is needed',
    cluster: '`*` in all lists is what `cluster-admin` may do; name what is needed',
    verbsAndResources: '`*` in {{lists}} also allows what later releases bring; name what is needed',
    resources: '`*` in {{lists}} also allows what later releases bring; name what is needed',
    verbs: '`*` in {{lists}} also allows what later releases bring; name what is needed',
    groups: '`*` in {{lists}} also allows what later releases bring; name what is needed',
  },
  notes: [],
  docs: {
    why: 'A `*` in the list of verbs, resources or groups means all that there are, and all that will ever be: a new kind of object that an operator brings is allowed without anyone having thought about it. A `*` among the verbs holds `escalate`, `bind` and `impersonate`, which lead to every other right.',
    instead: 'Write the names. `kubectl api-resources -o wide` lists the resources and their verbs.',
    invalid: [
      {
        code: 'apiVersion: rbac.authorization.k8s.io/v1\nkind: ClusterRole\nmetadata:\n  name: shop\nrules:\n  - apiGroups: [""]\n    resources: ["*"]\n    verbs: [get, list]\n',
      },
    ],
    valid: [
      {
        code: 'apiVersion: rbac.authorization.k8s.io/v1\nkind: ClusterRole\nmetadata:\n  name: shop\nrules:\n  - apiGroups: [""]\n    resources: [pods]\n    verbs: [get, list]\n',
      },
    ],
    exceptions: 'Roles of programs that manage objects of all kinds: backups, deployment by Git, garbage collection.',
    references: ['https://kubernetes.io/docs/concepts/security/rbac-good-practices/#least-privilege'],
  },
  check: (ctx) => {
    const isNew = places();
    return {
      Manifest({ kind, root, metadata }) {
        if (kind !== 'ClusterRole' && kind !== 'Role') return;
        // The cluster's own roles, saved from it.
        if (labelsOf(metadata).has('kubernetes.io/bootstrapping')) return;
        for (const rule of mappingsAt(root, 'rules')) {
          const stars = LISTS.flatMap((list) => {
            const node = starOf(rule, list);
            return node ? [{ list, node }] : [];
          });
          const [first, ...others] = stars;
          if (!first || !isNew(first.node.span)) continue;
          const related = others.map(({ node, list }) => ({ span: node.span, message: `All ${list}` }));
          if (stars.length === LISTS.length) {
            ctx.report({ message: kind === 'Role' ? 'everything' : 'cluster', span: first.node.span, related });
            continue;
          }
          const names = stars.map(({ list }) => list);
          const lists = names.map((list) => `\`${list}\``).join(' and ');
          ctx.report({ message: messageFor(names), span: first.node.span, data: { lists }, related });
        }
      },
    };
  },
});
