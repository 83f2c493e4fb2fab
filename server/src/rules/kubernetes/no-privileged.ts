import { defineRule } from '../../core/rule';
import { mappingAt } from '../../languages/kubernetes/model';
import {
  containerName,
  entryWith,
  hasUserNamespace,
  places,
  valueSpan,
  withoutEntry,
} from '../../languages/kubernetes/security';

export default defineRule({
  id: 'kubernetes/no-privileged',
  summary: 'Run no container as privileged',
  category: 'security',
  severity: 'error',
  recommended: true,
  profiles: ['pod-security-baseline', 'pod-security-restricted', 'nsa'],
  since: '0.1.0',
  fixable: 'sometimes',
  local: true,
  equivalents: {
    'kube-linter': ['privileged-container', 'privilege-escalation-container'],
    'kube-score': ['container-security-context-privileged'],
    polaris: ['runAsPrivileged', 'privilegeEscalationAllowed'],
    trivy: ['KSV-0017', 'KSV-0001'],
    checkov: ['CKV_K8S_16', 'CKV_K8S_20'],
    kubesec: ['Privileged'],
    kubescape: ['rule-privileged-container', 'rule-allow-privilege-escalation'],
    pss: ['baseline/privileged'],
  },
  messages: {
    privileged: 'Privileged container `{{name}}` has the whole node; give it single capabilities instead',
  },
  notes: ['pod-security'],
  lessons: ['K13'],
  docs: {
    why: 'A privileged container sees all devices of the node and has all capabilities, and neither seccomp nor AppArmor holds it back. Whoever breaks into its program can mount the disk of the node and is root there.',
    instead:
      'Find out which right the program needs. Most need a capability (`NET_ADMIN` for routes), a device plugin, or a single path of the node.',
    invalid: [
      {
        code: 'apiVersion: v1\nkind: Pod\nmetadata:\n  name: shop\nspec:\n  containers:\n    - name: web\n      image: shop:1.4\n      securityContext:\n        privileged: true\n        runAsUser: 1000\n',
        fixed:
          'apiVersion: v1\nkind: Pod\nmetadata:\n  name: shop\nspec:\n  containers:\n    - name: web\n      image: shop:1.4\n      securityContext:\n        runAsUser: 1000\n',
      },
    ],
    valid: [
      {
        code: 'apiVersion: v1\nkind: Pod\nmetadata:\n  name: shop\nspec:\n  containers:\n    - name: web\n      image: shop:1.4\n      securityContext:\n        capabilities:\n          add: [NET_BIND_SERVICE]\n',
      },
    ],
    fixSafety: 'A program that uses the rights of a privileged container fails without them.',
    exceptions:
      'Drivers for networks and storage, which are part of the node themselves. In a pod with `hostUsers: false` root is nobody on the node: a warning is left, since the Pod Security Standards refuse it there too.',
    references: [
      'https://kubernetes.io/docs/concepts/security/pod-security-standards/',
      'https://kubernetes.io/docs/concepts/security/linux-kernel-security-constraints/#privileged-containers',
    ],
  },
  check: (ctx) => {
    const isNew = places();
    return {
      Container(container) {
        if (container.pod.windows) return;
        const entry = entryWith(mappingAt(container.node, 'securityContext'), 'privileged', true);
        if (!entry || !isNew(valueSpan(entry))) return;
        ctx.report({
          message: 'privileged',
          span: valueSpan(entry),
          // Root in it is nobody on the node then; the policies refuse it all the same.
          severity: hasUserNamespace(container.pod) ? 'warning' : 'error',
          data: { name: containerName(container) },
          fixes: () => withoutEntry(entry, 'Remove privileged'),
        });
      },
    };
  },
});
