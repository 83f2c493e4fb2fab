import { defineRule } from '../../core/rule';
import { short } from '../../languages/dockerfile/suggest';
import { imageProblem } from '../../languages/image/reference';
import { imageOf } from '../../languages/kubernetes/images';
import { places } from '../../languages/kubernetes/security';

export default defineRule({
  id: 'kubernetes/require-digest',
  summary: 'Name images by their digest',
  category: 'security',
  severity: 'information',
  recommended: false,
  since: '0.1.0',
  fixable: 'never',
  local: true,
  equivalents: { checkov: ['CKV_K8S_43'], kubescape: ['image-not-pinned-to-digest'] },
  messages: { missing: '`{{image}}` can become another image; add its digest, as in `name:tag@sha256:…`' },
  notes: ['digests'],
  docs: {
    why: 'A tag is a name that its owner can move. A digest is the image itself: every node runs the same, and nobody can put another in its place.',
    instead: 'Let a tool such as Renovate write and raise digests; by hand they grow old.',
    invalid: [
      {
        code: 'apiVersion: v1\nkind: Pod\nmetadata:\n  name: shop\nspec:\n  containers:\n    - name: web\n      image: nginx:1.29.3\n',
      },
    ],
    valid: [
      {
        code: 'apiVersion: v1\nkind: Pod\nmetadata:\n  name: shop\nspec:\n  containers:\n    - name: web\n      image: nginx:1.29.3@sha256:2b9b5d9b4c4a1f0c7b5e6d3a8f9c0e1d2b3a4f5e6d7c8b9a0f1e2d3c4b5a6978\n',
      },
    ],
    references: ['https://kubernetes.io/docs/concepts/containers/images/#image-names'],
  },
  check: (ctx) => {
    const isNew = places();
    return {
      Container(container) {
        const image = imageOf(container);
        if (!image || image.reference.digest !== undefined || imageProblem(image.reference) !== undefined) return;
        if (!isNew(image.scalar.span)) return;
        ctx.report({ message: 'missing', span: image.scalar.span, data: { image: short(image.reference.text) } });
      },
    };
  },
});
