import { defineRule } from '../../core/rule';
import { specOf } from '../../languages/kubernetes/objects';
import { objectSpan } from '../../languages/kubernetes/repair-fixes';
import { repairs } from '../../languages/kubernetes/security';
import { lacks } from '../../languages/kubernetes/workloads';
import { setPath } from '../../languages/yaml/edits';

export default defineRule({
  id: 'kubernetes/cronjob-concurrency',
  summary: 'Say whether runs of a CronJob may overlap',
  category: 'reliability',
  severity: 'information',
  recommended: false,
  since: '0.1.0',
  fixable: 'sometimes',
  equivalents: {},
  messages: { missing: 'Runs of CronJob `{{name}}` may overlap; set `concurrencyPolicy`' },
  notes: ['controllers'],
  docs: {
    why: 'Without a policy a run starts although the last one has not ended. A backup that takes longer than its interval then runs twice, three times, until nothing is left for anything else.',
    invalid: [
      {
        code: 'apiVersion: batch/v1\nkind: CronJob\nmetadata:\n  name: shop\nspec:\n  schedule: "@daily"\n  jobTemplate: {}\n',
        fixed:
          'apiVersion: batch/v1\nkind: CronJob\nmetadata:\n  name: shop\nspec:\n  schedule: "@daily"\n  jobTemplate: {}\n  concurrencyPolicy: Forbid\n',
      },
    ],
    valid: [
      {
        code: 'apiVersion: batch/v1\nkind: CronJob\nmetadata:\n  name: shop\nspec:\n  schedule: "@daily"\n  concurrencyPolicy: Allow\n  jobTemplate: {}\n',
      },
    ],
    fixSafety: 'A run is left out while the last one has not ended, for ever when that one hangs.',
    references: ['https://kubernetes.io/docs/concepts/workloads/controllers/cron-jobs/#concurrency-policy'],
  },
  check: (ctx) => ({
    Manifest(manifest) {
      const spec = manifest.kind === 'CronJob' ? specOf(manifest) : undefined;
      if (!spec || ctx.facts.fragment || !lacks(spec, 'concurrencyPolicy')) return;
      ctx.report({
        message: 'missing',
        span: objectSpan(manifest),
        data: { name: manifest.name ?? '' },
        fixes: () =>
          repairs('Set concurrencyPolicy: Forbid', 'unsafe', () => setPath(spec, ['concurrencyPolicy'], 'Forbid')),
      });
    },
  }),
});
