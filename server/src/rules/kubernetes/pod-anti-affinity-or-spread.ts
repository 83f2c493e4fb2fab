import { defineRule } from '../../core/rule';
import { type Manifest, mappingAt, mappingsAt, type Pod, stringAt } from '../../languages/kubernetes/model';
import { podsSelected } from '../../languages/kubernetes/objects';
import { selectorLines } from '../../languages/kubernetes/pod-labels';
import { objectSpan } from '../../languages/kubernetes/repair-fixes';
import { isOpen } from '../../languages/kubernetes/security';
import { kubeScoreOf, lacks, mayLackAnywhere, mostReplicas, snippetFix } from '../../languages/kubernetes/workloads';
import { insertEntry } from '../../languages/yaml/edits';
import type { YamlMapping } from '../../languages/yaml/nodes';
import { asScalar, asSequence, get } from '../../languages/yaml/query';

const KINDS: ReadonlySet<string> = new Set([
  'Deployment',
  'StatefulSet',
  'ReplicaSet',
  'ReplicationController',
  'DeploymentConfig',
]);

const LISTS = ['requiredDuringSchedulingIgnoredDuringExecution', 'preferredDuringSchedulingIgnoredDuringExecution'];

/** The terms that keep pods away from others, in both lists. */
function termsOf(pod: Pod): readonly YamlMapping[] {
  const rules = mappingAt(pod.spec, 'affinity', 'podAntiAffinity');
  const preferred = mappingsAt(rules, 'preferredDuringSchedulingIgnoredDuringExecution');
  return [
    ...mappingsAt(rules, 'requiredDuringSchedulingIgnoredDuringExecution'),
    ...preferred.flatMap((term) => mappingAt(term, 'podAffinityTerm') ?? []),
  ];
}

/** Whether a term looks at the namespace of an object: unless it names others, it does. */
const mayBeIn = (term: YamlMapping, { namespace }: Manifest): boolean =>
  lacks(term, 'namespaces') ||
  !lacks(term, 'namespaceSelector') ||
  namespace === undefined ||
  (asSequence(get(term, 'namespaces'))?.items ?? []).some(({ value }) => asScalar(value)?.text === namespace);

const snippetFor = (labels: string): string =>
  `topologySpreadConstraints:\n  - maxSkew: 1\n    topologyKey: \${1:kubernetes.io/hostname}\n    whenUnsatisfiable: \${2:ScheduleAnyway}\n    labelSelector:\n      matchLabels:\n${labels}`;

export default defineRule({
  id: 'kubernetes/pod-anti-affinity-or-spread',
  summary: 'Spread the pods of a workload over nodes',
  category: 'reliability',
  severity: 'information',
  recommended: false,
  since: '0.1.0',
  fixable: 'sometimes',
  equivalents: {
    'kube-linter': ['no-anti-affinity'],
    'kube-score': ['deployment-has-host-podantiaffinity', 'statefulset-has-host-podantiaffinity'],
    polaris: ['topologySpreadConstraint'],
  },
  messages: {
    missing: 'All pods of `{{name}}` may land on one node; add `topologySpreadConstraints`',
    others: 'The anti-affinity of `{{name}}` does not choose its own pods; add `topologySpreadConstraints`',
  },
  notes: ['scheduling'],
  lessons: ['K21'],
  docs: {
    why: 'Several pods keep a program alive when a node goes, if they are not all on that node. The scheduler tries to spread them a little by itself, but packs them where there is room.\n\nEither is enough: `topologySpreadConstraints`, or a `podAntiAffinity` that chooses the pods themselves.',
    invalid: [
      {
        code: 'apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: shop\nspec:\n  replicas: 3\n  selector:\n    matchLabels: {app: shop}\n  template:\n    metadata:\n      labels: {app: shop}\n    spec:\n      containers:\n        - name: web\n          image: shop:1.4\n',
      },
    ],
    valid: [
      {
        code: 'apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: shop\nspec:\n  replicas: 3\n  selector:\n    matchLabels: {app: shop}\n  template:\n    metadata:\n      labels: {app: shop}\n    spec:\n      topologySpreadConstraints:\n        - maxSkew: 1\n          topologyKey: kubernetes.io/hostname\n          whenUnsatisfiable: ScheduleAnyway\n          labelSelector:\n            matchLabels: {app: shop}\n      containers:\n        - name: web\n          image: shop:1.4\n',
      },
    ],
    references: [
      'https://kubernetes.io/docs/concepts/scheduling-eviction/topology-spread-constraints/',
      'https://kubernetes.io/docs/concepts/scheduling-eviction/assign-pod-node/#inter-pod-affinity-and-anti-affinity',
    ],
  },
  check: (ctx) => ({
    Pod(pod) {
      const { manifest } = pod;
      if (!KINDS.has(manifest.kind ?? '') || !mayLackAnywhere(pod, ctx.facts)) return;
      const most = mostReplicas(ctx.doc, manifest);
      if (most === undefined || most < 2 || !lacks(pod.spec, 'topologySpreadConstraints')) return;
      const lone =
        lacks(pod.spec, 'affinity') ||
        lacks(pod.spec, 'affinity', 'podAntiAffinity') ||
        LISTS.every((list) => lacks(pod.spec, 'affinity', 'podAntiAffinity', list));
      if (!lone) {
        const terms = termsOf(pod);
        const known = (term: YamlMapping): boolean =>
          stringAt(term, 'topologyKey') !== undefined &&
          !isOpen(term.document.source.text.slice(term.span.start, term.span.end));
        if (terms.length === 0 || !terms.every(known)) return;
        const isOwn = (term: YamlMapping): boolean =>
          mayBeIn(term, manifest) && podsSelected(ctx.doc, manifest, mappingAt(term, 'labelSelector')).includes(pod);
        if (terms.some(isOwn)) return;
      }
      const labels = selectorLines(pod, '        ');
      const fixes =
        labels === undefined
          ? []
          : snippetFix('Add topologySpreadConstraints …', () => insertEntry(pod.spec, snippetFor(labels)));
      const data = { name: manifest.name ?? '' };
      const equivalents = kubeScoreOf(manifest.kind, 'has-host-podantiaffinity');
      ctx.report({ message: lone ? 'missing' : 'others', span: objectSpan(manifest), data, fixes, equivalents });
    },
  }),
});
