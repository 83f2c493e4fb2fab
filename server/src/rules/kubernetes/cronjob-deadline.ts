import { defineRule } from '../../core/rule';
import { specOf } from '../../languages/kubernetes/objects';
import { objectSpan } from '../../languages/kubernetes/repair-fixes';
import { repairs } from '../../languages/kubernetes/security';
import { lacks } from '../../languages/kubernetes/workloads';
import { setPath } from '../../languages/yaml/edits';

export default defineRule({
  id: 'kubernetes/cronjob-deadline',
  summary: 'Say how late a CronJob may start',
  category: 'reliability',
  severity: 'information',
  recommended: false,
  since: '0.1.0',
  fixable: 'sometimes',
  equivalents: { 'kube-score': ['cronjob-has-deadline'] },
  messages: { missing: 'CronJob `{{name}}` starts however late it is; set `startingDeadlineSeconds`' },
  notes: ['controllers'],
  docs: {
    why: 'When the controller was away at the time of a run, it starts the Job as soon as it is back, hours later if need be. Without a deadline it also counts all the runs that were missed since the last one: with more than a hundred it gives up and starts none.',
    invalid: [
      {
        code: 'apiVersion: batch/v1\nkind: CronJob\nmetadata:\n  name: shop\nspec:\n  schedule: "@daily"\n  jobTemplate: {}\n',
        fixed:
          'apiVersion: batch/v1\nkind: CronJob\nmetadata:\n  name: shop\nspec:\n  schedule: "@daily"\n  jobTemplate: {}\n  startingDeadlineSeconds: 300\n',
      },
    ],
    valid: [
      {
        code: 'apiVersion: batch/v1\nkind: CronJob\nmetadata:\n  name: shop\nspec:\n  schedule: "@daily"\n  startingDeadlineSeconds: 300\n  jobTemplate: {}\n',
      },
    ],
    fixSafety: 'A run that could not start within five minutes is left out.',
    references: ['https://kubernetes.io/docs/concepts/workloads/controllers/cron-jobs/#starting-deadline'],
  },
  check: (ctx) => ({
    Manifest(manifest) {
      const spec = manifest.kind === 'CronJob' ? specOf(manifest) : undefined;
      if (!spec || ctx.facts.fragment || !lacks(spec, 'startingDeadlineSeconds')) return;
      ctx.report({
        message: 'missing',
        span: objectSpan(manifest),
        data: { name: manifest.name ?? '' },
        fixes: () =>
          repairs('Set startingDeadlineSeconds: 300', 'unsafe', () =>
            setPath(spec, ['startingDeadlineSeconds'], '300'),
          ),
      });
    },
  }),
});
