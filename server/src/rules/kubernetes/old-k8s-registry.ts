import { defineRule } from '../../core/rule';
import { imageOf } from '../../languages/kubernetes/images';
import { isLiteral, places, textSpan } from '../../languages/kubernetes/security';

const OLD = 'k8s.gcr.io';
const NEW = 'registry.k8s.io';

export default defineRule({
  id: 'kubernetes/old-k8s-registry',
  summary: 'Take images of the Kubernetes project from registry.k8s.io',
  category: 'reliability',
  severity: 'warning',
  recommended: true,
  since: '0.1.0',
  fixable: 'sometimes',
  local: true,
  tags: ['deprecated'],
  equivalents: { kubescape: ['rule-identify-old-k8s-registry'] },
  messages: { frozen: '`k8s.gcr.io` is frozen since April 2023; take the image from `registry.k8s.io`' },
  notes: ['image-references'],
  docs: {
    why: 'The Kubernetes project has published nothing at `k8s.gcr.io` since April 2023: new versions and repaired ones are at `registry.k8s.io` alone, where the old images are too, under the same names. Requests to the old host are sent on for as long as that is paid for.',
    invalid: [
      {
        code: 'apiVersion: v1\nkind: Pod\nmetadata:\n  name: shop\nspec:\n  containers:\n    - name: web\n      image: k8s.gcr.io/pause:3.9\n',
        fixed:
          'apiVersion: v1\nkind: Pod\nmetadata:\n  name: shop\nspec:\n  containers:\n    - name: web\n      image: registry.k8s.io/pause:3.9\n',
      },
    ],
    valid: [
      {
        code: 'apiVersion: v1\nkind: Pod\nmetadata:\n  name: shop\nspec:\n  containers:\n    - name: web\n      image: registry.k8s.io/pause:3.10\n',
      },
    ],
    references: ['https://kubernetes.io/blog/2023/02/06/k8s-gcr-io-freeze-announcement/'],
  },
  check: (ctx) => {
    const isNew = places();
    return {
      Container(container) {
        const image = imageOf(container);
        if (image?.reference.registry !== OLD || !isNew(image.scalar.span)) return;
        const { scalar } = image;
        const span = textSpan(scalar, 0, OLD.length);
        ctx.report({
          message: 'frozen',
          span,
          fixes: isLiteral(scalar)
            ? [{ title: `Replace with ${NEW}`, safety: 'safe', edits: () => [{ span, text: NEW }] }]
            : [],
        });
      },
    };
  },
});
