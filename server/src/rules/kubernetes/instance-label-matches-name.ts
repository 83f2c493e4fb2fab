import { defineRule } from '../../core/rule';
import { objectSpan, shown } from '../../languages/kubernetes/repair-fixes';
import { isOpen, repairs } from '../../languages/kubernetes/security';
import { lacks, mayLackAnywhere } from '../../languages/kubernetes/workloads';
import { replaceValue } from '../../languages/yaml/edits';
import { asScalar, getPath } from '../../languages/yaml/query';

export default defineRule({
  id: 'kubernetes/instance-label-matches-name',
  summary: 'Let the label of the instance be the name of the workload',
  category: 'maintainability',
  severity: 'information',
  recommended: false,
  since: '0.1.0',
  fixable: 'sometimes',
  equivalents: { polaris: ['metadataAndInstanceMismatched'] },
  messages: {
    missing: '`{{name}}` has no label `app.kubernetes.io/instance`; set it to its name',
    other: '`app.kubernetes.io/instance` is `{{instance}}`, the name is `{{name}}`; make them equal',
  },
  notes: ['manifests'],
  lessons: ['K07'],
  docs: {
    why: 'The label tells the installations of one program apart, and tools that go from a pod to its workload take it for the name. When it says something else they look in the wrong place.',
    invalid: [
      {
        code: 'apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: shop\n  labels:\n    app.kubernetes.io/instance: store\nspec:\n  template:\n    spec: {}\n',
        fixed:
          'apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: shop\n  labels:\n    app.kubernetes.io/instance: shop\nspec:\n  template:\n    spec: {}\n',
      },
    ],
    valid: [
      {
        code: 'apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: shop\n  labels:\n    app.kubernetes.io/instance: shop\nspec:\n  template:\n    spec: {}\n',
      },
    ],
    fixSafety: 'What finds the workload by its old label does not any more.',
    exceptions: 'Charts give several workloads of one installation the same label, which is right too.',
    references: ['https://kubernetes.io/docs/concepts/overview/working-with-objects/common-labels/'],
  },
  check: (ctx) => ({
    Pod(pod) {
      const { manifest } = pod;
      const { name, metadata } = manifest;
      const label = asScalar(getPath(metadata, ['labels', 'app.kubernetes.io/instance']));
      if (!label && name !== undefined && mayLackAnywhere(pod, ctx.facts)) {
        if (lacks(metadata, 'labels') || lacks(metadata, 'labels', 'app.kubernetes.io/instance'))
          ctx.report({ message: 'missing', span: objectSpan(manifest), data: { name: shown(name) } });
      }
      if (!label || name === undefined || label.text === name || isOpen(label.text) || isOpen(name)) return;
      ctx.report({
        message: 'other',
        span: label.span,
        data: { instance: shown(label.text), name: shown(name) },
        fixes: () => repairs(`Write ${shown(name)}`, 'unsafe', () => replaceValue(label, name)),
      });
    },
  }),
});
