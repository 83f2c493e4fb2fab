import { defineRule } from '../../core/rule';
import { mappingsAt } from '../../languages/kubernetes/model';
import { repairs } from '../../languages/kubernetes/security';
import { replaceValue } from '../../languages/yaml/edits';

export default defineRule({
  id: 'kubernetes/prefer-deployment',
  summary: 'Use a Deployment instead of a ReplicationController or a ReplicaSet',
  category: 'maintainability',
  severity: 'information',
  recommended: true,
  since: '0.1.0',
  fixable: 'sometimes',
  local: true,
  equivalents: {},
  messages: { old: '{{kind}} has no rolling update; use a Deployment' },
  notes: ['controllers'],
  lessons: ['K03'],
  docs: {
    why: 'A ReplicaSet keeps a number of pods running and no more: when the image changes, the pods that are there stay as they are. A Deployment makes ReplicaSets by itself, goes from one to the next step by step, and can go back. A ReplicationController is what there was before both.',
    invalid: [
      {
        code: 'apiVersion: apps/v1\nkind: ReplicaSet\nmetadata:\n  name: shop\nspec:\n  replicas: 2\n  selector:\n    matchLabels: {app: shop}\n',
        fixed:
          'apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: shop\nspec:\n  replicas: 2\n  selector:\n    matchLabels: {app: shop}\n',
      },
      { code: 'apiVersion: v1\nkind: ReplicationController\nmetadata:\n  name: shop\nspec:\n  replicas: 2\n' },
    ],
    valid: [
      {
        code: 'apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: shop\nspec:\n  replicas: 2\n  selector:\n    matchLabels: {app: shop}\n',
      },
    ],
    fixSafety: 'A ReplicaSet that is in the cluster already stays there, with its pods, until someone deletes it.',
    references: [
      'https://kubernetes.io/docs/concepts/workloads/controllers/replicaset/#when-to-use-a-replicaset',
      'https://kubernetes.io/docs/concepts/workloads/controllers/replicationcontroller/#alternatives-to-replicationcontroller',
    ],
  },
  check: (ctx) => ({
    Manifest({ kind, kindNode, apiVersion, metadata }) {
      if (!kindNode || (kind !== 'ReplicaSet' && kind !== 'ReplicationController')) return;
      // One that a Deployment made, saved from a cluster.
      if (mappingsAt(metadata, 'ownerReferences').length > 0) return;
      // A ReplicationController has another kind of selector too.
      const fixes =
        kind === 'ReplicaSet' && apiVersion === 'apps/v1'
          ? repairs('Make it a Deployment', 'unsafe', () => replaceValue(kindNode, 'Deployment'))
          : [];
      ctx.report({ message: 'old', span: kindNode.span, data: { kind }, fixes });
    },
  }),
});
