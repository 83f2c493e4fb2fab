import { defineRule } from '../../core/rule';
import { labelsOf, type Manifest, mapEntries, mappingsAt, stringAt } from '../../languages/kubernetes/model';
import { specOf } from '../../languages/kubernetes/objects';

/** A pod that something else looks after, or that is not to stay. */
function isLookedAfter({ metadata }: Manifest): boolean {
  if (mappingsAt(metadata, 'ownerReferences').length > 0) return true;
  // Static pods are read by the kubelet from a folder.
  if (labelsOf(metadata).get('tier') === 'control-plane') return true;
  return mapEntries(metadata, 'annotations').some(
    ({ name }) => name === 'helm.sh/hook' || name.startsWith('kubernetes.io/config.'),
  );
}

export default defineRule({
  id: 'kubernetes/no-naked-pod',
  summary: 'Let a controller look after pods',
  category: 'reliability',
  severity: 'information',
  recommended: true,
  since: '0.1.0',
  fixable: 'never',
  local: 'facts',
  equivalents: { polaris: ['nakedPod'], kubescape: ['naked-pods'] },
  messages: { naked: 'Nothing brings `{{name}}` back when its node fails; make it a Deployment' },
  notes: ['controllers'],
  lessons: ['K03'],
  docs: {
    why: 'A pod is bound to one node for its whole life. When the node fails or is drained, the pod is gone, and nothing makes another one. There is no rolling update either: most fields of a pod cannot be changed.',
    instead:
      'A Deployment for what runs all the time, a StatefulSet where each pod has its own storage, a DaemonSet for one pod a node, a Job for what ends.',
    invalid: [
      {
        code: 'apiVersion: v1\nkind: Pod\nmetadata:\n  name: shop\nspec:\n  containers:\n    - name: web\n      image: shop:1.4\n',
      },
    ],
    valid: [
      {
        code: 'apiVersion: v1\nkind: Pod\nmetadata:\n  name: migrate\nspec:\n  restartPolicy: Never\n  containers:\n    - name: migrate\n      image: shop:1.4\n',
      },
    ],
    exceptions: 'Pods for a look around, and pods that a test makes.',
    references: [
      'https://kubernetes.io/docs/concepts/workloads/pods/#working-with-pods',
      'https://kubernetes.io/docs/concepts/configuration/overview/#naked-pods-vs-replicasets-deployments-and-jobs',
    ],
  },
  check: (ctx) => ({
    Manifest(manifest) {
      const { kind, kindNode, pod, name } = manifest;
      if (kind !== 'Pod' || !kindNode || !pod || ctx.facts.fragment || isLookedAfter(manifest)) return;
      // What may end is no service.
      const policy = stringAt(specOf(manifest), 'restartPolicy');
      if ((policy !== undefined && policy !== 'Always') || pod.containers.length === 0) return;
      ctx.report({ message: 'naked', span: kindNode.span, data: { name: name ?? 'this pod' } });
    },
  }),
});
