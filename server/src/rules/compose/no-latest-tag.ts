import type { Fix } from '../../core/finding';
import { defineRule } from '../../core/rule';
import { effectiveService } from '../../languages/compose/facts';
import { isVerbatim, places } from '../../languages/compose/places';
import type { Project } from '../../languages/compose/project/project';
import { asScalar } from '../../languages/compose/tree';
import { imageProblem, parseImage } from '../../languages/image/reference';
import { shown } from '../../languages/yaml/fixes';

export default defineRule({
  id: 'compose/no-latest-tag',
  aka: ['compose/image-explicit-tag'],
  summary: 'Name the version of an image',
  category: 'reliability',
  severity: 'warning',
  recommended: true,
  since: '0.1.0',
  fixable: 'sometimes',
  equivalents: { dclint: ['service-image-require-explicit-tag'] },
  options: {
    tags: {
      type: 'strings',
      description: 'Tags that move',
      default: ['latest', 'stable', 'edge', 'test', 'nightly', 'dev', 'beta', 'canary', 'lts'],
    },
  },
  messages: {
    latest: '`{{image}}` means another image tomorrow; name a version instead of `{{tag}}`',
    untagged: '`{{image}}` has no tag, which means `latest`; name a version',
  },
  notes: ['image-references'],
  docs: {
    why: 'Tags such as `latest`, `stable` or `edge` move. Two computers, or one today and next month, run different versions from one file, and when something breaks nothing in the repository has changed.',
    invalid: [
      { code: 'services:\n  web:\n    image: nginx:latest\n' },
      { code: 'services:\n  web:\n    image: registry.example.com:5000/shop\n' },
    ],
    valid: [
      { code: 'services:\n  web:\n    image: nginx:1.29\n' },
      { code: 'services:\n  web:\n    image: shop/web\n    build: .\n' },
    ],
    references: ['https://docs.docker.com/reference/compose-file/services/#image'],
  },
  check: (ctx) => {
    const isNew = places();
    let built: ReadonlySet<string> | undefined;
    return {
      Service(service) {
        const value = asScalar(service.get('image'));
        if (!value?.isString || value.text === undefined || effectiveService(service, ctx.facts).has('build')) return;
        const { text } = value;
        const image = parseImage(text);
        const { tag, tagStart, nameEnd } = image;
        if (image.digest !== undefined || imageProblem(image) !== undefined || text === 'scratch') return;
        if (tag !== undefined && !ctx.options.tags.includes(tag)) return;
        built ??= builtImages(ctx.facts.project);
        if (built.has(text.slice(0, nameEnd)) || !isNew(value.span)) return;
        const fixes: readonly Fix[] = isVerbatim(value)
          ? [
              {
                title: 'Name a version …',
                safety: 'manual',
                snippet: true,
                edits: () => [{ span: value.part(nameEnd, text.length), text: ':${1:version}' }],
              },
            ]
          : [];
        if (tag === undefined || tagStart === undefined) {
          ctx.report({ message: 'untagged', span: value.span, data: { image: shown(text) }, fixes });
        } else {
          ctx.report({
            message: 'latest',
            span: value.part(tagStart, text.length),
            data: { image: shown(text), tag },
            fixes,
          });
        }
      },
    };
  },
});

/** Images that services of the project build: what uses them has no registry to ask. */
function builtImages({ services }: Project): ReadonlySet<string> {
  const names = [...services.values()].flatMap((service) => {
    const text = service.has('build') ? service.text('image') : undefined;
    return text === undefined ? [] : [text.slice(0, parseImage(text).nameEnd)];
  });
  return new Set(names);
}
