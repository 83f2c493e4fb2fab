import { defineRule } from '../../core/rule';
import { short } from '../../languages/dockerfile/suggest';
import { imageProblem, parseImage } from '../../languages/image/reference';
import { imageOf } from '../../languages/kubernetes/images';
import { isStandIn } from '../../languages/kubernetes/names';
import { isLiteral, places, textSpan } from '../../languages/kubernetes/security';

export default defineRule({
  id: 'kubernetes/invalid-image-reference',
  summary: 'Write image references that can be read',
  category: 'correctness',
  severity: 'error',
  recommended: true,
  since: '0.1.0',
  fixable: 'sometimes',
  local: true,
  messages: {
    invalid: '`{{image}}` is no image reference: {{problem}}; write `name:tag`',
    capitals: 'Image `{{image}}` has capital letters; image names are lower case',
    blank: '`{{image}}` has blanks at its edge, which the API server refuses; remove them',
  },
  notes: ['image-references'],
  docs: {
    why: 'An image reference is `registry/path:tag@digest`. The path has small letters, digits and single `.`, `_`, `-` between them. The API server takes nearly any text, so that a wrong one is found only when the pod stays in `InvalidImageName`.',
    invalid: [
      {
        code: 'apiVersion: v1\nkind: Pod\nmetadata:\n  name: shop\nspec:\n  containers:\n    - name: web\n      image: ghcr.io/Team/shop:1.4\n',
        fixed:
          'apiVersion: v1\nkind: Pod\nmetadata:\n  name: shop\nspec:\n  containers:\n    - name: web\n      image: ghcr.io/team/shop:1.4\n',
      },
      {
        code: 'apiVersion: v1\nkind: Pod\nmetadata:\n  name: shop\nspec:\n  containers:\n    - name: web\n      image: shop:1.4:slim\n',
      },
    ],
    valid: [
      {
        code: 'apiVersion: v1\nkind: Pod\nmetadata:\n  name: shop\nspec:\n  containers:\n    - name: web\n      image: registry.example.com:5000/team/shop:1.4\n',
      },
    ],
    fixSafety: 'Another image may be meant than the same name in small letters.',
    references: ['https://kubernetes.io/docs/concepts/containers/images/#image-names'],
  },
  check: (ctx) => {
    const isNew = places();
    return {
      Container(container) {
        const image = imageOf(container);
        if (!image) return;
        const { reference, scalar } = image;
        const { text, repository } = reference;
        const blank = text !== text.trim();
        const problem = blank ? '' : imageProblem(reference);
        if (problem === undefined || isStandIn(text) || !isNew(scalar.span)) return;
        const name = short(text, 50);
        if (blank) {
          ctx.report({
            message: 'blank',
            span: scalar.span,
            data: { image: name },
            fixes: isLiteral(scalar)
              ? [
                  {
                    title: 'Remove the blanks',
                    safety: 'safe',
                    edits: () => [{ span: textSpan(scalar, 0, text.length), text: text.trim() }],
                  },
                ]
              : [],
          });
          return;
        }
        const lower = repository.toLowerCase();
        if (lower === repository) {
          ctx.report({ message: 'invalid', span: scalar.span, data: { image: name, problem } });
          return;
        }
        const start = text.indexOf(repository);
        const fixed = text.slice(0, start) + lower + text.slice(start + repository.length);
        ctx.report({
          message: 'capitals',
          span: scalar.span,
          data: { image: name },
          fixes:
            isLiteral(scalar) && imageProblem(parseImage(fixed)) === undefined
              ? [
                  {
                    title: `Replace with ${short(fixed, 80)}`,
                    safety: 'unsafe',
                    edits: () => [{ span: textSpan(scalar, start, start + repository.length), text: lower }],
                  },
                ]
              : [],
        });
      },
    };
  },
});
