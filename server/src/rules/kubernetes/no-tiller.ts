import { defineRule } from '../../core/rule';
import { imageOf } from '../../languages/kubernetes/images';
import { type Container, labelsOf, mapEntries, nameNode } from '../../languages/kubernetes/model';
import { plainSelector, specOf } from '../../languages/kubernetes/objects';
import { places } from '../../languages/kubernetes/security';
import type { YamlMapping } from '../../languages/yaml/nodes';
import { asScalar, asSequence, get } from '../../languages/yaml/query';

/** The labels that Helm 2 gave its pods and its Service. */
const isLabelled = (labels: ReadonlyMap<string, string> | undefined): boolean =>
  labels?.get('name') === 'tiller' && labels.get('app') === 'helm';

const labelNode = (metadata: YamlMapping | undefined) =>
  asScalar(mapEntries(metadata, 'labels').find(({ name }) => name === 'name')?.value);

/** Whether it listens to its own pod alone, so that nobody else in the cluster reaches it. */
const isHidden = ({ node }: Container): boolean =>
  (asSequence(get(node, 'args'))?.items ?? []).some(({ value }) =>
    /^-{1,2}listen=(?:localhost|127\.0\.0\.1):/.test(asScalar(value)?.text ?? ''),
  );

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
    hidden: { trivy: ['KSV-0102'], checkov: ['CKV_K8S_34'] },
    label: { trivy: ['KSV-0102'], checkov: ['CKV_K8S_34', 'CKV_K8S_45'] },
    service: { trivy: ['KSV-0102'], checkov: ['CKV_K8S_44'] },
  },
  messages: {
    image: '`{{image}}` is Tiller of Helm 2, which nobody maintains; use Helm 3',
    hidden: '`{{image}}` is Tiller of Helm 2, which nobody maintains; use Helm 3',
    label: 'These pods are Tiller of Helm 2, which nobody maintains; use Helm 3',
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
        if (manifest.otherFormat || manifest.kind !== 'Service' || !named) return;
        const isTiller =
          manifest.name === 'tiller-deploy' ||
          isLabelled(labelsOf(manifest.metadata)) ||
          isLabelled(plainSelector(specOf(manifest), 'selector'));
        if (!isTiller) return;
        if (isNew(named.span)) ctx.report({ message: 'service', span: named.span, data: { name: named.text } });
      },
      Container(container) {
        const image = imageOf(container);
        if (image?.reference.name !== 'tiller' || !isNew(image.scalar.span)) return;
        const message = isHidden(container) ? 'hidden' : 'image';
        ctx.report({ message, span: image.scalar.span, data: { image: image.reference.text } });
      },
      Pod({ containers, metadata }) {
        if (containers.some((container) => imageOf(container)?.reference.name === 'tiller')) return;
        const node = labelNode(metadata);
        if (node && isLabelled(labelsOf(metadata)) && isNew(node.span))
          ctx.report({ message: 'label', span: node.span });
      },
    };
  },
});
