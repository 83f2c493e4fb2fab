import { defineRule } from '../../core/rule';
import { mapEntries, mappingAt } from '../../languages/kubernetes/model';
import { specOf } from '../../languages/kubernetes/objects';
import { objectSpan } from '../../languages/kubernetes/repair-fixes';
import { repairs, withoutEntry } from '../../languages/kubernetes/security';
import { lacks } from '../../languages/kubernetes/workloads';
import { setPath } from '../../languages/yaml/edits';
import { entryOf } from '../../languages/yaml/query';

/** Helm and Argo CD remove the Jobs that they run as hooks. */
const HOOK = /^(?:helm\.sh|argocd\.argoproj\.io)\/hook/;

export default defineRule({
  id: 'kubernetes/job-ttl',
  summary: 'Let Jobs that have ended be removed',
  category: 'reliability',
  severity: 'information',
  recommended: false,
  since: '0.1.0',
  fixable: 'sometimes',
  equivalents: { 'kube-linter': ['job-ttl-seconds-after-finished'] },
  messages: {
    missing: 'Job `{{name}}` stays after its end; set `ttlSecondsAfterFinished`',
    cron: '`ttlSecondsAfterFinished` works against the history limits of the CronJob; remove it',
  },
  notes: ['controllers'],
  docs: {
    why: 'A Job that has ended stays in the cluster with its pods until somebody removes it, and thousands of them make the API server slow. With `ttlSecondsAfterFinished` it goes by itself.\n\nA CronJob removes its Jobs by `successfulJobsHistoryLimit` and `failedJobsHistoryLimit`. A time beside them takes away those that it was told to keep.',
    invalid: [
      {
        code: 'apiVersion: batch/v1\nkind: Job\nmetadata:\n  name: shop\nspec:\n  template:\n    spec:\n      restartPolicy: Never\n',
        fixed:
          'apiVersion: batch/v1\nkind: Job\nmetadata:\n  name: shop\nspec:\n  template:\n    spec:\n      restartPolicy: Never\n  ttlSecondsAfterFinished: 86400\n',
      },
    ],
    valid: [
      {
        code: 'apiVersion: batch/v1\nkind: Job\nmetadata:\n  name: shop\nspec:\n  ttlSecondsAfterFinished: 86400\n  template:\n    spec:\n      restartPolicy: Never\n',
      },
    ],
    fixSafety:
      'A Job that is removed takes its pods and their logs with it, and a tool that applies the manifest again runs it anew.',
    references: ['https://kubernetes.io/docs/concepts/workloads/controllers/ttlafterfinished/'],
  },
  check: (ctx) => ({
    Manifest(manifest) {
      const spec = specOf(manifest);
      if (!spec) return;
      if (manifest.kind === 'CronJob') {
        const entry = entryOf(mappingAt(spec, 'jobTemplate', 'spec'), 'ttlSecondsAfterFinished');
        if (!entry) return;
        const fixes = withoutEntry(entry, 'Remove ttlSecondsAfterFinished');
        ctx.report({ message: 'cron', span: entry.key.span, fixes });
        return;
      }
      if (manifest.kind !== 'Job' || ctx.facts.fragment || !lacks(spec, 'ttlSecondsAfterFinished')) return;
      if (mapEntries(manifest.metadata, 'annotations').some(({ name }) => HOOK.test(name))) return;
      ctx.report({
        message: 'missing',
        span: objectSpan(manifest),
        data: { name: manifest.name ?? '' },
        fixes: () =>
          repairs('Set ttlSecondsAfterFinished: 86400 (a day)', 'unsafe', () =>
            setPath(spec, ['ttlSecondsAfterFinished'], '86400'),
          ),
      });
    },
  }),
});
