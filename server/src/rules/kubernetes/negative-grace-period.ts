import { defineRule } from '../../core/rule';
import { integerAt } from '../../languages/kubernetes/model';
import { places, repairs } from '../../languages/kubernetes/security';
import { replaceValue } from '../../languages/yaml/edits';
import { asScalar, get } from '../../languages/yaml/query';

export default defineRule({
  id: 'kubernetes/negative-grace-period',
  summary: 'Do not give pods a negative time to stop',
  category: 'correctness',
  severity: 'warning',
  recommended: true,
  since: '0.1.0',
  fixable: 'sometimes',
  local: true,
  equivalents: {},
  messages: { negative: '`terminationGracePeriodSeconds: {{value}}` counts as 1; write what the program needs' },
  notes: ['controllers'],
  docs: {
    why: 'The time that programs get between SIGTERM and SIGKILL cannot be negative. The API server takes such a number for 1 and warns: after one second the program is killed, in the middle of whatever it does.',
    invalid: [
      {
        code: 'apiVersion: v1\nkind: Pod\nmetadata:\n  name: shop\nspec:\n  terminationGracePeriodSeconds: -1\n',
        fixed: 'apiVersion: v1\nkind: Pod\nmetadata:\n  name: shop\nspec:\n  terminationGracePeriodSeconds: 30\n',
      },
    ],
    valid: [
      { code: 'apiVersion: v1\nkind: Pod\nmetadata:\n  name: shop\nspec:\n  terminationGracePeriodSeconds: 60\n' },
    ],
    fixSafety: '30 seconds is what a pod gets when nothing is written; stopping may take longer than before.',
    references: ['https://kubernetes.io/docs/concepts/workloads/pods/pod-lifecycle/#pod-termination'],
  },
  check: (ctx) => {
    const isNew = places();
    return {
      Pod({ spec }) {
        const value = integerAt(spec, 'terminationGracePeriodSeconds');
        const node = asScalar(get(spec, 'terminationGracePeriodSeconds'));
        if (!node || value === undefined || value >= 0 || !isNew(node.span)) return;
        const fixes = repairs('Set 30, the default', 'unsafe', () => replaceValue(node, 30));
        ctx.report({ message: 'negative', span: node.span, data: { value }, fixes });
      },
    };
  },
});
