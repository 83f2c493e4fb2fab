import { defineRule } from '../../core/rule';
import { imageOf } from '../../languages/kubernetes/images';
import { nameNode } from '../../languages/kubernetes/model';
import { places } from '../../languages/kubernetes/security';

export default defineRule({
  id: 'kubernetes/no-tiller',
  summary: 'Do not run Tiller',
  category: 'security',
  severity: 'warning',
  recommended: false,
  since: '0.1.0',
  fixable: 'never',
  local: true,
  equivalents: {},
  messageEquivalents: {
    image: { trivy: ['KSV-0102'], checkov: ['CKV_K8S_34', 'CKV_K8S_45'] },
    service: { checkov: ['CKV_K8S_44'] },
  },
  messages: {
    image: '`{{image}}` is Tiller of Helm 2, which nobody maintains; use Helm 3',
    service: 'Service `{{name}}` opens Tiller of Helm 2 to the cluster; use Helm 3',
  },
  notes: [],
  docs: {
    why: 'Tiller was the part of Helm 2 that ran in the cluster, mostly with all rights, and obeyed whoever reached its port. Helm 2 ended in 2020; Helm 3 has no such part and works with the rights of its user.',
    invalid: [
      {
        code: 'apiVersion: v1\nkind: Pod\nmetadata:\n  name: shop\nspec:\n  containers:\n    - name: web\n      image: ghcr.io/helm/tiller:v2.17.0\n',
      },
    ],
    valid: [
      {
        code: 'apiVersion: v1\nkind: Pod\nmetadata:\n  name: shop\nspec:\n  containers:\n    - name: web\n      image: shop:1.4\n',
      },
    ],
    references: ['https://helm.sh/blog/helm-v2-deprecation-timeline/'],
  },
  check: (ctx) => {
    const isNew = places();
    return {
      Manifest(manifest) {
        const named = nameNode(manifest);
        if (manifest.otherFormat || manifest.kind !== 'Service' || manifest.name !== 'tiller-deploy' || !named) return;
        if (isNew(named.span)) ctx.report({ message: 'service', span: named.span, data: { name: named.text } });
      },
      Container(container) {
        const image = imageOf(container);
        if (image?.reference.name !== 'tiller' || !isNew(image.scalar.span)) return;
        ctx.report({ message: 'image', span: image.scalar.span, data: { image: image.reference.text } });
      },
    };
  },
});
