import { defineRule } from '../../core/rule';
import type { Span } from '../../core/span';
import { mapEntries } from '../../languages/kubernetes/model';
import { specOf } from '../../languages/kubernetes/objects';
import { places } from '../../languages/kubernetes/security';
import { lacks } from '../../languages/kubernetes/workloads';
import type { YamlMapping, YamlNode } from '../../languages/yaml/nodes';
import { asMapping, asSequence, deref, entryOf, get } from '../../languages/yaml/query';

/** The token that stands for a rule: its first key, else its braces. */
const ruleSpan = (rule: YamlMapping): Span => rule.entries[0]?.key.span ?? rule.span;

/** `{}`, or parts that hold nothing: every pod of the namespace. */
function selectsAll(selector: YamlNode | undefined): selector is YamlMapping {
  return selector?.kind === 'mapping' && selector.entries.every(({ value }) => isEmpty(deref(value)));
}

function isEmpty(node: YamlNode | undefined): boolean {
  return (
    (node?.kind === 'mapping' && node.entries.length === 0) || (node?.kind === 'sequence' && node.items.length === 0)
  );
}

/** The rules of a direction that name nobody. */
function openRules(spec: YamlMapping, list: 'ingress' | 'egress'): readonly YamlMapping[] {
  const peers = list === 'ingress' ? 'from' : 'to';
  return (asSequence(get(spec, list))?.items ?? []).flatMap(({ value }) => {
    const rule = asMapping(value);
    if (!rule || !lacks(rule, peers)) return [];
    // Many programs ask the DNS and other servers outside: a port alone is enough there.
    return list === 'egress' && !lacks(rule, 'ports') ? [] : [rule];
  });
}

export default defineRule({
  id: 'kubernetes/network-policy-selector',
  summary: 'Name those whom a network policy lets in',
  category: 'security',
  severity: 'information',
  recommended: false,
  since: '0.1.0',
  fixable: 'never',
  equivalents: { trivy: ['KSV-0038'] },
  messages: {
    ingress: 'This rule lets everybody in; name them under `from`',
    egress: 'This rule lets the pods out to everywhere; name the peers under `to`',
    bare: 'The policy selects all pods and names no peers; add labels to `podSelector`',
  },
  notes: ['traffic'],
  lessons: ['K10'],
  docs: {
    why: 'A rule without peers allows all: pods of every namespace, and what is outside of the cluster. An empty rule, `- {}`, switches the policy off for its direction.',
    invalid: [
      {
        code: 'apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata:\n  name: shop\nspec:\n  podSelector:\n    matchLabels: {app: shop}\n  ingress:\n    - {}\n',
      },
    ],
    valid: [
      {
        code: 'apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata:\n  name: shop\nspec:\n  podSelector:\n    matchLabels: {app: shop}\n  ingress:\n    - from:\n        - podSelector:\n            matchLabels: {app: web}\n',
      },
    ],
    exceptions: 'Pods that answer the public, such as an ingress controller.',
    references: ['https://kubernetes.io/docs/concepts/services-networking/network-policies/#allow-all-ingress-traffic'],
  },
  check: (ctx) => {
    const isNew = places();
    return {
      Manifest(manifest) {
        const spec = manifest.kind === 'NetworkPolicy' ? specOf(manifest) : undefined;
        if (!spec || ctx.facts.fragment) return;
        for (const list of ['ingress', 'egress'] as const)
          for (const rule of openRules(spec, list))
            if (isNew(ruleSpan(rule))) ctx.report({ message: list, span: ruleSpan(rule) });
        const entry = entryOf(spec, 'podSelector');
        const selector = deref(entry?.value);
        const keys = ['policyTypes', 'ingress', 'egress'];
        if (
          !entry ||
          !selectsAll(selector) ||
          mapEntries(manifest.root, 'spec').some(({ name }) => keys.includes(name))
        )
          return;
        if (isNew(selector.span)) ctx.report({ message: 'bare', span: selector.span });
      },
    };
  },
});
