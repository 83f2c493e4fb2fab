import { defineRule } from '../../core/rule';
import { objectSpan } from '../../languages/kubernetes/repair-fixes';
import { isOpen } from '../../languages/kubernetes/security';
import { lacks, mayLackAnywhere, writtenAt } from '../../languages/kubernetes/workloads';

export default defineRule({
  id: 'kubernetes/restart-policy',
  summary: 'Start containers anew that have failed',
  category: 'reliability',
  severity: 'information',
  recommended: false,
  since: '0.1.0',
  fixable: 'never',
  equivalents: { 'kube-linter': ['restart-policy'] },
  messages: {
    missing: 'Pods of `{{name}}` name no `restartPolicy`; write `Always` or `OnFailure`',
    other: '`restartPolicy: {{policy}}` leaves a pod that failed as it is; use `Always` or `OnFailure`',
  },
  notes: ['controllers'],
  docs: {
    why: 'With `Never` a container that fails stays down. A Job starts another pod for it, on any node and from the beginning; with `OnFailure` the container is started anew where it is.',
    invalid: [
      {
        code: 'apiVersion: batch/v1\nkind: Job\nmetadata:\n  name: shop\nspec:\n  template:\n    spec:\n      restartPolicy: Never\n',
      },
    ],
    valid: [
      {
        code: 'apiVersion: batch/v1\nkind: Job\nmetadata:\n  name: shop\nspec:\n  template:\n    spec:\n      restartPolicy: OnFailure\n',
      },
    ],
    exceptions: 'Jobs whose failed pods are kept, so that their logs can be read.',
    references: ['https://kubernetes.io/docs/concepts/workloads/pods/pod-lifecycle/#restart-policy'],
  },
  check: (ctx) => ({
    Pod(pod) {
      const written = writtenAt(pod.spec, 'restartPolicy');
      if (
        (!written || written.text === '') &&
        mayLackAnywhere(pod, ctx.facts) &&
        (written || lacks(pod.spec, 'restartPolicy'))
      ) {
        ctx.report({ message: 'missing', span: objectSpan(pod.manifest), data: { name: pod.manifest.name ?? '' } });
      }
      if (!written || ['Always', 'OnFailure', ''].includes(written.text) || isOpen(written.text)) return;
      ctx.report({ message: 'other', span: written.scalar.span, data: { policy: written.text } });
    },
  }),
});
