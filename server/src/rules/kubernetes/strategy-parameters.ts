import { defineRule } from '../../core/rule';
import { mappingAt, stringAt } from '../../languages/kubernetes/model';
import { fix } from '../../languages/kubernetes/repair-fixes';
import { removeEntry } from '../../languages/yaml/edits';
import type { YamlScalar } from '../../languages/yaml/nodes';
import { asScalar, entryOf } from '../../languages/yaml/query';

export default defineRule({
  id: 'kubernetes/strategy-parameters',
  summary: 'Give an update strategy only parameters that it takes',
  category: 'correctness',
  severity: 'error',
  recommended: true,
  since: '0.1.0',
  fixable: 'sometimes',
  local: true,
  equivalents: {},
  messages: {
    refused: '`rollingUpdate` is refused with the type `{{type}}`; remove it',
    stuck: '`maxSurge` and `maxUnavailable` are both 0, so nothing can be updated; raise one',
  },
  notes: ['controllers'],
  docs: {
    why: '`rollingUpdate` belongs to the type `RollingUpdate` alone. With `maxSurge` and `maxUnavailable` both 0 no pod may be added and none taken away. The API server refuses both.',
    invalid: [
      {
        code: 'apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: shop\nspec:\n  strategy:\n    type: Recreate\n    rollingUpdate:\n      maxSurge: 1\n',
        fixed:
          'apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: shop\nspec:\n  strategy:\n    type: Recreate\n',
      },
    ],
    valid: [
      {
        code: 'apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: shop\nspec:\n  strategy:\n    type: Recreate\n',
      },
    ],
    references: ['https://kubernetes.io/docs/concepts/workloads/controllers/deployment/#strategy'],
  },
  check: (ctx) => ({
    Manifest({ kind, root, otherFormat }) {
      if (otherFormat || (kind !== 'Deployment' && kind !== 'StatefulSet' && kind !== 'DaemonSet')) return;
      const strategy = mappingAt(root, 'spec', kind === 'Deployment' ? 'strategy' : 'updateStrategy');
      const rolling = entryOf(strategy, 'rollingUpdate');
      const parameters = mappingAt(strategy, 'rollingUpdate');
      const type = stringAt(strategy, 'type');
      if (!rolling || !parameters) return;
      if ((type === 'Recreate' && kind === 'Deployment') || (type === 'OnDelete' && kind !== 'Deployment')) {
        const fixes = [fix('Remove rollingUpdate', 'safe', () => removeEntry(rolling))];
        ctx.report({ message: 'refused', span: rolling.key.span, data: { type }, fixes });
        return;
      }
      const surge = asScalar(entryOf(parameters, 'maxSurge')?.value);
      const unavailable = asScalar(entryOf(parameters, 'maxUnavailable')?.value);
      // A DaemonSet's surge is 0 unless it is written.
      const still = kind === 'DaemonSet' && !entryOf(parameters, 'maxSurge') ? true : isZero(surge);
      if (kind !== 'StatefulSet' && still && unavailable && isZero(unavailable)) {
        ctx.report({ message: 'stuck', span: unavailable.span });
      }
    },
  }),
});

const isZero = (node: YamlScalar | undefined): boolean => node?.text === '0' || node?.text === '0%';
