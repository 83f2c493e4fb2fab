import type { Fix } from '../../core/finding';
import { defineRule } from '../../core/rule';
import { type KubernetesDocument, type Manifest, mappingAt, type Pod } from '../../languages/kubernetes/model';
import { addDocument, headFor } from '../../languages/kubernetes/new-document';
import { objectsOf, podsSelected, specOf } from '../../languages/kubernetes/objects';
import { selectorLines } from '../../languages/kubernetes/pod-labels';
import { objectSpan } from '../../languages/kubernetes/repair-fixes';
import { isOpen, repairs } from '../../languages/kubernetes/security';
import { isOpenObject, lacks, mayLackAnywhere } from '../../languages/kubernetes/workloads';
import { asScalar, asSequence, get } from '../../languages/yaml/query';

/** Policies of network plugins, whose selectors have other forms. */
const OTHERS = ['CiliumNetworkPolicy', 'CiliumClusterwideNetworkPolicy', 'GlobalNetworkPolicy', 'AdminNetworkPolicy'];

/** What a policy is about. Without `policyTypes` it is incoming traffic, and outgoing where there are rules for it. */
function directionsOf(policy: Manifest): ReadonlySet<string> {
  const spec = specOf(policy);
  if (!lacks(spec, 'policyTypes')) {
    return new Set(
      (asSequence(get(spec, 'policyTypes'))?.items ?? []).flatMap(({ value }) => asScalar(value)?.text ?? []),
    );
  }
  return new Set(lacks(spec, 'egress') ? ['Ingress'] : ['Ingress', 'Egress']);
}

/** Tells whether one of the policies is about a pod. Without a selector it is about all of its namespace. */
function reachOf(doc: KubernetesDocument, policies: readonly Manifest[]): (pod: Pod) => boolean {
  const everywhere = new Set(
    policies.flatMap((policy) => (lacks(specOf(policy), 'podSelector') ? [policy.namespace] : [])),
  );
  const covered = new Set(
    policies.flatMap((policy) => podsSelected(doc, policy, mappingAt(specOf(policy), 'podSelector'))),
  );
  return (pod) => covered.has(pod) || everywhere.has(pod.manifest.namespace);
}

function policyFor(pod: Pod): readonly Fix[] {
  const labels = selectorLines(pod, '      ');
  const { manifest } = pod;
  if (labels === undefined || manifest.name === undefined || isOpen(manifest.name)) return [];
  const head = headFor(manifest, 'networking.k8s.io/v1', 'NetworkPolicy');
  const text = `${head}\nspec:\n  podSelector:\n    matchLabels:\n${labels}\n  policyTypes:\n    - Ingress\n    - Egress\n`;
  return repairs(`Add a NetworkPolicy that denies all traffic of ${manifest.name}`, 'unsafe', () =>
    addDocument(manifest, text),
  );
}

export default defineRule({
  id: 'kubernetes/require-network-policy',
  summary: 'Say who may talk to a pod',
  category: 'security',
  severity: 'information',
  recommended: false,
  profiles: ['nsa'],
  since: '0.1.0',
  fixable: 'sometimes',
  equivalents: {
    'kube-linter': ['non-isolated-pod'],
    'kube-score': ['pod-networkpolicy'],
    polaris: ['missingNetworkPolicy'],
    checkov: ['CKV2_K8S_6'],
    kubescape: ['ingress-and-egress-blocked', 'ensure_network_policy_configured_in_labels'],
  },
  messageEquivalents: {
    egress: { 'kube-score': ['pod-networkpolicy'], kubescape: ['ingress-and-egress-blocked'] },
    ingress: { 'kube-score': ['pod-networkpolicy'], kubescape: ['ingress-and-egress-blocked'] },
  },
  messages: {
    missing: 'Every pod of the cluster may talk to `{{name}}`; add a NetworkPolicy',
    egress: 'No NetworkPolicy says whom `{{name}}` may talk to; add one for `Egress`',
    ingress: 'No NetworkPolicy says who may talk to `{{name}}`; add one for `Ingress`',
  },
  notes: ['traffic'],
  lessons: ['K10'],
  docs: {
    why: 'Without a NetworkPolicy that selects it, a pod takes connections from all pods of the cluster, and may open them to everywhere. One program that was broken into then reaches all the others.\n\nThe rule looks at the file alone: a policy that stands in another file is not seen.',
    invalid: [
      {
        code: 'apiVersion: v1\nkind: Pod\nmetadata:\n  name: shop\n  labels:\n    app: shop\nspec:\n  containers:\n    - name: web\n      image: shop:1.4\n',
        fixed:
          'apiVersion: v1\nkind: Pod\nmetadata:\n  name: shop\n  labels:\n    app: shop\nspec:\n  containers:\n    - name: web\n      image: shop:1.4\n---\napiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata:\n  name: shop\nspec:\n  podSelector:\n    matchLabels:\n      app: shop\n  policyTypes:\n    - Ingress\n    - Egress\n',
      },
    ],
    valid: [
      {
        code: 'apiVersion: v1\nkind: Pod\nmetadata:\n  name: shop\n  labels:\n    app: shop\nspec:\n  containers:\n    - name: web\n      image: shop:1.4\n---\napiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata:\n  name: default-deny\nspec:\n  podSelector: {}\n  policyTypes: [Ingress, Egress]\n',
      },
    ],
    fixSafety: 'Nobody reaches the pod, and it reaches nobody, until the policy is given rules that say who may.',
    references: ['https://kubernetes.io/docs/concepts/services-networking/network-policies/'],
  },
  check: (ctx) => ({
    Document() {
      const policies = objectsOf(ctx.doc, 'NetworkPolicy');
      const blind = [...objectsOf(ctx.doc, ...OTHERS), ...policies.filter(isOpenObject)];
      if (blind.length > 0 || ctx.facts.fragment) return;
      const [inward, outward] = (['Ingress', 'Egress'] as const).map((direction) =>
        reachOf(
          ctx.doc,
          policies.filter((policy) => directionsOf(policy).has(direction)),
        ),
      );
      for (const manifest of ctx.doc.manifests) {
        const { pod } = manifest;
        if (!pod || !mayLackAnywhere(pod, ctx.facts)) continue;
        const [isIn, isOut] = [inward?.(pod) ?? false, outward?.(pod) ?? false];
        if (isIn && isOut) continue;
        const data = { name: manifest.name ?? '' };
        const span = objectSpan(manifest);
        if (!isIn && !isOut) ctx.report({ message: 'missing', span, data, fixes: policyFor(pod) });
        else ctx.report({ message: isIn ? 'egress' : 'ingress', span, data });
      }
    },
  }),
});
