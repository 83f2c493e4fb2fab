import { defineRule } from '../../core/rule';
import { labelsOf } from '../../languages/kubernetes/model';
import { objectSpan } from '../../languages/kubernetes/repair-fixes';
import { mayLackAnywhere } from '../../languages/kubernetes/workloads';

const COMMON = ['name', 'instance', 'version', 'component', 'part-of', 'managed-by', 'created-by'];
const OTHERS = ['app', 'tier', 'phase', 'version', 'owner', 'env'];

export default defineRule({
  id: 'kubernetes/common-labels',
  summary: 'Use one of the common labels',
  category: 'style',
  severity: 'information',
  recommended: false,
  since: '0.1.0',
  fixable: 'never',
  equivalents: {},
  messageEquivalents: {
    common: { kubescape: ['k8s-common-labels-usage'] },
    any: { kubescape: ['k8s-common-labels-usage', 'label-usage-for-resources'] },
  },
  messages: {
    common: '{{kind}} `{{name}}` carries none of the labels `app.kubernetes.io/…`; add one',
    any: '{{kind}} `{{name}}` carries no label that says what it is; add `app.kubernetes.io/name`',
  },
  notes: ['manifests'],
  docs: {
    why: 'Tools group objects by a handful of labels that all agree on. An object with none of them stands alone in every list.',
    invalid: [
      {
        code: 'apiVersion: v1\nkind: Pod\nmetadata:\n  name: shop\nspec:\n  containers:\n    - name: web\n      image: shop:1.4\n',
      },
    ],
    valid: [
      {
        code: 'apiVersion: v1\nkind: Pod\nmetadata:\n  name: shop\n  labels:\n    app.kubernetes.io/name: shop\nspec:\n  containers:\n    - name: web\n      image: shop:1.4\n',
      },
    ],

    references: ['https://kubernetes.io/docs/concepts/overview/working-with-objects/common-labels/'],
  },
  check: (ctx) => ({
    Pod(pod) {
      const { kind = '', name = '', metadata } = pod.manifest;
      const labels = labelsOf(metadata);
      if (!mayLackAnywhere(pod, ctx.facts) || COMMON.some((each) => labels.has(`app.kubernetes.io/${each}`))) return;
      const message = OTHERS.some((each) => labels.has(each)) ? 'common' : 'any';
      ctx.report({ message, span: objectSpan(pod.manifest), data: { kind, name } });
    },
  }),
});
