import { defineRule } from '../../core/rule';
import { HANDS_OVER, isDangerous, RISKY, removeCapability } from '../../languages/kubernetes/pod-security/privileges';
import { capabilitiesOf, containerName, places } from '../../languages/kubernetes/security';

/** Those that others have a check of their own for. */
function messageFor(name: string): 'admin' | 'all' | 'network' | 'module' | 'added' {
  if (name === 'SYS_ADMIN') return 'admin';
  if (name === 'ALL') return 'all';
  if (name === 'NET_ADMIN') return 'network';
  return name === 'SYS_MODULE' ? 'module' : 'added';
}

export default defineRule({
  id: 'kubernetes/no-dangerous-capabilities',
  summary: 'Add no capability that gives the node away',
  category: 'security',
  severity: 'error',
  recommended: true,
  profiles: ['pod-security-baseline', 'pod-security-restricted', 'nsa'],
  since: '0.1.0',
  fixable: 'sometimes',
  local: true,
  equivalents: {
    trivy: ['KSV-0022', 'KSV-0106'],
    checkov: ['CKV_K8S_25'],
    kubescape: ['insecure-capabilities'],
    pss: ['baseline/capabilities_baseline'],
  },
  messageEquivalents: {
    admin: {
      trivy: ['KSV-0022', 'KSV-0005', 'KSV-0106'],
      checkov: ['CKV_K8S_25', 'CKV_K8S_39'],
      kubescape: ['insecure-capabilities', 'rule-privileged-container'],
      pss: ['baseline/capabilities_baseline'],
      'kube-linter': ['privilege-escalation-container'],
      polaris: ['dangerousCapabilities'],
      kubesec: ['CapSysAdmin'],
    },
    all: {
      trivy: ['KSV-0022', 'KSV-0106'],
      checkov: ['CKV_K8S_25'],
      kubescape: ['insecure-capabilities'],
      pss: ['baseline/capabilities_baseline'],
      polaris: ['dangerousCapabilities'],
    },
    network: {
      trivy: ['KSV-0022', 'KSV-0106'],
      checkov: ['CKV_K8S_25'],
      kubescape: ['insecure-capabilities'],
      pss: ['baseline/capabilities_baseline'],
      polaris: ['dangerousCapabilities'],
    },
    module: {
      trivy: ['KSV-0022', 'KSV-0120', 'KSV-0106'],
      checkov: ['CKV_K8S_25'],
      kubescape: ['insecure-capabilities'],
      pss: ['baseline/capabilities_baseline'],
    },
  },
  messages: {
    admin: '`{{capability}}` lets `{{name}}` {{power}}; remove it from `add`',
    all: '`{{capability}}` lets `{{name}}` {{power}}; remove it from `add`',
    network: '`{{capability}}` lets `{{name}}` {{power}}; remove it from `add`',
    module: '`{{capability}}` lets `{{name}}` {{power}}; remove it from `add`',
    added: '`{{capability}}` lets `{{name}}` {{power}}; remove it from `add`',
  },
  notes: ['pod-security'],
  lessons: ['K13'],
  docs: {
    why: 'Capabilities are the rights of root in pieces. Some of them are as good as the whole: with `SYS_ADMIN` a program mounts the disk of the node, with `SYS_MODULE` it loads code into its kernel, with `DAC_READ_SEARCH` it opens files outside of its container.\n\n`NET_ADMIN` and a few others stay within the network of the pod or only watch; they are reported as warnings.',
    instead: 'Add the one capability that the program asks for in its documentation, and drop all others.',
    invalid: [
      {
        code: 'apiVersion: v1\nkind: Pod\nmetadata:\n  name: shop\nspec:\n  containers:\n    - name: web\n      image: shop:1.4\n      securityContext:\n        capabilities:\n          add: [SYS_ADMIN, NET_BIND_SERVICE]\n',
        fixed:
          'apiVersion: v1\nkind: Pod\nmetadata:\n  name: shop\nspec:\n  containers:\n    - name: web\n      image: shop:1.4\n      securityContext:\n        capabilities:\n          add: [NET_BIND_SERVICE]\n',
      },
    ],
    valid: [
      {
        code: 'apiVersion: v1\nkind: Pod\nmetadata:\n  name: shop\nspec:\n  containers:\n    - name: web\n      image: shop:1.4\n      securityContext:\n        capabilities:\n          drop: [ALL]\n          add: [NET_BIND_SERVICE]\n',
      },
    ],
    fixSafety: 'A program that uses the capability fails without it.',
    exceptions:
      'Service meshes and VPNs need `NET_ADMIN`; storage drivers and tracers are part of the node. In a pod with `hostUsers: false` a capability ends at the pod, and the rule is silent.',
    references: [
      'https://kubernetes.io/docs/tasks/configure-pod-container/security-context/#set-capabilities-for-a-container',
      'https://man7.org/linux/man-pages/man7/capabilities.7.html',
    ],
  },
  check: (ctx) => {
    const isNew = places();
    return {
      Container(container) {
        if (container.pod.windows) return;
        for (const capability of capabilitiesOf(container, 'add') ?? []) {
          const { name, scalar } = capability;
          const power = HANDS_OVER.get(name) ?? RISKY.get(name);
          if (power === undefined || !isDangerous(container.pod, name) || !isNew(scalar.span)) continue;
          ctx.report({
            message: messageFor(name),
            span: scalar.span,
            severity: HANDS_OVER.has(name) ? 'error' : 'warning',
            data: { capability: scalar.text, name: containerName(container), power },
            fixes: removeCapability(capability),
          });
        }
      },
    };
  },
});
