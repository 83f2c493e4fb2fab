import { defineRule } from '../../core/rule';
import { short } from '../../languages/dockerfile/suggest';
import { imageProblem } from '../../languages/image/reference';
import { imageOf } from '../../languages/kubernetes/images';
import { stringOf } from '../../languages/kubernetes/model';
import { containerSpan, isOpen, mayLack, places, repairsNear } from '../../languages/kubernetes/security';
import { lacks } from '../../languages/kubernetes/workloads';
import { insertEntry, setPath } from '../../languages/yaml/edits';
import { asScalar, entryOf } from '../../languages/yaml/query';

export default defineRule({
  id: 'kubernetes/pull-policy-always',
  summary: 'Ask the registry each time a container starts',
  category: 'security',
  severity: 'information',
  recommended: false,
  since: '0.1.0',
  fixable: 'sometimes',
  equivalents: { polaris: ['pullPolicyNotAlways'] },
  messageEquivalents: {
    missing: {
      polaris: ['pullPolicyNotAlways'],
      'kube-score': ['container-image-pull-policy'],
      checkov: ['CKV_K8S_15'],
    },
    other: { polaris: ['pullPolicyNotAlways'], 'kube-score': ['container-image-pull-policy'], checkov: ['CKV_K8S_15'] },
    otherLatest: {
      polaris: ['pullPolicyNotAlways'],
      'kube-score': ['container-image-pull-policy'],
      checkov: ['CKV_K8S_15'],
      kubescape: ['image-pull-policy-is-not-set-to-always'],
    },
    implied: { polaris: ['pullPolicyNotAlways'], kubescape: ['image-pull-policy-is-not-set-to-always'] },
    pinned: { polaris: ['pullPolicyNotAlways'], 'kube-score': ['container-image-pull-policy'] },
  },
  messages: {
    otherLatest: '`imagePullPolicy: {{policy}}` never looks for a newer `latest`; write `Always`',
    implied: '`{{image}}` is pulled each time only because it has no version; say `imagePullPolicy: Always`',
    pinned: '`{{image}}` is started without asking who may pull it; set `imagePullPolicy: Always`',
    missing: 'A node that has `{{image}}` starts it unasked; set `imagePullPolicy: Always`',
    other: '`imagePullPolicy: {{policy}}` starts what a node has already; write `Always`',
  },
  notes: ['image-references'],
  docs: {
    why: 'With `Always` the node asks the registry whether the pod may have the image, and which one the tag means now. Otherwise a pod can run an image that another one with better rights has brought to the node, and an old one under a moved tag.\n\nAn image with a digest cannot become another one, and without a tag or with `latest` the policy is `Always` anyhow.',
    invalid: [
      {
        code: 'apiVersion: v1\nkind: Pod\nmetadata:\n  name: shop\nspec:\n  containers:\n    - name: web\n      image: shop:1.4\n',
        fixed:
          'apiVersion: v1\nkind: Pod\nmetadata:\n  name: shop\nspec:\n  containers:\n    - name: web\n      image: shop:1.4\n      imagePullPolicy: Always\n',
      },
    ],
    valid: [
      {
        code: 'apiVersion: v1\nkind: Pod\nmetadata:\n  name: shop\nspec:\n  containers:\n    - name: web\n      image: shop:1.4\n      imagePullPolicy: Always\n',
      },
    ],
    fixSafety: 'Pods do not start while the registry cannot be reached, nor with an image that is only on the node.',
    references: ['https://kubernetes.io/docs/concepts/containers/images/#image-pull-policy'],
  },
  check: (ctx) => {
    const isNew = places();
    return {
      Container(container) {
        const image = imageOf(container);
        if (!image || imageProblem(image.reference) !== undefined) return;
        const { node } = container;
        const entry = entryOf(node, 'imagePullPolicy');
        const scalar = asScalar(entry?.value);
        if (entry && !lacks(node, 'imagePullPolicy')) {
          const policy = stringOf(scalar);
          if (!scalar || policy === undefined || policy === 'Always' || isOpen(policy) || !isNew(scalar.span)) return;
          const fixes = repairsNear('Set imagePullPolicy: Always', 'unsafe', node, () =>
            setPath(node, ['imagePullPolicy'], 'Always'),
          );
          const isLatest = image.reference.digest === undefined && (image.reference.tag ?? 'latest') === 'latest';
          ctx.report({ message: isLatest ? 'otherLatest' : 'other', span: scalar.span, data: { policy }, fixes });
          return;
        }
        const { tag, digest, text } = image.reference;
        if (!mayLack({ ...container.pod, windows: false }, ctx.facts)) return;
        const span = containerSpan(container);
        const after = entryOf(node, 'image');
        if (!after || !isNew(span)) return;
        ctx.report({
          message: digest !== undefined ? 'pinned' : (tag ?? 'latest') === 'latest' ? 'implied' : 'missing',
          span,
          data: { image: short(text) },
          fixes: () =>
            repairsNear('Add imagePullPolicy: Always', 'unsafe', node, () =>
              entry
                ? setPath(node, ['imagePullPolicy'], 'Always')
                : insertEntry(node, 'imagePullPolicy: Always', after.mapping === node ? { after } : {}),
            ),
        });
      },
    };
  },
});
