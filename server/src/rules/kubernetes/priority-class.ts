import { defineRule } from '../../core/rule';
import { objectSpan } from '../../languages/kubernetes/repair-fixes';
import { isOpen } from '../../languages/kubernetes/security';
import { lacks, mayLackAnywhere, writtenAt } from '../../languages/kubernetes/workloads';

export default defineRule({
  id: 'kubernetes/priority-class',
  summary: 'Give pods a priority class',
  category: 'reliability',
  severity: 'information',
  recommended: false,
  since: '0.1.0',
  fixable: 'never',
  equivalents: { 'kube-linter': ['priority-class-name'], polaris: ['priorityClassNotSet'] },
  options: {
    allowed: {
      type: 'strings',
      description: 'Names of the priority classes that may be used; none means all.',
      default: [],
    },
  },
  messages: {
    missing: 'Pods of `{{name}}` have no priority; set `priorityClassName`',
    other: '`{{class}}` is none of the priority classes in use; take one of {{allowed}}',
  },
  notes: ['scheduling'],
  docs: {
    why: 'When a cluster is full, the scheduler evicts pods of lower priority for those of higher. Pods without a class have priority 0, unless the cluster has a default: a test program and the checkout are then worth the same.',
    invalid: [
      {
        code: 'apiVersion: v1\nkind: Pod\nmetadata:\n  name: shop\nspec:\n  containers:\n    - name: web\n      image: shop:1.4\n',
      },
    ],
    valid: [
      {
        code: 'apiVersion: v1\nkind: Pod\nmetadata:\n  name: shop\nspec:\n  priorityClassName: high\n  containers:\n    - name: web\n      image: shop:1.4\n',
      },
    ],
    references: ['https://kubernetes.io/docs/concepts/scheduling-eviction/pod-priority-preemption/'],
  },
  check: (ctx) => ({
    Pod(pod) {
      const { allowed } = ctx.options;
      const written = writtenAt(pod.spec, 'priorityClassName');
      if (written && written.text !== '') {
        const { text, scalar } = written;
        if (allowed.length === 0 || allowed.includes(text) || isOpen(text)) return;
        const names = allowed.map((name) => `\`${name}\``).join(', ');
        ctx.report({ message: 'other', span: scalar.span, data: { class: text, allowed: names } });
        return;
      }
      if (!mayLackAnywhere(pod, ctx.facts) || (!written && !lacks(pod.spec, 'priorityClassName'))) return;
      ctx.report({ message: 'missing', span: objectSpan(pod.manifest), data: { name: pod.manifest.name ?? '' } });
    },
  }),
});
