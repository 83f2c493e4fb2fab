import { defineRule } from '../../core/rule';
import { short } from '../../languages/dockerfile/suggest';
import { canonicalName, imageProblem } from '../../languages/image/reference';
import { imageOf } from '../../languages/kubernetes/images';
import { places, repairs } from '../../languages/kubernetes/security';
import { replaceValue } from '../../languages/yaml/edits';

export default defineRule({
  id: 'kubernetes/fully-qualified-image',
  summary: 'Name the registry of each image',
  category: 'security',
  severity: 'information',
  recommended: false,
  since: '0.1.0',
  fixable: 'sometimes',
  local: true,
  equivalents: {},
  messages: { short: '`{{image}}` names no registry, each node decides; write `{{full}}`' },
  notes: ['image-references'],
  docs: {
    why: 'A name without a registry means Docker Hub for most runtimes. CRI-O and Podman have a list of registries that they try, and take the image of the first that has one by this name: on another node it can be the image of somebody else.',
    invalid: [
      {
        code: 'apiVersion: v1\nkind: Pod\nmetadata:\n  name: shop\nspec:\n  containers:\n    - name: web\n      image: nginx:1.29.3\n',
        fixed:
          'apiVersion: v1\nkind: Pod\nmetadata:\n  name: shop\nspec:\n  containers:\n    - name: web\n      image: docker.io/library/nginx:1.29.3\n',
      },
    ],
    valid: [
      {
        code: 'apiVersion: v1\nkind: Pod\nmetadata:\n  name: shop\nspec:\n  containers:\n    - name: web\n      image: docker.io/library/nginx:1.29.3\n',
      },
    ],
    fixSafety: 'Where nodes were set up to take short names from elsewhere, the image comes from Docker Hub now.',
    references: ['https://kubernetes.io/docs/concepts/containers/images/#image-names'],
  },
  check: (ctx) => {
    const isNew = places();
    return {
      Container(container) {
        const image = imageOf(container);
        if (!image || image.reference.registry !== undefined || imageProblem(image.reference) !== undefined) return;
        const { scalar, reference } = image;
        if (!isNew(scalar.span)) return;
        const prefix = reference.text.includes('/') ? 'docker.io/' : 'docker.io/library/';
        const full = prefix + reference.text;
        if (!full.startsWith(canonicalName(reference))) return;
        ctx.report({
          message: 'short',
          span: scalar.span,
          data: { image: short(reference.text), full: short(full) },
          fixes: () => repairs(`Write ${short(full, 80)}`, 'unsafe', () => replaceValue(scalar, full)),
        });
      },
    };
  },
});
