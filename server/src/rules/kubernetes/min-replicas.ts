import { defineRule } from '../../core/rule';
import type { Pod } from '../../languages/kubernetes/model';
import { podsServed, specOf } from '../../languages/kubernetes/objects';
import { objectSpan } from '../../languages/kubernetes/repair-fixes';
import { repairs } from '../../languages/kubernetes/security';
import { replicasOf, scalerOf } from '../../languages/kubernetes/workloads';
import { setPath } from '../../languages/yaml/edits';
import { entryOf } from '../../languages/yaml/query';

export default defineRule({
  id: 'kubernetes/min-replicas',
  summary: 'Run more than one pod of a Deployment',
  category: 'reliability',
  severity: 'information',
  recommended: false,
  since: '0.1.0',
  fixable: 'sometimes',
  equivalents: {
    'kube-linter': ['minimum-three-replicas'],
    'kube-score': ['deployment-replicas'],
    polaris: ['deploymentMissingReplicas'],
  },
  messageEquivalents: {
    alone: { 'kube-linter': ['minimum-three-replicas'], polaris: ['deploymentMissingReplicas'] },
    unsaid: { 'kube-linter': ['minimum-three-replicas'], polaris: ['deploymentMissingReplicas'] },
  },
  options: {
    minReplicas: {
      type: 'integer',
      description: 'As many pods a Deployment should run at least.',
      default: 2,
      minimum: 1,
    },
  },
  messages: {
    few: '`replicas: {{count}}` leaves no pod when a node goes; set at least {{least}}',
    missing: 'Deployment `{{name}}` runs a single pod; set `replicas` to at least {{least}}',
    alone: '`replicas: {{count}}` leaves no pod when a node goes; set at least {{least}}',
    unsaid: 'Deployment `{{name}}` runs a single pod; set `replicas` to at least {{least}}',
  },
  notes: ['controllers'],
  docs: {
    why: 'A single pod is away whenever its node is drained, breaks or is short of memory, until another one has started elsewhere. With two, the other one answers meanwhile.\n\nA Deployment with 0 replicas is switched off, and one that an autoscaler of the file scales has its number from there.',
    invalid: [
      {
        code: 'apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: shop\nspec:\n  replicas: 1\n  selector:\n    matchLabels: {app: shop}\n',
        fixed:
          'apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: shop\nspec:\n  replicas: 2\n  selector:\n    matchLabels: {app: shop}\n',
      },
    ],
    valid: [
      {
        code: 'apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: shop\nspec:\n  replicas: 2\n  selector:\n    matchLabels: {app: shop}\n',
      },
    ],
    fixSafety: 'Not every program bears a second one beside it, such as one that holds a lock or a file.',
    exceptions: 'Programs that must be alone, and environments for development.',
    references: ['https://kubernetes.io/docs/concepts/workloads/controllers/deployment/#replicas'],
  },
  check: (ctx) => {
    let served: ReadonlySet<Pod> | undefined;
    return {
      Manifest(manifest) {
        if (manifest.kind !== 'Deployment' && manifest.kind !== 'DeploymentConfig') return;
        const spec = specOf(manifest);
        const count = replicasOf(manifest);
        const least = ctx.options.minReplicas;
        if (!spec || count === undefined || count === 0 || count >= least || scalerOf(ctx.doc, manifest)) return;
        const value = entryOf(spec, 'replicas')?.value;
        if (!value && ctx.facts.fragment) return;
        const fixes = repairs(`Set replicas: ${least}`, 'unsafe', () => setPath(spec, ['replicas'], String(least)));
        served ??= podsServed(ctx.doc);
        const isServed = manifest.pod !== undefined && served.has(manifest.pod);
        if (value) ctx.report({ message: isServed ? 'few' : 'alone', span: value.span, data: { count, least }, fixes });
        else {
          const data = { name: manifest.name ?? '', least };
          ctx.report({ message: isServed ? 'missing' : 'unsaid', span: objectSpan(manifest), data, fixes });
        }
      },
    };
  },
});
