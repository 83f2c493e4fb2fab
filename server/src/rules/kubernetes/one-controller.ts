import { defineRule } from '../../core/rule';
import { objectsOf } from '../../languages/kubernetes/objects';
import { CONTROLLERS } from '../../languages/kubernetes/pods';
import { objectSpan } from '../../languages/kubernetes/repair-fixes';

export default defineRule({
  id: 'kubernetes/one-controller',
  summary: 'Write one workload into a file',
  category: 'maintainability',
  severity: 'information',
  recommended: false,
  since: '0.1.0',
  fixable: 'never',
  equivalents: { polaris: ['oneController'] },
  messages: { another: '{{kind}} `{{name}}` is not the first workload of this file; move it to its own' },
  notes: ['manifests'],
  docs: {
    why: 'Where each workload has a file of its own, with its Service and its configuration, it is found by name, and a change of one does not touch the others.',
    invalid: [
      {
        code: 'apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: shop\n---\napiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: worker\n',
      },
    ],
    valid: [
      {
        code: 'apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: shop\n---\napiVersion: v1\nkind: Service\nmetadata:\n  name: shop\n',
      },
    ],
    exceptions: 'Files that a tool writes, such as the rendered text of a chart.',
    references: ['https://kubernetes.io/docs/concepts/workloads/management/'],
  },
  check: (ctx) => ({
    Document() {
      for (const manifest of objectsOf(ctx.doc, ...CONTROLLERS, 'Job', 'CronJob').slice(1)) {
        const data = { kind: manifest.kind ?? '', name: manifest.name ?? '' };
        ctx.report({ message: 'another', span: objectSpan(manifest), data });
      }
    },
  }),
});
