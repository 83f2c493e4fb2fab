import { defineRule } from '../../core/rule';
import { booleanAt, integerAt, type Manifest, mappingAt, mappingsAt, stringAt } from '../../languages/kubernetes/model';
import { specOf } from '../../languages/kubernetes/objects';
import { objectSpan } from '../../languages/kubernetes/repair-fixes';
import type { YamlMapping } from '../../languages/yaml/nodes';
import { asScalar, asSequence, get, getPath } from '../../languages/yaml/query';

const FLAGS = ['hostPID', 'hostIPC', 'hostNetwork', 'privileged'] as const;
const PROFILE = ['annotations', 'seccomp.security.alpha.kubernetes.io/defaultProfileName'];

const listAt = (spec: YamlMapping, key: string): readonly string[] =>
  (asSequence(get(spec, key))?.items ?? []).flatMap(({ value }) => asScalar(value)?.text ?? []);

/** Whether the policy keeps root away. */
function refusesRoot(spec: YamlMapping): boolean {
  const user = mappingAt(spec, 'runAsUser');
  const rule = stringAt(user, 'rule');
  if (rule !== 'MustRunAs') return rule === 'MustRunAsNonRoot';
  const ranges = mappingsAt(user, 'ranges');
  return ranges.length > 0 && ranges.every((range) => (integerAt(range, 'min') ?? 0) > 0);
}

type Message = (typeof FLAGS)[number] | 'escalation' | 'root' | 'netRaw' | 'added' | 'seccomp' | 'dropped';

function letThrough({ metadata }: Manifest, spec: YamlMapping): readonly Message[] {
  const dropped = listAt(spec, 'requiredDropCapabilities');
  const profile = asScalar(getPath(metadata, PROFILE))?.text ?? '';
  const found: readonly (Message | false)[] = [
    ...FLAGS.filter((key) => booleanAt(spec, key) === true),
    booleanAt(spec, 'allowPrivilegeEscalation') !== false && 'escalation',
    !refusesRoot(spec) && 'root',
    !dropped.some((name) => name === 'ALL' || name === 'NET_RAW') && 'netRaw',
    listAt(spec, 'allowedCapabilities').length > 0 && 'added',
    !/^(?:runtime|docker)\/default$/.test(profile) && 'seccomp',
    dropped.length === 0 && 'dropped',
  ];
  return found.filter((message) => message !== false);
}

export default defineRule({
  id: 'kubernetes/no-pod-security-policy',
  summary: 'Judge a PodSecurityPolicy by what it lets through',
  category: 'security',
  severity: 'information',
  recommended: false,
  since: '0.1.0',
  fixable: 'never',
  equivalents: {},
  messageEquivalents: {
    hostPID: { checkov: ['CKV_K8S_1'] },
    privileged: { checkov: ['CKV_K8S_2'], kubescape: ['psp-deny-privileged-container'] },
    hostIPC: { checkov: ['CKV_K8S_3'] },
    hostNetwork: { checkov: ['CKV_K8S_4'] },
    escalation: { checkov: ['CKV_K8S_5'] },
    root: { checkov: ['CKV_K8S_6'] },
    netRaw: { checkov: ['CKV_K8S_7'] },
    added: { checkov: ['CKV_K8S_24'] },
    seccomp: { checkov: ['CKV_K8S_32'] },
    dropped: { checkov: ['CKV_K8S_36'] },
  },
  messages: {
    hostPID: 'The policy lets pods see the processes of the node; set `hostPID: false`',
    privileged: 'The policy lets privileged containers through; set `privileged: false`',
    hostIPC: 'The policy lets pods share the memory of the node; set `hostIPC: false`',
    hostNetwork: "The policy lets pods into the node's network; set `hostNetwork: false`",
    escalation: 'The policy lets programs gain rights; set `allowPrivilegeEscalation: false`',
    root: 'The policy lets containers run as root; use the rule `MustRunAsNonRoot`',
    netRaw: 'The policy lets containers send raw packets; put `NET_RAW` under `requiredDropCapabilities`',
    added: 'The policy lets capabilities be added; remove `allowedCapabilities`',
    seccomp: 'The policy names no seccomp profile; annotate `seccomp.security.alpha.kubernetes.io/defaultProfileName`',
    dropped: 'The policy takes no capability away; set `requiredDropCapabilities`',
  },
  notes: ['pod-security'],
  docs: {
    why: 'PodSecurityPolicies are gone since Kubernetes 1.25, and `removed-api` says so. Clusters that are older obey them still: this rule tells what such a policy lets through.',
    invalid: [
      {
        code: 'apiVersion: policy/v1beta1\nkind: PodSecurityPolicy\nmetadata:\n  name: shop\nspec:\n  hostPID: true\n',
      },
    ],
    valid: [
      {
        code: 'apiVersion: policy/v1beta1\nkind: PodSecurityPolicy\nmetadata:\n  name: shop\n  annotations:\n    seccomp.security.alpha.kubernetes.io/defaultProfileName: runtime/default\nspec:\n  privileged: false\n  allowPrivilegeEscalation: false\n  requiredDropCapabilities: [ALL]\n  runAsUser:\n    rule: MustRunAsNonRoot\n',
      },
    ],

    references: ['https://kubernetes.io/docs/concepts/security/pod-security-policy/'],
  },
  check: (ctx) => ({
    Manifest(manifest) {
      const spec = manifest.kind === 'PodSecurityPolicy' ? specOf(manifest) : undefined;
      if (!spec || ctx.facts.fragment) return;
      for (const message of letThrough(manifest, spec)) ctx.report({ message, span: objectSpan(manifest) });
    },
  }),
});
