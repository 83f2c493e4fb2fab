import { globMatcher } from '../../core/glob';
import { defineRule } from '../../core/rule';
import { canonicalName, imageProblem } from '../../languages/image/reference';
import { imageOf } from '../../languages/kubernetes/images';
import { places } from '../../languages/kubernetes/security';

export default defineRule({
  id: 'kubernetes/trusted-registry',
  summary: 'Take images from trusted registries only',
  category: 'security',
  severity: 'error',
  recommended: false,
  since: '0.1.0',
  fixable: 'never',
  local: true,
  equivalents: {
    trivy: ['KSV-0125', 'KSV-0032', 'KSV-0033', 'KSV-0034', 'KSV-0035'],
    kubescape: ['container-image-repository', 'rule-identify-blocklisted-image-registries'],
  },
  options: {
    registries: {
      type: 'strings',
      description:
        'Names of registries that are trusted, such as `docker.io`, `*.example.com`, `ghcr.io/team/**`; none means all.',
      default: [],
    },
  },
  messages: { untrusted: '`{{registry}}` is no trusted registry; take the image from one of {{trusted}}' },
  notes: ['trusted-images'],
  docs: {
    why: 'An image runs with all that its publisher put into it. Where an organisation has checked registries, images from elsewhere are best found before they are deployed.',
    invalid: [
      {
        code: 'apiVersion: v1\nkind: Pod\nmetadata:\n  name: shop\nspec:\n  containers:\n    - name: web\n      image: quay.io/team/shop:1.4\n',
        options: { registries: ['docker.io', '*.example.com'] },
      },
    ],
    valid: [
      {
        code: 'apiVersion: v1\nkind: Pod\nmetadata:\n  name: shop\nspec:\n  containers:\n    - name: web\n      image: registry.example.com/shop:1.4\n',
        options: { registries: ['*.example.com'] },
      },
    ],
    references: ['https://kubernetes.io/docs/concepts/containers/images/'],
  },
  check: (ctx) => {
    const { registries } = ctx.options;
    const names = registries.filter((name) => !name.includes('/')).map(globMatcher);
    const folders = registries.filter((name) => name.includes('/')).map(globMatcher);
    const isNew = places();
    return {
      Container(container) {
        const image = registries.length === 0 ? undefined : imageOf(container);
        if (!image || imageProblem(image.reference) !== undefined) return;
        const { registry: written = 'docker.io' } = image.reference;
        const registry = written === 'index.docker.io' ? 'docker.io' : written;
        const name = canonicalName(image.reference);
        if (names.some((matches) => matches(registry)) || folders.some((matches) => matches(name))) return;
        if (!isNew(image.scalar.span)) return;
        ctx.report({
          message: 'untrusted',
          span: image.scalar.span,
          data: { registry, trusted: registries.map((trusted) => `\`${trusted}\``).join(', ') },
        });
      },
    };
  },
});
