import { defineRule } from '../../core/rule';
import { mappingAt, stringAt } from '../../languages/kubernetes/model';
import { fix } from '../../languages/kubernetes/repair-fixes';
import { isLater } from '../../languages/kubernetes/schema/types';
import { targetRelease } from '../../languages/kubernetes/schema-problems';
import { lacks } from '../../languages/kubernetes/workloads';
import { removeEntry, renameKey } from '../../languages/yaml/edits';
import { asScalar, entryOf } from '../../languages/yaml/query';

export default defineRule({
  id: 'kubernetes/deprecated-field',
  summary: 'Replace fields that are deprecated',
  category: 'maintainability',
  severity: 'warning',
  recommended: true,
  since: '0.1.0',
  fixable: 'sometimes',
  local: 'facts',
  tags: ['deprecated'],
  equivalents: {
    'kube-linter': ['deprecated-service-account-field'],
    kubescape: ['deprecated-service-account-field'],
  },
  messageEquivalents: { accountSame: { kubescape: ['deprecated-service-account-field'] } },
  messages: {
    account: '`serviceAccount` is deprecated; write `serviceAccountName`',
    accountTwice: '`serviceAccount` is deprecated and `serviceAccountName` is there too; remove it',
    accountSame: '`serviceAccount` is deprecated and `serviceAccountName` is there too; remove it',
    loadBalancer: '`loadBalancerIP` is deprecated since Kubernetes 1.24; use an annotation of your provider',
    preferClose: '`PreferClose` is deprecated since Kubernetes 1.34; write `PreferSameZone`',
    recycle: 'The reclaim policy `Recycle` is deprecated; write `Delete` or `Retain`',
    endpoints: 'Endpoints are deprecated since Kubernetes 1.33; use an EndpointSlice',
  },
  notes: ['api-versions'],
  docs: {
    why: 'These fields still work and warn at `kubectl apply`. What replaces them is there in every release that is supported, unless the page of a message says otherwise.',
    invalid: [
      {
        code: 'apiVersion: v1\nkind: Pod\nmetadata:\n  name: shop\nspec:\n  serviceAccount: shop\n  containers:\n    - name: web\n      image: shop:1.2\n',
        fixed:
          'apiVersion: v1\nkind: Pod\nmetadata:\n  name: shop\nspec:\n  serviceAccountName: shop\n  containers:\n    - name: web\n      image: shop:1.2\n',
      },
    ],
    valid: [
      {
        code: 'apiVersion: v1\nkind: Pod\nmetadata:\n  name: shop\nspec:\n  serviceAccountName: shop\n  containers:\n    - name: web\n      image: shop:1.2\n',
      },
    ],
    references: [
      'https://kubernetes.io/docs/reference/kubernetes-api/workload-resources/pod-v1/#PodSpec',
      'https://kubernetes.io/docs/concepts/services-networking/service/',
    ],
  },
  check: (ctx) => ({
    Pod({ spec, path }) {
      const entry = entryOf(spec, 'serviceAccount');
      // Without a name it says nothing.
      if (!entry?.value || path.custom || lacks(spec, 'serviceAccount')) return;
      if (stringAt(spec, 'serviceAccount') === '') return;
      const name = stringAt(spec, 'serviceAccountName');
      if (!entryOf(spec, 'serviceAccountName')) {
        const fixes = [fix('Rename to serviceAccountName', 'safe', () => renameKey(entry, 'serviceAccountName'))];
        ctx.report({ message: 'account', span: entry.key.span, fixes });
      } else {
        const same = name !== undefined && name === stringAt(spec, 'serviceAccount');
        const fixes = same ? [fix('Remove serviceAccount', 'safe', () => removeEntry(entry))] : [];
        ctx.report({ message: same ? 'accountSame' : 'accountTwice', span: entry.key.span, fixes });
      }
    },
    Manifest({ kind, apiVersion, kindNode, root }) {
      if (apiVersion !== 'v1') return;
      const spec = mappingAt(root, 'spec');
      const target = targetRelease(ctx.facts);
      const since = (release: string): boolean => target === undefined || !isLater(release, target);
      if (kind === 'Endpoints' && kindNode && since('1.33')) ctx.report({ message: 'endpoints', span: kindNode.span });
      if (kind === 'Service') {
        const address = entryOf(spec, 'loadBalancerIP');
        if (address?.value && since('1.24')) ctx.report({ message: 'loadBalancer', span: address.key.span });
        const distribution = asScalar(entryOf(spec, 'trafficDistribution')?.value);
        // The new word is not known to releases before 1.34: no repair.
        if (distribution?.text === 'PreferClose' && since('1.34'))
          ctx.report({ message: 'preferClose', span: distribution.span });
      }
      const policy = asScalar(entryOf(spec, 'persistentVolumeReclaimPolicy')?.value);
      if (kind === 'PersistentVolume' && policy?.text === 'Recycle') {
        ctx.report({ message: 'recycle', span: policy.span });
      }
    },
  }),
});
