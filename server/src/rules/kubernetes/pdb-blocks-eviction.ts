import type { Fix } from '../../core/finding';
import { defineRule } from '../../core/rule';
import { integerAt, type KubernetesDocument, type Manifest, mappingAt } from '../../languages/kubernetes/model';
import { podsSelected, scalings, specOf } from '../../languages/kubernetes/objects';
import { repairs } from '../../languages/kubernetes/security';
import { scalerOf } from '../../languages/kubernetes/workloads';
import { renameKey, replaceValue } from '../../languages/yaml/edits';
import { asScalar, entryOf } from '../../languages/yaml/query';

/** How many replicas a budget's pods have at least, when the file says it. */
function replicasOf(doc: KubernetesDocument, budget: Manifest): number | undefined {
  const pods = podsSelected(doc, budget, mappingAt(specOf(budget), 'selector'));
  const [pod] = pods;
  if (!pod || pods.length > 1) return undefined;
  const { manifest } = pod;
  const scaling = scalings(doc).find(({ target }) => target === manifest);
  if (!scaling) return integerAt(specOf(manifest), 'replicas');
  const spec = specOf(scaling.scaler);
  return integerAt(spec, 'minReplicas') ?? integerAt(spec, 'minReplicaCount');
}

/** Whether an autoscaler of the file sets the number of a budget's pods. */
const isScaled = (doc: KubernetesDocument, budget: Manifest): boolean =>
  podsSelected(doc, budget, mappingAt(specOf(budget), 'selector')).some(
    ({ manifest }) => scalerOf(doc, manifest) !== undefined,
  );

/** The number that a bound comes to: of a share the pods are rounded up. */
function amount(text: string, replicas: number | undefined): number | undefined {
  const match = /^(\d{1,6})(%?)$/.exec(text);
  if (!match) return undefined;
  const number = Number(match[1]);
  if (match[2] === '') return number;
  return replicas === undefined ? undefined : Math.ceil((number * replicas) / 100);
}

export default defineRule({
  id: 'kubernetes/pdb-blocks-eviction',
  summary: 'Let a disruption budget allow a pod to move',
  category: 'reliability',
  severity: 'warning',
  recommended: true,
  since: '0.1.0',
  fixable: 'sometimes',
  equivalents: { polaris: ['pdbDisruptionsIsZero'] },
  messageEquivalents: {
    none: { polaris: ['pdbDisruptionsIsZero'], 'kube-linter': ['pdb-max-unavailable'] },
    whole: {
      polaris: ['pdbDisruptionsIsZero', 'pdbMinAvailableGreaterThanHPAMinReplicas'],
      'kube-linter': ['pdb-min-available'],
    },
    all: {
      polaris: ['pdbMinAvailableGreaterThanHPAMinReplicas'],
      'kube-linter': ['pdb-min-available'],
    },
  },
  messages: {
    none: '`maxUnavailable: {{value}}` allows no eviction, node drains hang; write `maxUnavailable: 1`',
    whole: '`minAvailable: {{value}}` allows no eviction, node drains hang; write `maxUnavailable: 1`',
    all: '`minAvailable: {{value}}` of {{replicas}} allows no eviction, node drains hang; lower it',
  },
  notes: ['controllers'],
  docs: {
    why: 'Before a node is taken down for an update, its pods are evicted one by one, as far as their budgets allow it. A budget that allows none keeps the node for ever: updates of the cluster hang, and someone ends up deleting pods by force.',
    instead: '`maxUnavailable: 1` keeps all but one running, whatever the number of replicas is.',
    invalid: [
      {
        code: 'apiVersion: policy/v1\nkind: PodDisruptionBudget\nmetadata:\n  name: shop\nspec:\n  selector:\n    matchLabels: {app: shop}\n  maxUnavailable: 0\n',
        fixed:
          'apiVersion: policy/v1\nkind: PodDisruptionBudget\nmetadata:\n  name: shop\nspec:\n  selector:\n    matchLabels: {app: shop}\n  maxUnavailable: 1\n',
      },
      {
        code: 'apiVersion: policy/v1\nkind: PodDisruptionBudget\nmetadata:\n  name: shop\nspec:\n  selector:\n    matchLabels: {app: shop}\n  minAvailable: 100%\n',
        fixed:
          'apiVersion: policy/v1\nkind: PodDisruptionBudget\nmetadata:\n  name: shop\nspec:\n  selector:\n    matchLabels: {app: shop}\n  maxUnavailable: 1\n',
      },
    ],
    valid: [
      {
        code: 'apiVersion: policy/v1\nkind: PodDisruptionBudget\nmetadata:\n  name: shop\nspec:\n  selector:\n    matchLabels: {app: shop}\n  maxUnavailable: 1\n',
      },
    ],
    fixSafety: 'Pods may be evicted that were to stay where they are.',
    exceptions:
      'Where nothing may move without a person who watches (a store of data that copies itself slowly), a budget of 0 is meant.',
    references: [
      'https://kubernetes.io/docs/tasks/run-application/configure-pdb/',
      'https://kubernetes.io/docs/tasks/administer-cluster/safely-drain-node/',
    ],
  },
  check: (ctx) => {
    const toOne = (budget: Manifest, key: string): readonly Fix[] =>
      repairs('Set maxUnavailable: 1', 'unsafe', () => {
        const entry = entryOf(specOf(budget), key);
        const scalar = entry?.value?.kind === 'scalar' ? entry.value : undefined;
        const value = scalar && replaceValue(scalar, 1);
        const name = entry && key !== 'maxUnavailable' ? renameKey(entry, 'maxUnavailable') : [];
        return value && name ? [...name, ...value] : undefined;
      });
    return {
      Manifest(manifest) {
        if (manifest.kind !== 'PodDisruptionBudget') return;
        const spec = specOf(manifest);
        const most = asScalar(entryOf(spec, 'maxUnavailable')?.value);
        const least = asScalar(entryOf(spec, 'minAvailable')?.value);
        if (most) {
          if (!/^0+%?$/.test(most.text)) return;
          const data = { value: most.text };
          ctx.report({ message: 'none', span: most.span, data, fixes: toOne(manifest, 'maxUnavailable') });
        } else if (least) {
          const data = { value: least.text };
          const fixes = toOne(manifest, 'minAvailable');
          if (least.text === '100%') return ctx.report({ message: 'whole', span: least.span, data, fixes });
          const replicas = replicasOf(ctx.doc, manifest);
          const kept = amount(least.text, replicas);
          if (kept === undefined || replicas === undefined || replicas === 0 || kept < replicas) return;
          const count = replicas === 1 ? '1 replica' : `${replicas} replicas`;
          const bound = { ...data, replicas: count };
          // polaris compares budgets with autoscalers alone.
          const equivalents = isScaled(ctx.doc, manifest) ? undefined : { polaris: [] };
          ctx.report({ message: 'all', span: least.span, data: bound, fixes, equivalents });
        }
      },
    };
  },
});
