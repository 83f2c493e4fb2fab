import { defineRule } from '../../core/rule';
import { integerAt } from '../../languages/kubernetes/model';
import { specOf } from '../../languages/kubernetes/objects';
import { asScalar, get } from '../../languages/yaml/query';

/** The controller looks this often. */
const SECONDS = 10;

export default defineRule({
  id: 'kubernetes/cronjob-deadline-too-short',
  summary: 'Give a CronJob at least ten seconds to start',
  category: 'correctness',
  severity: 'warning',
  recommended: true,
  since: '0.1.0',
  fixable: 'never',
  local: true,
  equivalents: {},
  messages: { short: '`startingDeadlineSeconds: {{value}}` can make every run be skipped; give at least 10' },
  notes: ['controllers'],
  docs: {
    why: 'The controller looks about every ten seconds for jobs that are due. A run that is late by more than `startingDeadlineSeconds` is skipped: with less than ten seconds, it may be too late each time.',
    invalid: [
      {
        code: 'apiVersion: batch/v1\nkind: CronJob\nmetadata:\n  name: report\nspec:\n  schedule: "0 3 * * *"\n  startingDeadlineSeconds: 5\n',
      },
    ],
    valid: [
      {
        code: 'apiVersion: batch/v1\nkind: CronJob\nmetadata:\n  name: report\nspec:\n  schedule: "0 3 * * *"\n  startingDeadlineSeconds: 300\n',
      },
    ],
    references: ['https://kubernetes.io/docs/concepts/workloads/controllers/cron-jobs/#starting-deadline'],
  },
  check: (ctx) => ({
    Manifest(manifest) {
      if (manifest.kind !== 'CronJob') return;
      const spec = specOf(manifest);
      const value = integerAt(spec, 'startingDeadlineSeconds');
      const node = asScalar(get(spec, 'startingDeadlineSeconds'));
      if (!node || value === undefined || value < 0 || value >= SECONDS) return;
      ctx.report({ message: 'short', span: node.span, data: { value } });
    },
  }),
});
