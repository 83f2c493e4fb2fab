import { defineRule } from '../../core/rule';
import { integerAt, mappingAt, stringAt } from '../../languages/kubernetes/model';
import { specOf } from '../../languages/kubernetes/objects';
import { places, valueSpan } from '../../languages/kubernetes/security';
import { entryOf } from '../../languages/yaml/query';

export default defineRule({
  id: 'kubernetes/indexed-job-limits',
  summary: 'Keep indexed Jobs within what Kubernetes can count',
  category: 'correctness',
  severity: 'warning',
  recommended: true,
  since: '0.1.0',
  fixable: 'never',
  local: true,
  equivalents: {},
  messages: {
    large: '{{completions}} indexes by {{parallelism}} at once are more than Kubernetes counts; lower one',
    deadline: '`activeDeadlineSeconds: {{value}}` ends the Job before it starts; give it time or remove it',
  },
  notes: ['controllers'],
  docs: {
    why: 'The state of an indexed Job lists the indexes that are done. With more than 100,000 of them and more than 10,000 pods at once the list may grow too long when many fail, and the API server warns. A Job whose deadline is 0 is ended as failed at once.',
    invalid: [
      {
        code: 'apiVersion: batch/v1\nkind: Job\nmetadata:\n  name: a\nspec:\n  activeDeadlineSeconds: 0\n  template: {spec: {restartPolicy: Never}}\n',
      },
    ],
    valid: [
      {
        code: 'apiVersion: batch/v1\nkind: Job\nmetadata:\n  name: a\nspec:\n  completionMode: Indexed\n  completions: 100000\n  parallelism: 20000\n  activeDeadlineSeconds: 600\n  template: {spec: {restartPolicy: Never}}\n',
      },
    ],
    references: ['https://kubernetes.io/docs/concepts/workloads/controllers/job/'],
  },
  check: (ctx) => {
    const isNew = places();
    return {
      Manifest(manifest) {
        if (manifest.otherFormat || (manifest.kind !== 'Job' && manifest.kind !== 'CronJob')) return;
        const spec = manifest.kind === 'Job' ? specOf(manifest) : mappingAt(specOf(manifest), 'jobTemplate', 'spec');
        const entry = entryOf(spec, 'completions');
        const completions = integerAt(spec, 'completions') ?? 0;
        const parallelism = integerAt(spec, 'parallelism') ?? 0;
        const indexed = stringAt(spec, 'completionMode') === 'Indexed';
        if (entry && indexed && completions > 100_000 && parallelism > 10_000 && isNew(valueSpan(entry))) {
          ctx.report({ message: 'large', span: valueSpan(entry), data: { completions, parallelism } });
        }
        const deadline = entryOf(spec, 'activeDeadlineSeconds');
        const value = integerAt(spec, 'activeDeadlineSeconds');
        if (deadline && value === 0 && isNew(valueSpan(deadline))) {
          ctx.report({ message: 'deadline', span: valueSpan(deadline), data: { value } });
        }
      },
    };
  },
});
