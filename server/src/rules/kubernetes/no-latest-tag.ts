import { defineRule } from '../../core/rule';
import { short } from '../../languages/dockerfile/suggest';
import { imageProblem, parseImage } from '../../languages/image/reference';
import { imageOf, replacedImages } from '../../languages/kubernetes/images';
import { isLiteral, places, textSpan } from '../../languages/kubernetes/security';

export default defineRule({
  id: 'kubernetes/no-latest-tag',
  summary: 'Name the version of an image',
  category: 'reliability',
  severity: 'warning',
  recommended: true,
  since: '0.1.0',
  fixable: 'sometimes',
  local: 'facts',
  equivalents: {
    'kube-linter': ['latest-tag'],
    'kube-score': ['container-image-tag'],
    polaris: ['tagNotSpecified'],
    trivy: ['KSV-0013'],
    checkov: ['CKV_K8S_14'],
  },
  messages: {
    latest: '`{{image}}` means another image tomorrow; name a version instead of `latest`',
    untagged: '`{{image}}` has no tag, which means `latest`; name a version',
  },
  notes: ['image-references'],
  docs: {
    why: 'Each node asks for `latest` when it starts a pod, so that two pods of one Deployment can run two versions, and `kubectl rollout undo` brings back the same name with the same new image. Nobody can tell from the manifest what runs.',
    instead:
      'Name the version that was tested, or its digest. A registry with a port (`registry:5000/shop`) is no tag.',
    invalid: [
      {
        code: 'apiVersion: v1\nkind: Pod\nmetadata:\n  name: shop\nspec:\n  containers:\n    - name: web\n      image: nginx:latest\n',
      },
      {
        code: 'apiVersion: v1\nkind: Pod\nmetadata:\n  name: shop\nspec:\n  containers:\n    - name: web\n      image: registry.example.com:5000/shop\n',
      },
    ],
    valid: [
      {
        code: 'apiVersion: v1\nkind: Pod\nmetadata:\n  name: shop\nspec:\n  containers:\n    - name: web\n      image: nginx:1.29.3\n',
      },
      {
        code: 'apiVersion: v1\nkind: Pod\nmetadata:\n  name: shop\nspec:\n  containers:\n    - name: web\n      image: shop\n',
        files: { 'kustomization.yaml': 'resources: [manifest.yaml]\nimages:\n  - name: shop\n    newTag: "1.4"\n' },
      },
    ],
    exceptions:
      'Images whose tag is set later. The rule is silent about those that a `kustomization.yaml` or `skaffold.yaml` in the folder or above names; an overlay elsewhere it does not see.',
    references: ['https://kubernetes.io/docs/concepts/containers/images/#image-names'],
  },
  check: (ctx) => {
    const isNew = places();
    let replaced: ReadonlySet<string> | undefined;
    return {
      TemplateImage({ text, span }) {
        const { tag, tagStart, digest } = parseImage(text);
        if (tag !== 'latest' || tagStart === undefined || digest !== undefined) return;
        const at = { start: span.start + tagStart, end: span.end };
        ctx.report({ message: 'latest', span: at, data: { image: short(text, 45) } });
      },
      Container(container) {
        const image = imageOf(container);
        if (!image) return;
        const { reference, scalar } = image;
        if (reference.digest !== undefined || imageProblem(reference) !== undefined) return;
        if (reference.tag !== undefined && reference.tag !== 'latest') return;
        // A kustomization may name another tag for it.
        ctx.askAgain();
        replaced ??= replacedImages(ctx.facts);
        if (replaced.has(reference.text.slice(0, reference.nameEnd)) || !isNew(scalar.span)) return;
        const { tagStart, nameEnd, text } = reference;
        ctx.report({
          message: tagStart === undefined ? 'untagged' : 'latest',
          span: tagStart === undefined ? scalar.span : textSpan(scalar, tagStart, text.length),
          data: { image: short(text, 45) },
          fixes: isLiteral(scalar)
            ? [
                {
                  title: 'Name a version …',
                  safety: 'manual',
                  snippet: true,
                  edits: () => [{ span: textSpan(scalar, nameEnd, text.length), text: ':${1:version}' }],
                },
              ]
            : [],
        });
      },
    };
  },
});
