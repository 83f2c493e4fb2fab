import { defineRule } from '../../core/rule';
import { mappingAt, mappingsAt, type Pod } from '../../languages/kubernetes/model';
import { podsServed, specOf } from '../../languages/kubernetes/objects';
import { isOpen, repairs } from '../../languages/kubernetes/security';
import { setPath } from '../../languages/yaml/edits';
import { asScalar, entryOf, get } from '../../languages/yaml/query';

/** `Rolling` is OpenShift's word. */
const ROLLING: ReadonlySet<string> = new Set(['RollingUpdate', 'Rolling', '']);

export default defineRule({
  id: 'kubernetes/rolling-update-strategy',
  summary: 'Replace the pods of a Deployment one after the other',
  category: 'reliability',
  severity: 'information',
  recommended: false,
  since: '0.1.0',
  fixable: 'sometimes',
  equivalents: {
    'kube-linter': ['no-rolling-update-strategy'],
    'kube-score': ['deployment-strategy'],
    kubescape: ['no-rolling-update-strategy'],
  },
  messageEquivalents: {
    recreate: { 'kube-linter': ['no-rolling-update-strategy'], kubescape: ['no-rolling-update-strategy'] },
    other: { 'kube-linter': ['no-rolling-update-strategy'] },
  },
  messages: {
    recreate: '`Recreate` stops all pods before it starts new ones; use `RollingUpdate`',
    served: '`Recreate` stops all pods behind a Service before it starts new ones; use `RollingUpdate`',
    other: '`{{type}}` does not replace the pods one after the other; use `{{right}}`',
  },
  notes: ['controllers'],
  docs: {
    why: 'With `Recreate` nobody answers from the moment when the last old pod has ended until the first new one is ready, at each update. With `RollingUpdate`, which is the default, new pods take over one by one, and an update that does not start stops there.\n\nA Deployment with a volume claim is left alone: most disks cannot be mounted by the old and the new pod at once.',
    invalid: [
      {
        code: 'apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: shop\nspec:\n  strategy:\n    type: Recreate\n',
        fixed:
          'apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: shop\nspec:\n  strategy:\n    type: RollingUpdate\n',
      },
    ],
    valid: [
      {
        code: 'apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: shop\nspec:\n  strategy:\n    type: RollingUpdate\n',
      },
    ],
    fixSafety: 'During an update the old and the new version run side by side, and both must bear that.',
    exceptions: 'Programs of which only one may run, such as one that changes the tables of a database at its start.',
    references: ['https://kubernetes.io/docs/concepts/workloads/controllers/deployment/#strategy'],
  },
  check: (ctx) => {
    let behind: ReadonlySet<Pod> | undefined;
    return {
      Manifest(manifest) {
        if (manifest.kind !== 'Deployment' && manifest.kind !== 'DeploymentConfig') return;
        const strategy = mappingAt(specOf(manifest), 'strategy');
        const type = asScalar(get(strategy, 'type'));
        if (!strategy || !type || ROLLING.has(type.text) || isOpen(type.text)) return;
        const volumes = manifest.pod ? mappingsAt(manifest.pod.spec, 'volumes') : [];
        if (volumes.some((volume) => entryOf(volume, 'persistentVolumeClaim') || entryOf(volume, 'ephemeral'))) return;
        const to = manifest.kind === 'Deployment' ? 'RollingUpdate' : 'Rolling';
        const fixes = repairs(`Use ${to}`, 'unsafe', () => setPath(strategy, ['type'], to));
        const { span } = type;
        if (type.text !== 'Recreate') {
          ctx.report({ message: 'other', span, data: { type: type.text, right: to }, fixes });
          return;
        }
        behind ??= podsServed(ctx.doc);
        const isServed = manifest.pod !== undefined && behind.has(manifest.pod);
        ctx.report({ message: isServed ? 'served' : 'recreate', span, fixes });
      },
    };
  },
});
